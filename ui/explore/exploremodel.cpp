#include "ui/explore/exploremodel.h"

#include "core/engine/engine.h"
#include "core/promql/syntax/quoting.h"
#include "core/promql/syntax/selectors.h"
#include "ui/explore/narrowed.h"
#include "ui/explore/readback.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QPointer>
#include <QVariantMap>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr std::size_t MaxValues = 1000; // more than anybody reads
constexpr TimeMs ValuesLookbackMs = 24 * 60 * 60 * 1000;

constexpr std::array<std::pair<std::string_view, Matcher::Op>, 4> Operators{{
    {"=", Matcher::Op::Equal},
    {"!=", Matcher::Op::NotEqual},
    {"=~", Matcher::Op::Match},
    {"!~", Matcher::Op::NotMatch},
}};

std::string_view textOf(Matcher::Op op)
{
    return std::find_if(Operators.begin(), Operators.end(),
                        [op](const auto &row) { return row.second == op; })
        ->first;
}

} // namespace

ExploreModel::ExploreModel(Engine &engine, const TimeRange &range, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_tree(&engine.queries())
    , m_chart(engine, range)
    , m_table(engine, range, m_chart)
{
    connect(&m_queries, &QueryRows::changed, this, &ExploreModel::showQueries);
}

QVariantList ExploreModel::views() const
{
    QVariantList list;
    if (!hasMetric())
        return list;
    for (const View &view : viewsOf(m_family))
        list.append(QVariantMap{{u"id"_s, QString::fromStdString(view.id)},
                                {u"name"_s, QString::fromStdString(view.name)}});
    return list;
}

void ExploreModel::setViewId(const QString &id)
{
    if (viewId() == id)
        return;
    if (!isBuilt())
        m_queries.clear();
    m_viewId = id.toStdString();
    apply();
}

QStringList ExploreModel::labels() const
{
    QStringList list;
    for (const std::string &label : m_family.labels)
        list.append(QString::fromStdString(label));
    return list;
}

void ExploreModel::setGroupBy(const QString &label)
{
    if (groupBy() == label)
        return;
    m_groupBy = label.toStdString();
    apply();
}

QStringList ExploreModel::filters() const
{
    QStringList list;
    for (const LabelFilter &filter : m_filters) {
        const std::string_view op = textOf(filter.op);
        list.append(
            QString::fromStdString(filter.label + ' ' + std::string(op) + ' ' + filter.value));
    }
    return list;
}

void ExploreModel::setForest(std::shared_ptr<const MetricForest> forest)
{
    m_tree.setForest(std::move(forest));
    if (const auto [service, metric] = m_tree.firstMetric();
        !hasMetric() || (!m_isChosen && service != m_service)) {
        show(service, metric);
        return;
    }
    const Family *family = m_tree.find(m_service, m_family.name);
    if (!family)
        return;
    const bool sameShape = family->bucket == m_family.bucket && family->kind == m_family.kind;
    m_family = *family;
    if (sameShape)
        Q_EMIT changed();
    else
        apply();
}

void ExploreModel::open(const QString &service, const QString &metric)
{
    m_isChosen = true;
    show(service.toStdString(), metric.toStdString());
}

void ExploreModel::show(const std::string &service, const std::string &metric)
{
    const Family *family = m_tree.find(service, metric);
    if (!family)
        return;
    m_service = service;
    m_family = *family;
    m_viewId = viewsOf(m_family).front().id;
    m_groupBy.clear();
    m_filters.clear();
    m_labelValues.clear();
    m_valueCounts.clear();
    Q_EMIT labelValuesChanged();
    if (!m_queries.isAllBuilt())
        m_queries.clear();
    m_tree.setCurrent(m_service, m_family.name);
    apply();
}

void ExploreModel::addFilter(const QString &label, const QString &op, const QString &value)
{
    const std::string opText = op.toStdString();
    const auto row = std::find_if(Operators.begin(), Operators.end(),
                                  [&opText](const auto &each) { return each.first == opText; });
    if (label.isEmpty() || row == Operators.end())
        return;
    LabelFilter filter{row->second, label.toStdString(), value.toStdString()};
    if (std::find(m_filters.begin(), m_filters.end(), filter) != m_filters.end())
        return;
    m_filters.push_back(std::move(filter));
    apply();
}

void ExploreModel::removeFilter(int index)
{
    if (index < 0 || index >= int(m_filters.size()))
        return;
    m_filters.erase(m_filters.begin() + index);
    apply();
}

void ExploreModel::loadLabelValues(const QString &label)
{
    m_labelValues.clear();
    m_valueCounts.clear();
    Q_EMIT labelValuesChanged();
    const std::string metric = m_family.bucket.empty() ? m_family.name : m_family.bucket;
    const std::string name = promql::isPlainLabelName(label.toStdString())
                                 ? label.toStdString()
                                 : promql::quotedText(label.toStdString());
    const std::string expr =
        "sort_desc(count by (" + name + ") (" + selectorText(metric, selection().filters) + "))";
    const auto job = [&engine = m_engine, expr, label = label.toStdString(),
                      self = QPointer<ExploreModel>(this)] {
        promql::Query query = queryWithin(engine.settings().queries);
        query.text = expr;
        query.grid.startMs = engine.clock().nowMs();
        query.lookbackMs = ValuesLookbackMs;
        const Result<promql::QueryAnswer> answer = engine.promql(query, {}, "window");
        QStringList values;
        QVariantList counts;
        double total = 0;
        for (std::size_t i = 0; answer && i < answer->series.size(); ++i)
            total += answer->series[i].values.front();
        for (std::size_t i = 0; answer && i < answer->series.size() && i < MaxValues; ++i) {
            const promql::ResultSeries &series = answer->series[i];
            const std::string_view value = series.labels.value(label);
            values.append(QString::fromUtf8(value.data(), qsizetype(value.size())));
            counts.append(QVariantMap{{u"value"_s, values.last()},
                                      {u"count"_s, series.values.front()},
                                      {u"share"_s, series.values.front() / total}});
        }
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, values, counts] {
                if (!self)
                    return;
                self->m_labelValues = values;
                self->m_valueCounts = counts;
                Q_EMIT self->labelValuesChanged();
            },
            Qt::QueuedConnection);
    };
    // A full pool leaves the list empty; the value can still be typed.
    (void)m_engine.queries().submit(job);
}

Selection ExploreModel::selection() const
{
    Selection selection{serviceFilters(m_service, m_tree.labelOf(m_service)), m_groupBy};
    selection.filters.insert(selection.filters.end(), m_filters.begin(), m_filters.end());
    return selection;
}

void ExploreModel::apply()
{
    m_queries.setBuilt(queriesOf(viewOf(m_family, m_viewId), m_family, selection()));
}

void ExploreModel::showQueries()
{
    ChartSubject subject;
    if (m_queries.isAnyBuilt() && m_queries.isAllBuilt()) {
        subject = subjectOf(viewOf(m_family, m_viewId), m_family, m_service, selection());
    } else {
        subject.title = tr("Queries");
        subject.subtitle = plural(m_queries.queries().size(), u"line"_s);
        subject.options.scale = ValueScale::Auto;
    }
    subject.queries = m_queries.queries();
    if (!m_queries.isAllBuilt() && subject.queries.size() == 1) {
        subject.title = QString::fromStdString(subject.queries.front().expr);
        subject.subtitle.clear();
    }
    m_chart.setSubject(std::move(subject));
    Q_EMIT changed();
}

void ExploreModel::add(const QString &service, const QString &metric)
{
    const Family *family = m_tree.find(service.toStdString(), metric.toStdString());
    if (!family)
        return;
    const Selection all{
        serviceFilters(service.toStdString(), m_tree.labelOf(service.toStdString())), {}};
    m_isChosen = true;
    for (const ChartQuery &query : queriesOf(viewsOf(*family).front(), *family, all))
        m_queries.append(query.expr, query.legend);
}

void ExploreModel::openQuery(const QString &expr)
{
    m_isChosen = true;
    m_queries.clear();
    m_queries.append(expr.toStdString());
}

void ExploreModel::addLine(ChartModel *chart, int line)
{
    if (!chart || line < 0 || std::size_t(line) >= chart->picture().lines.size())
        return;
    const DrawnLine &drawn = chart->picture().lines[std::size_t(line)];
    if (drawn.query >= chart->subject().queries.size())
        return;
    // The query as it is, narrowed to the labels of this line.
    const std::string &expr = chart->subject().queries[drawn.query].expr;
    m_queries.append(narrowed(expr, drawn.labels), drawn.name.toStdString());
}

void ExploreModel::writeQuery(int row, const QString &text)
{
    const auto find = [this](const std::string &metric) { return m_tree.find({}, metric); };
    const bool isOnly = m_queries.count() == 1;
    if (const auto built = isOnly ? readBack(text.toStdString(), find) : std::nullopt) {
        m_isChosen = true;
        m_family = built->family;
        m_viewId = built->viewId;
        m_groupBy = built->selection.by;
        m_filters = built->selection.filters;
        m_service.clear();
        takeService();
        m_tree.setCurrent(m_service, m_family.name);
        m_queries.clear();
        apply();
        return;
    }
    m_queries.setText(row, text);
}

/// A filter that names a service of the catalog is that service.
void ExploreModel::takeService()
{
    const auto named =
        std::find_if(m_filters.begin(), m_filters.end(), [this](const LabelFilter &each) {
            return each.op == Matcher::Op::Equal && m_tree.labelOf(each.value) == each.label &&
                   m_tree.find(each.value, m_family.name);
        });
    if (named == m_filters.end())
        return;
    m_service = named->value;
    m_filters.erase(named);
}

} // namespace tinyobs::ui
