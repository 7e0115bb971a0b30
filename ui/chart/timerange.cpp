#include "ui/chart/timerange.h"

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
constexpr std::array<TimeMs, 11> Presets{5 * MinuteMs, 15 * MinuteMs, 30 * MinuteMs, HourMs,
                                         3 * HourMs,   6 * HourMs,    12 * HourMs,   DayMs,
                                         2 * DayMs,    3 * DayMs,     7 * DayMs};
constexpr TimeMs MinSpanMs = 1000;

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
    const QTimeZone zone = QTimeZone::systemTimeZone();
    const bool withSeconds = m_view.spanMs < 10 * MinuteMs;
    const auto text = [&](TimeMs timeMs) { return formatClock(timeMs, zone, withSeconds); };
    const QString startDay = formatDay(startMs(), zone);
    const QString endDay = formatDay(endMs(), zone);
    const QString end = startDay == endDay ? text(endMs()) : endDay + u' ' + text(endMs());
    return startDay + u' ' + text(startMs()) + u" – "_s + end;
}

QString TimeRange::zoneName() const
{
    const QString id = QString::fromLatin1(QTimeZone::systemTimeZoneId());
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

void TimeRange::show(View view)
{
    m_view = view;
    Q_EMIT changed();
}

void TimeRange::setSpan(qint64 spanMs)
{
    m_history.clear();
    show({std::max<TimeMs>(MinSpanMs, spanMs), 0});
}

void TimeRange::zoomTo(qint64 startMs, qint64 endMs)
{
    if (endMs < startMs)
        std::swap(startMs, endMs);
    m_history.push_back(m_view);
    show({std::max<TimeMs>(MinSpanMs, endMs - startMs), endMs});
}

void TimeRange::zoomOut()
{
    if (!m_history.empty()) {
        const View before = m_history.back();
        m_history.pop_back();
        return show(before);
    }
    if (!isLive())
        show({m_view.spanMs, 0});
}

void TimeRange::shift(int direction)
{
    const TimeMs end = endMs() + direction * (m_view.spanMs / 2);
    show({m_view.spanMs, std::min(end, m_clock.nowMs())});
}

void TimeRange::toggleLive()
{
    show({m_view.spanMs, isLive() ? m_clock.nowMs() : 0});
}

} // namespace tinyobs::ui
