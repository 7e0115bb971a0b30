#include "ui/chart/timerange.h"

#include "ui/chart/placeholders.h"
#include "ui/chart/typedtime.h"
#include "ui/text/format.h"

#include <QVariantMap>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr TimeMs MinuteMs = 60'000;
constexpr TimeMs HourMs = 60 * MinuteMs;
constexpr TimeMs DayMs = 24 * HourMs;
constexpr std::array<TimeMs, 14> Presets{
    5 * MinuteMs, 15 * MinuteMs, 30 * MinuteMs, HourMs,    3 * HourMs, 6 * HourMs, 12 * HourMs,
    DayMs,        2 * DayMs,     3 * DayMs,     7 * DayMs, 30 * DayMs, 90 * DayMs, 365 * DayMs};
constexpr TimeMs MinSpanMs = 1000;
constexpr TimeMs MaxSpanMs = 100 * 365 * DayMs;
constexpr std::size_t MaxVisited = 100;

} // namespace

TimeRange::TimeRange(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{
}

TimeMs TimeRange::endMs() const
{
    return isLive() ? m_clock.nowMs() : m_view.fixedEndMs;
}

QString TimeRange::label() const
{
    if (isLive())
        return tr("Last %1").arg(formatSpan(m_view.spanMs));
    const QTimeZone &zone = m_zone;
    const bool withSeconds = m_view.spanMs < 10 * MinuteMs;
    const auto text = [&](TimeMs timeMs) { return formatClock(timeMs, zone, withSeconds); };
    const QString startDay = formatDay(startMs(), zone);
    const QString endDay = formatDay(endMs(), zone);
    const QString end = startDay == endDay ? text(endMs()) : endDay + u' ' + text(endMs());
    return startDay + u' ' + text(startMs()) + u" – "_s + end;
}

QString TimeRange::zoneName() const
{
    const QString id = QString::fromUtf8(m_zone.id());
    return id == "Etc/UTC"_L1 ? u"UTC"_s : id;
}

QVariantList TimeRange::presets() const
{
    QVariantList list;
    for (const TimeMs span : Presets)
        list.append(QVariantMap{{u"label"_s, tr("Last %1").arg(formatSpan(span))},
                                {u"spanMs"_s, qint64(span)}});
    return list;
}

void TimeRange::setZoneId(const QString &id)
{
    const QTimeZone zone = id.isEmpty() ? QTimeZone::systemTimeZone() : QTimeZone(id.toUtf8());
    if (!zone.isValid() || (zone == m_zone && id == m_zoneId))
        return;
    m_zone = zone;
    m_zoneId = id;
    Q_EMIT changed();
}

void TimeRange::show(View view)
{
    m_view = view;
    Q_EMIT changed();
}

/// Shows it and remembers it behind the current one.
void TimeRange::visit(View view)
{
    view.spanMs = std::clamp(view.spanMs, MinSpanMs, MaxSpanMs);
    m_visited.resize(m_at + 1);
    if (!(m_visited.back() == view))
        m_visited.push_back(view);
    if (m_visited.size() > MaxVisited)
        m_visited.erase(m_visited.begin());
    m_at = m_visited.size() - 1;
    show(view);
}

void TimeRange::goBack()
{
    if (canGoBack())
        show(m_visited[--m_at]);
}

void TimeRange::goForward()
{
    if (canGoForward())
        show(m_visited[++m_at]);
}

void TimeRange::setSpan(qint64 spanMs)
{
    m_history.clear();
    visit({spanMs, 0});
}

void TimeRange::zoomTo(qint64 startMs, qint64 endMs)
{
    if (endMs < startMs)
        std::swap(startMs, endMs);
    m_history.push_back(m_view);
    visit({endMs - startMs, endMs});
}

void TimeRange::zoomOut()
{
    if (!m_history.empty()) {
        const View before = m_history.back();
        m_history.pop_back();
        return visit(before);
    }
    visit(isLive() ? View{2 * m_view.spanMs, 0} : View{m_view.spanMs, 0});
}

void TimeRange::zoomAbout(qint64 timeMs, double factor)
{
    const TimeMs span = std::clamp(TimeMs(double(m_view.spanMs) * factor), MinSpanMs, MaxSpanMs);
    const double share = std::clamp(double(timeMs - startMs()) / double(m_view.spanMs), 0.0, 1.0);
    const TimeMs end = timeMs + TimeMs(double(span) * (1 - share));
    // At the right edge of a live range one looks at now.
    constexpr double AtNow = 0.98;
    if (isLive() && (share > AtNow || end >= m_clock.nowMs()))
        return visit({span, 0});
    visit({span, std::min(end, m_clock.nowMs())});
}

void TimeRange::panBy(qint64 deltaMs)
{
    visit({m_view.spanMs, std::min<TimeMs>(endMs() + deltaMs, m_clock.nowMs())});
}

QString TimeRange::setTyped(const QString &from, const QString &to)
{
    const TimeMs nowMs = m_clock.nowMs();
    const Result<TypedTime> start = parseTypedTime(from, nowMs, m_zone);
    if (!start)
        return QString::fromStdString(start.error().message);
    const Result<TypedTime> end = parseTypedTime(to, nowMs, m_zone);
    if (!end)
        return QString::fromStdString(end.error().message);
    if (start->timeMs >= end->timeMs)
        return tr("the beginning, %1, is not before the end").arg(from);
    m_history.clear();
    visit({end->timeMs - start->timeMs, end->isNow && start->isRelative ? 0 : end->timeMs});
    return {};
}

QString TimeRange::fromText() const
{
    return isLive() ? u"now-"_s + QString::fromStdString(durationText(m_view.spanMs))
                    : formatTyped(startMs(), m_zone);
}

QString TimeRange::toText() const
{
    return isLive() ? u"now"_s : formatTyped(endMs(), m_zone);
}

void TimeRange::shift(int direction)
{
    panBy(direction * (m_view.spanMs / 2));
}

void TimeRange::toggleLive()
{
    visit({m_view.spanMs, isLive() ? m_clock.nowMs() : 0});
}

} // namespace tinyobs::ui
