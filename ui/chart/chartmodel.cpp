#include "ui/chart/chartmodel.h"

#include "core/engine/engine.h"
#include "ui/chart/chartreadout.h"
#include "ui/chart/timerange.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QPointer>

#include <algorithm>
#include <array>
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
constexpr int CostFactor = 20;             // a chart may use a twentieth of the time

constexpr std::size_t AllLines = 1000; // when asked for all

constexpr std::array<const char16_t *, 6> Drawings{u"lines", u"areas",  u"stacked",
                                                   u"bars",  u"points", u"heatmap"};
constexpr std::array<const char16_t *, 4> Scales{u"auto", u"zero", u"log", u"clip"};

template <typename Value, typename Names>
std::optional<Value> find(const QString &text, const Names &names)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (text == QStringView(names[i]))
            return static_cast<Value>(i);
    }
    return std::nullopt;
}

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
    connect(&m_legend, &LegendModel::hiddenChanged, this, &ChartModel::layOut);
}

ChartModel::~ChartModel()
{
    m_cancel.cancel();
}

void ChartModel::setSubject(ChartSubject subject)
{
    m_subject = std::move(subject);
    Q_EMIT subjectChanged();
    m_valueRange.reset();
    Q_EMIT optionsChanged();
    // What was drawn stays until there is something else to draw: blank moments unsettle.
    setState(Loading);
    refresh();
}

void ChartModel::copyFrom(const ChartModel &other)
{
    m_drawing = other.m_drawing;
    m_scale = other.m_scale;
    m_compareMs = other.m_compareMs;
    m_showsAllLines = other.m_showsAllLines;
    setSubject(other.m_subject);
    m_legend.setHiddenKeys(other.m_legend.hiddenKeys());
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
    if (!m_isActive || m_subject.queries.empty())
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
    if (!seriesChanged && m_picture->hasAllIds &&
        !std::any_of(changed.begin(), changed.end(), isOurs))
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
    ChartRequest request;
    request.queries = m_subject.queries;
    request.options = options();
    if (m_showsAllLines)
        request.options.maxLines = AllLines;
    request.fallbackName = m_subject.metric.empty() ? title().toStdString() : m_subject.metric;
    request.colorKey = m_subject.service + "/" + request.fallbackName;
    request.intervals = m_picture->intervals;
    request.startMs = m_range.startMs();
    request.endMs = m_range.endMs();
    request.widthPx = m_widthPx;
    request.zone = m_range.zone();
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
        m_picture = std::make_shared<ChartPicture>();
        m_legend.setPicture(m_picture);
        layOut();
        setState(Failed, QString::fromStdString(result.error().message));
        return;
    }
    m_picture = *result;
    m_legend.setPicture(m_picture);
    setState(m_picture->lines.empty() && m_picture->heat.isEmpty() ? Empty : Ready);
    layOut();
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
    for (const Tick &tick : m_geometry.valueAxis.ticks)
        list.append(tickRow(m_geometry.position(tick.position), tick.label));
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
        if (!line.isEarlier && line.points.timesMs.back() >= fresh &&
            std::isfinite(line.figures.last)) {
            sum += line.figures.last;
            ++count;
        }
    }
    if (count == 0)
        return u"–"_s;
    return formatValue(m_subject.options.addsUp ? sum : sum / count, m_picture->unit);
}

QString ChartModel::summary() const
{
    const int ms = std::max(1, int(std::lround(m_picture->tookMs)));
    if (isHeatmap())
        return tr("%1, %2, %3 ms")
            .arg(plural(m_picture->heat.rows.size(), u"bucket"_s),
                 plural(m_picture->heat.timesMs.size(), u"step"_s))
            .arg(ms);
    return tr("%1, %2, %3 ms")
        .arg(plural(m_picture->lines.size() + m_picture->linesLeft, u"series"_s),
             plural(m_picture->linePoints, u"point"_s))
        .arg(ms);
}

QString ChartModel::moreText() const
{
    if (m_picture->linesLeft == 0)
        return {};
    return tr("and %1 more").arg(formatCount(m_picture->linesLeft));
}

QVariantList ChartModel::valuesAt(qint64 timeMs, double nearPosition) const
{
    return isHeatmap() ? readCell(*m_picture, timeMs, nearPosition)
                       : readValues(*m_picture, m_geometry, timeMs, nearPosition);
}

QVariantList ChartModel::differences(qint64 firstMs, qint64 secondMs) const
{
    return readDifferences(*m_picture, m_geometry, firstMs, secondMs);
}

void ChartModel::zoomValues(double from, double to)
{
    if (std::abs(from - to) < 1e-6 || isHeatmap())
        return;
    m_valueRange = {m_geometry.valueAt(std::min(from, to)), m_geometry.valueAt(std::max(from, to))};
    layOut();
    Q_EMIT optionsChanged();
}

void ChartModel::resetValues()
{
    m_valueRange.reset();
    layOut();
    Q_EMIT optionsChanged();
}

ChartOptions ChartModel::options() const
{
    ChartOptions options = m_subject.options;
    options.drawing = m_drawing.value_or(options.drawing);
    options.scale = m_scale.value_or(options.scale);
    options.compareMs = m_compareMs.value_or(options.compareMs);
    if (m_valueRange) {
        options.min = m_valueRange->first;
        options.max = m_valueRange->second;
    }
    return options;
}

QString ChartModel::drawing() const
{
    return QString::fromUtf16(Drawings[std::size_t(options().drawing)]);
}

void ChartModel::setDrawing(const QString &drawing)
{
    const auto found = find<Drawing>(drawing, Drawings);
    if (!found || *found == options().drawing)
        return;
    m_drawing = found;
    Q_EMIT optionsChanged();
    refresh();
}

QString ChartModel::scale() const
{
    return QString::fromUtf16(Scales[std::size_t(options().scale)]);
}

void ChartModel::setScale(const QString &scale)
{
    const auto found = find<ValueScale>(scale, Scales);
    if (!found || *found == options().scale)
        return;
    m_scale = found;
    layOut();
    Q_EMIT optionsChanged();
}

void ChartModel::setCompareMs(qint64 compareMs)
{
    if (compareMs == options().compareMs || compareMs < 0)
        return;
    m_compareMs = compareMs;
    Q_EMIT optionsChanged();
    refresh();
}

void ChartModel::setEmphasised(int line)
{
    if (m_emphasised == line)
        return;
    m_emphasised = line;
    Q_EMIT emphasisedChanged();
}

void ChartModel::setShowsAllLines(bool showsAll)
{
    if (m_showsAllLines == showsAll)
        return;
    m_showsAllLines = showsAll;
    Q_EMIT optionsChanged();
    refresh();
}

void ChartModel::layOut()
{
    m_geometry = geometryOf(*m_picture, options(),
                            [this](std::size_t line) { return m_legend.isHidden(line); });
    Q_EMIT drawn();
}

QString ChartModel::spreadText() const
{
    if (!m_picture->hasSpread)
        return {};
    return tr("%1 average, band: lowest to highest").arg(formatSpan(m_picture->stepMs));
}

QString ChartModel::expressionText() const
{
    QStringList lines;
    for (const std::string &expr : m_picture->exprs)
        lines.append(QString::fromStdString(expr));
    return lines.join(u'\n');
}

QStringList ChartModel::warnings() const
{
    QStringList list(m_picture->warnings.begin(), m_picture->warnings.end());
    list.removeDuplicates();
    return list;
}

QVariantList ChartModel::thresholdMarks() const
{
    QVariantList list;
    for (const Threshold &threshold : m_subject.options.thresholds) {
        const double position = m_geometry.position(threshold.value);
        if (position < 0 || position > 1)
            continue;
        const QString text = threshold.text.isEmpty()
                                 ? formatValue(threshold.value, m_picture->unit)
                                 : threshold.text;
        list.append(QVariantMap{
            {u"position"_s, position}, {u"text"_s, text}, {u"level"_s, int(threshold.level)}});
    }
    return list;
}

QString ChartModel::spanText(qint64 ms) const
{
    return ms < 0 ? u"−"_s + formatSpan(-ms) : formatSpan(ms);
}

QString ChartModel::timeText(qint64 timeMs) const
{
    return formatInstant(timeMs, m_range.zone());
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
