#pragma once

// Numbers, durations, counts and times as text: SI prefixes, IEC for bytes, a thin space before the
// unit, a 24-hour clock, dates that cannot be misread. The dashboard's lib/format.ts and
// lib/zone.ts follow the same rules. Plain functions, usable in any thread.

#include "core/base/clock.h"
#include "ui/text/unit.h"

#include <QString>
#include <QTimeZone>

#include <cstdint>

namespace tinyobs::ui {

struct Scale
{
    double size = 1;
    QString text;
};

/// The scale in which a magnitude (in the unit's base) is written.
Scale scaleFor(double magnitude, const Unit &unit);
/// Number and unit put together: "1.9k req/s", "184 ms".
QString withUnit(const QString &number, const Scale &scale, const Unit &unit);

/// Whether a stored value is a point in time rather than a duration.
bool isInstant(double value, const Unit &unit);

/// With three significant digits, or more where neighbours must differ.
QString formatValue(double value, const Unit &unit, int significant = 3);
/// A whole number for reading: grouped below 100,000, with a prefix from there on.
QString formatCount(std::uint64_t count);
/// "1 series", "12 metrics": the word gets its s.
QString plural(std::uint64_t count, const QString &word);
QString formatBytes(double bytes);
/// "2026-11-22 10:00:00 UTC".
QString formatTime(double seconds);
/// "15 d", "30 min", "90 s", "500 ms".
QString formatSpan(TimeMs spanMs);
/// "now", "4 s ago", "3 h ago".
QString formatAgo(TimeMs ageMs);

/// "14:20", or "14:20:05" with seconds.
QString formatClock(TimeMs timeMs, const QTimeZone &zone, bool withSeconds);
/// "22 Nov".
QString formatDay(TimeMs timeMs, const QTimeZone &zone);
/// "14:19:48 +01:00".
QString formatInstant(TimeMs timeMs, const QTimeZone &zone);

} // namespace tinyobs::ui
