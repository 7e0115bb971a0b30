#include "ui/chart/chartmodel.h"

#include "core/engine/engine.h"
#include "ui/text/format.h"
#include "ui/chart/timerange.h"

#include <QCoreApplication>
#include <QPointer>
#include <QXYSeries>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds Soon{30}; // merges what happens in one turn of the event loop
constexpr milliseconds BetweenUpdates{1000};
constexpr milliseconds QuietRefresh{5000}; // a live range moves although nothing comes in
constexpr qsizetype MaxTooltipRows = 20;
constexpr int CostFactor = 20; // a chart may use a twentieth of the time

QVariantMap tickRow(double position, const QString &label)
{
    return {{u"position"_s, position}, {u"label"_s, label}};
}

} // namespace

ChartModel::ChartModel(Engine &engine, const TimeRange &range, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_range(range)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ChartModel::ask);
    connect(&range, &TimeRange::changed, this, &ChartModel::refresh);
    connect(&m_legend, &LegendModel::hiddenChanged, this, &ChartModel::drawn);
}

ChartModel::~ChartModel()
{
    m_cancel.cancel();
}

void ChartModel::setSubject(ChartSubject subject)
{
    m_subject = std::move(subject);
    Q_EMIT subjectChanged();
    m_picture = std::make_shared<ChartPicture>();
    m_pieces.clear();
    m_legend.setPicture(m_picture);
    Q_EMIT drawn();
    setState(Loading);
    refresh();
}

void ChartModel::setActive(bool active)
{
    if (m_isActive == active)
        return;
    m_isActive = active;
    Q_EMIT activeChanged();
    if (!active) {
        m_timer.stop();
        m_cancel.cancel();
        m_isStale = true;
    } else if (m_isStale) {
        schedule(Soon);
    }
}

void ChartModel::setWidthPx(int widthPx)
{
    widthPx = std::max(60, widthPx);
    if (m_widthPx == widthPx)
        return;
    m_widthPx = widthPx;
    Q_EMIT widthPxChanged();
    refresh();
}

void ChartModel::refresh()
{
    m_isStale = true;
    schedule(Soon);
}

void ChartModel::schedule(milliseconds delay)
{
    if (!m_isActive || m_subject.request.view.queries.empty())
        return;
    if (!m_timer.isActive() || m_timer.remainingTime() > delay.count())
        m_timer.start(delay);
}

void ChartModel::noteChanges(const std::vector<SeriesId> &changed, bool seriesChanged)
{
    if (!m_isActive || !m_range.isLive())
        return;
    const auto isOurs = [&](SeriesId id) {
        return std::binary_search(m_picture->ids.begin(), m_picture->ids.end(), id);
    };
    if (!seriesChanged && !std::any_of(changed.begin(), changed.end(), isOurs))
        return;
    const milliseconds least =
        std::max(BetweenUpdates, milliseconds(std::int64_t(m_picture->tookMs * CostFactor)));
    const milliseconds passed(m_sinceShown.isValid() ? m_sinceShown.elapsed() : least.count());
    schedule(std::max(Soon, least - passed));
}

void ChartModel::ask()
{
    m_cancel.cancel();
    m_cancel = CancelToken();
    m_isStale = false;
    ChartRequest request = m_subject.request;
    request.startMs = m_range.startMs();
    request.endMs = m_range.endMs();
    request.widthPx = m_widthPx;
    request.zone = QTimeZone::systemTimeZone();
    // The application outlives the pool, so it can carry the answer to a model that may be gone.
    const auto job = [&engine = m_engine, request = std::move(request), cancel = m_cancel,
                      self = QPointer<ChartModel>(this)] {
        auto result = drawChart(engine, request, cancel);
        if (cancel.isCancelled())
            return;
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, cancel, result = std::move(result)] {
                if (self && !cancel.isCancelled())
                    self->show(result);
            },
            Qt::QueuedConnection);
    };
    if (const Result<void> submitted = m_engine.queries().submit(job); !submitted) {
        setState(Failed, QString::fromStdString(submitted.error().message));
        schedule(QuietRefresh);
    }
}

void ChartModel::show(const Result<std::shared_ptr<const ChartPicture>> &result)
{
    m_sinceShown.start();
    if (m_range.isLive())
        schedule(QuietRefresh);
    if (!result) {
        setState(Failed, QString::fromStdString(result.error().message));
        return;
    }
    m_picture = *result;
    m_pieces.clear();
    for (std::size_t line = 0; line < m_picture->lines.size(); ++line) {
        for (std::size_t index = 0; index < m_picture->lines[line].pieces.size(); ++index)
            m_pieces.push_back({line, index});
    }
    m_legend.setPicture(m_picture);
    setState(m_picture->lines.empty() ? Empty : Ready);
    Q_EMIT drawn();
}

void ChartModel::setState(State state, QString errorText)
{
    if (m_state == state && m_errorText == errorText)
        return;
    m_state = state;
    m_errorText = std::move(errorText);
    Q_EMIT stateChanged();
}

QVariantList ChartModel::valueTicks() const
{
    QVariantList list;
    const ValueAxisTicks &axis = m_picture->valueAxis;
    for (const Tick &tick : axis.ticks)
        list.append(tickRow((tick.position - axis.low) / (axis.high - axis.low), tick.label));
    return list;
}

QVariantList ChartModel::timeTicks() const
{
    QVariantList list;
    const double span = std::max(1.0, double(m_picture->endMs - m_picture->startMs));
    for (const Tick &tick : m_picture->timeAxis)
        list.append(tickRow((tick.position - double(m_picture->startMs)) / span, tick.label));
    return list;
}

QString ChartModel::valueText() const
{
    if (!m_subject.showsValue || m_picture->lines.empty() || m_picture->linesLeft > 0)
        return {};
    // Lines that ended do not count into what is now.
    const TimeMs fresh = m_picture->endMs - std::max<TimeMs>(60'000, 3 * m_picture->stepMs);
    double sum = 0;
    int count = 0;
    for (const DrawnLine &line : m_picture->lines) {
        if (line.points.timesMs.back() >= fresh && std::isfinite(line.figures.last)) {
            sum += line.figures.last;
            ++count;
        }
    }
    if (count == 0)
        return u"–"_s;
    return formatValue(m_picture->how == Combine::Sum ? sum : sum / count, m_picture->unit);
}

QString ChartModel::summary() const
{
    return tr("%1, %2, %3 ms")
        .arg(plural(m_picture->lines.size() + m_picture->linesLeft, u"series"_s),
             plural(m_picture->linePoints, u"point"_s))
        .arg(std::max(1, int(std::lround(m_picture->tookMs))));
}

QString ChartModel::moreText() const
{
    if (m_picture->linesLeft == 0)
        return {};
    return tr("and %1 more").arg(formatCount(m_picture->linesLeft));
}

bool ChartModel::fillPiece(int piece, QObject *series) const
{
    auto *target = qobject_cast<QXYSeries *>(series);
    if (!target || piece < 0 || piece >= pieceCount())
        return false;
    const Piece &which = m_pieces[std::size_t(piece)];
    const QList<QPointF> &points = m_picture->lines[which.line].pieces[which.index];
    target->replace(points);
    return points.size() == 1;
}

QVariantMap ChartModel::pieceStyle(int piece) const
{
    if (piece < 0 || piece >= pieceCount())
        return {};
    const std::size_t line = m_pieces[std::size_t(piece)].line;
    const SeriesStyle &style = m_picture->lines[line].style;
    return {
        {u"color"_s, style.color}, {u"dash"_s, style.dash}, {u"hidden"_s, m_legend.isHidden(line)}};
}

QVariantList ChartModel::valuesAt(qint64 timeMs) const
{
    struct Row
    {
        const DrawnLine *line;
        double value;
    };
    std::vector<Row> rows;
    for (std::size_t i = 0; i < m_picture->lines.size(); ++i) {
        const DrawnLine &line = m_picture->lines[i];
        const std::vector<TimeMs> &times = line.points.timesMs;
        const auto after = std::upper_bound(times.begin(), times.end(), timeMs);
        if (m_legend.isHidden(i) || after == times.begin())
            continue;
        const auto index = std::size_t(after - times.begin()) - 1;
        const TimeMs reach = std::max(gapAfterMs(line.points, m_picture->stepMs), TimeMs(1000));
        if (timeMs - times[index] <= reach)
            rows.push_back({&line, line.points.values[index]});
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row &a, const Row &b) { return a.value > b.value; });
    QVariantList list;
    for (const Row &row : rows) {
        if (list.size() == MaxTooltipRows)
            break;
        const ValueAxisTicks &axis = m_picture->valueAxis;
        list.append(QVariantMap{
            {u"name"_s, row.line->name},
            {u"color"_s, row.line->style.color},
            {u"value"_s, formatValue(row.value, m_picture->unit, 4)},
            {u"position"_s, (row.value - axis.low) / (axis.high - axis.low)},
        });
    }
    return list;
}

QString ChartModel::timeText(qint64 timeMs) const
{
    return formatInstant(timeMs, QTimeZone::systemTimeZone());
}

QString ChartModel::description() const
{
    if (m_state == Failed)
        return tr("%1: %2").arg(title(), m_errorText);
    if (m_picture->lines.empty())
        return tr("%1: no data in this range").arg(title());
    const Figures &first = m_picture->lines.front().figures;
    return tr("%1, %2, %3, between %4 and %5")
        .arg(title(), subtitle(), plural(m_picture->lines.size(), u"series"_s),
             formatValue(first.min, m_picture->unit), formatValue(first.max, m_picture->unit));
}

} // namespace tinyobs::ui
