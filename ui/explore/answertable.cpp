#include "ui/explore/answertable.h"

#include "core/engine/engine.h"
#include "core/promql/syntax/parser.h"
#include "ui/chart/chartmodel.h"
#include "ui/chart/timerange.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QPointer>

#include <algorithm>
#include <set>
#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr std::chrono::milliseconds Soon{50};
constexpr std::string_view Origin = "window";

struct Item
{
    std::string query; // its letter, when there are several
    Labels labels;
    TimeMs timeMs = 0;
    QString value;
};

QString toText(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

/// The matchers of the first selector of an expression; empty when there is none.
std::vector<Matcher> firstSelector(const promql::Expr &expr, int depth = 0)
{
    constexpr int MaxDepth = 100;
    if (expr.kind == promql::ExprKind::Selector)
        return static_cast<const promql::SelectorExpr &>(expr).matchers;
    for (const promql::Expr *child : promql::childrenOf(expr)) {
        if (depth == MaxDepth)
            break;
        if (std::vector<Matcher> found = firstSelector(*child, depth + 1); !found.empty())
            return found;
    }
    return {};
}

} // namespace

struct AnswerTable::Answer
{
    std::vector<Item> items;
    std::size_t total = 0;
    bool hasTimes = false;
    QString error;
    TimeMs atMs = 0;
};

AnswerTable::AnswerTable(Engine &engine, const TimeRange &range, const ChartModel &chart,
                         QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_range(range)
    , m_chart(chart)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &AnswerTable::ask);
    // The chart knows when there is something new; its texts are those that it evaluated.
    connect(&chart, &ChartModel::drawn, this, [this] {
        if (m_mode != Off && !m_timer.isActive())
            m_timer.start(Soon);
    });
}

AnswerTable::~AnswerTable()
{
    m_cancel.cancel();
}

void AnswerTable::setMode(Mode mode)
{
    if (m_mode == mode)
        return;
    m_mode = mode;
    Q_EMIT modeChanged();
    if (mode != Off)
        m_timer.start(Soon);
}

void AnswerTable::ask()
{
    m_cancel.cancel();
    m_cancel = CancelToken();
    const ChartPicture &picture = m_chart.picture();
    struct Asked
    {
        std::string letter;
        std::string expr;
    };
    std::vector<Asked> asked;
    const std::vector<ChartQuery> &queries = m_chart.subject().queries;
    for (std::size_t i = 0; i < picture.exprs.size() && i < queries.size(); ++i) {
        if (!picture.exprs[i].empty())
            asked.push_back({queries[i].letter, picture.exprs[i]});
    }
    const auto job = [&engine = m_engine, asked, mode = m_mode, unit = picture.unit,
                      fromMs = m_range.startMs(), toMs = m_range.endMs(), cancel = m_cancel,
                      self = QPointer<AnswerTable>(this)] {
        Answer answer;
        answer.atMs = toMs;
        answer.hasTimes = mode == Samples;
        const auto values = [&](const Asked &query) {
            promql::Query instant = queryWithin(engine.settings().queries);
            instant.text = query.expr;
            instant.grid.startMs = toMs;
            const Result<promql::QueryAnswer> found = engine.promql(instant, cancel, Origin);
            if (!found) {
                answer.error = QString::fromStdString(found.error().message);
                return;
            }
            answer.total += found->series.size();
            for (const promql::ResultSeries &series : found->series) {
                if (series.values.empty() || answer.items.size() == MaxRows)
                    continue;
                const bool isHistogram = promql::isAbsent(series.values.back());
                answer.items.push_back({asked.size() > 1 ? query.letter : "", series.labels,
                                        series.timesMs.back(),
                                        isHistogram ? AnswerTable::tr("histogram")
                                                    : formatValue(series.values.back(), unit, 6)});
            }
        };
        const auto samples = [&](const Asked &query) {
            const Result<promql::ExprPtr> tree =
                promql::parse(query.expr, engine.settings().queries.syntax);
            RecentQuery recent;
            recent.internal = true;
            recent.limit = MaxRows;
            recent.startMs = fromMs;
            recent.endMs = toMs;
            if (tree)
                recent.matchers = firstSelector(**tree);
            if (recent.matchers.empty())
                return;
            const Result<RecentSamples> found = engine.recentSamples(recent);
            if (!found) {
                answer.error = QString::fromStdString(found.error().message);
                return;
            }
            answer.total += found->samples.size();
            for (const RecentSamples::Sample &sample : found->samples) {
                if (answer.items.size() < MaxRows)
                    answer.items.push_back({asked.size() > 1 ? query.letter : "", *sample.labels,
                                            sample.timeMs, QString::number(sample.value, 'g', 17)});
            }
        };
        for (const Asked &query : asked)
            mode == Samples ? samples(query) : values(query);
        if (cancel.isCancelled())
            return;
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, cancel, answer = std::move(answer)] {
                if (self && !cancel.isCancelled())
                    self->show(answer);
            },
            Qt::QueuedConnection);
    };
    if (const Result<void> submitted = m_engine.queries().submit(job); !submitted) {
        m_errorText = QString::fromStdString(submitted.error().message);
        Q_EMIT answered();
    }
}

void AnswerTable::show(const Answer &answer)
{
    std::set<std::string> names;
    for (const Item &item : answer.items) {
        for (const LabelView label : item.labels)
            names.insert(std::string(label.name));
    }
    const bool hasLetters = std::any_of(answer.items.begin(), answer.items.end(),
                                        [](const Item &item) { return !item.query.empty(); });
    QStringList columns;
    if (answer.hasTimes)
        columns.append(tr("time"));
    if (hasLetters)
        columns.append(tr("query"));
    for (const std::string &name : names)
        columns.append(name == MetricNameLabel ? tr("metric") : QString::fromStdString(name));
    columns.append(tr("value"));
    std::vector<QStringList> rows;
    for (const Item &item : answer.items) {
        QStringList cells;
        if (answer.hasTimes)
            cells.append(formatDay(item.timeMs, m_range.zone()) + u' ' +
                         formatInstant(item.timeMs, m_range.zone()));
        if (hasLetters)
            cells.append(QString::fromStdString(item.query));
        for (const std::string &name : names)
            cells.append(toText(item.labels.value(name)));
        cells.append(item.value);
        rows.push_back(std::move(cells));
    }
    m_columns = columns;
    m_errorText = answer.error;
    const QString at =
        formatDay(answer.atMs, m_range.zone()) + u' ' + formatInstant(answer.atMs, m_range.zone());
    m_caption = answer.hasTimes ? tr("the newest %1").arg(plural(answer.items.size(), u"sample"_s))
                                : tr("%1 at %2").arg(plural(answer.total, u"series"_s), at);
    if (answer.total > answer.items.size())
        m_caption += tr(", the first %1 of them").arg(formatCount(answer.items.size()));
    m_rows.setRows(std::move(rows));
    Q_EMIT answered();
}

} // namespace tinyobs::ui
