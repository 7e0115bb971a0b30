#pragma once

// Round tick values for both axes. Value ticks follow the unit: decimal steps for numbers, powers
// of two for bytes, 15/30/60 for durations; time ticks fall on round wall-clock times of the zone.
// The dashboard's lib/ticks.ts follows the same rules. Plain functions, usable in any thread.

#include "core/base/clock.h"
#include "ui/text/unit.h"

#include <QString>
#include <QTimeZone>

#include <vector>

namespace tinyobs::ui {

struct Tick
{
    double position = 0; // a stored value, or Unix milliseconds
    QString label;
};

struct ValueAxisTicks
{
    double low = 0;
    double high = 1;
    std::vector<Tick> ticks;
};

/// About `count` round ticks that enclose low..high (stored values, not scaled).
ValueAxisTicks valueTicks(double low, double high, const Unit &unit, int count = 4);

/// Ticks at round wall-clock times, with room for their labels in widthPx; midnight shows the day.
std::vector<Tick> timeTicks(TimeMs startMs, TimeMs endMs, const QTimeZone &zone, int widthPx);

} // namespace tinyobs::ui
