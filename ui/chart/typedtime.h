#pragma once

// Moments as people type them into the range. Plain functions, usable in any thread.

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QString>
#include <QTimeZone>

namespace tinyobs::ui {

struct TypedTime
{
    TimeMs timeMs = 0;
    bool isRelative = false; // counted from now
    bool isNow = false;
};

/// "now", "now-1h30m", "now/d" (where the day began), "now-1d/d", "today", "yesterday",
/// "yesterday 15:00", "15:00", "2026-11-22", "2026-11-22 10:00[:05]", RFC 3339, seconds or
/// milliseconds since 1970. Times without an offset are of the zone. InvalidArgument names what is
/// wrong and what is right.
Result<TypedTime> parseTypedTime(const QString &text, TimeMs nowMs, const QTimeZone &zone);

/// "2026-11-22 10:00:05".
QString formatTyped(TimeMs timeMs, const QTimeZone &zone);

} // namespace tinyobs::ui
