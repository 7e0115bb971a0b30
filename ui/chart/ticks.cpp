#include "ui/chart/ticks.h"

#include "ui/text/format.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace tinyobs::ui {
namespace {

constexpr std::array<double, 5> Decimal{1, 2, 2.5, 5, 10};
constexpr std::array<double, 11> Binary{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
constexpr std::array<double, 18> LongSteps{1,   2,   5,    10,   15,   30,    60,    120,   300,
                                           600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400};
constexpr std::array<TimeMs, 22> TimeSteps{
    1000,        2000,        5000,          10'000,       15'000,     30'000,
    60'000,      120'000,     300'000,       600'000,      900'000,    1'800'000,
    3'600'000,   7'200'000,   10'800'000,    21'600'000,   43'200'000, 86'400'000,
    172'800'000, 604'800'000, 1'209'600'000, 2'592'000'000};
constexpr TimeMs DayMs = 86'400'000;
constexpr int LabelWidthPx = 64;
constexpr double ShortestSpanS = 60; // of an axis of points in time

template <typename Rows>
double firstAtLeast(const Rows &rows, double raw, double unitSize, double otherwise)
{
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](double row) { return row * unitSize >= raw * 0.999; });
    return (found == rows.end() ? otherwise : *found) * unitSize;
}

/// The smallest round step at or above raw, both in the unit's base.
double niceStep(double raw, const Unit &unit)
{
    if (unit.base == Unit::Base::Bytes && raw >= 1)
        return firstAtLeast(Binary, raw, std::pow(1024, std::floor(std::log2(raw) / 10)), 1024);
    const bool isTime = unit.base == Unit::Base::Seconds || unit.base == Unit::Base::Instant;
    if (isTime && raw > 1)
        return firstAtLeast(LongSteps, raw, 1, std::ceil(raw / 86400) * 86400);
    return firstAtLeast(Decimal, raw, std::pow(10, std::floor(std::log10(raw))), 10);
}

/// Decimals needed to write a step exactly, such as 2 for 0.25.
int decimalsOf(double step)
{
    for (int digits = 0; digits < 13; ++digits) {
        const double power = std::pow(10, digits);
        if (std::abs(step - std::round(step * power) / power) < step * 1e-6)
            return digits;
    }
    return 13;
}

QString instantLabel(double seconds, double step)
{
    const TimeMs timeMs = TimeMs(std::llround(seconds)) * 1000;
    const QTimeZone utc = QTimeZone::utc();
    return step >= double(DayMs) / 1000 ? formatDay(timeMs, utc)
                                        : formatClock(timeMs, utc, step < 60);
}

} // namespace

ValueAxisTicks valueTicks(double low, double high, const Unit &unit, int count)
{
    double bottom = low * unit.factor;
    double top = high * unit.factor;
    const bool areInstants = isInstant(low, unit) && isInstant(high, unit);
    if (areInstants && top - bottom < ShortestSpanS) {
        bottom -= ShortestSpanS;
        top += ShortestSpanS;
    }
    if (!(top > bottom)) {
        const double only = bottom;
        bottom = std::min(0.0, only * 2);
        top = only == 0 ? 1 : std::max(0.0, only * 2);
    }
    const double step = niceStep((top - bottom) / count, unit);
    const double first = std::floor(bottom / step + 1e-9);
    const double last = std::ceil(top / step - 1e-9);
    const Scale scale = scaleFor(std::max(std::abs(first * step), std::abs(last * step)), unit);
    const double written = step / scale.size;
    const int digits = decimalsOf(written);

    ValueAxisTicks axis;
    axis.low = first * step / unit.factor;
    axis.high = last * step / unit.factor;
    for (double index = first; index <= last; ++index) {
        const double value = index * step / scale.size;
        const QString number = index == 0 ? QStringLiteral("0")
                               : std::abs(value) < 1e-3 && written < 1e-6
                                   ? QString::number(value, 'e', 2)
                                   : QString::number(value, 'f', digits);
        axis.ticks.push_back({index * step / unit.factor, areInstants
                                                              ? instantLabel(index * step, step)
                                                              : withUnit(number, scale, unit)});
    }
    return axis;
}

std::vector<Tick> timeTicks(TimeMs startMs, TimeMs endMs, const QTimeZone &zone, int widthPx)
{
    const TimeMs room = std::max(2, widthPx / LabelWidthPx);
    const TimeMs span = std::max<TimeMs>(1, endMs - startMs);
    const auto found = std::find_if(TimeSteps.begin(), TimeSteps.end(),
                                    [&](TimeMs step) { return span / step <= room; });
    const TimeMs step = found == TimeSteps.end() ? TimeSteps.back() : *found;
    const auto offsetMs = [&zone](TimeMs timeMs) {
        return TimeMs(zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(timeMs))) * 1000;
    };
    const TimeMs shift = offsetMs(startMs);
    std::vector<Tick> ticks;
    for (TimeMs wall = (startMs + shift + step - 1) / step * step; wall <= endMs + shift;
         wall += step) {
        // A change of the clocks inside the range moves the later ticks with it.
        const TimeMs timeMs = wall - offsetMs(wall - shift);
        if (timeMs < startMs || timeMs > endMs)
            continue;
        const bool isDay = step >= DayMs || wall % DayMs == 0;
        ticks.push_back({double(timeMs), isDay ? formatDay(timeMs, zone)
                                               : formatClock(timeMs, zone, step < 60'000)});
    }
    return ticks;
}

} // namespace tinyobs::ui
