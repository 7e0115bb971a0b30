#pragma once

// Numbers and durations as PromQL writes them: 0x1f, 0755 (octal), 1_000, 1.5e3, Inf; 1h30m, in
// this order of units: y w d h m s ms. Plain functions, usable in any thread.

#include "core/base/clock.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace tinyobs::promql {

enum class LiteralKind : std::uint8_t { None, Number, Duration };

struct LiteralLength
{
    LiteralKind kind = LiteralKind::None;
    std::size_t bytes = 0; // of None: as far as it was read
};

/// How far the number or duration at the front of a text goes. It may still be one that cannot be
/// read: 1e999, 5m1h.
LiteralLength literalLength(std::string_view text);

Result<double> parseNumber(std::string_view text);
/// To milliseconds.
Result<TimeMs> parseDurationText(std::string_view text);

/// The shortest decimals without an exponent that read back to the value; +Inf, -Inf, NaN.
void appendNumber(std::string &out, double value);
/// 1h30m; a year or a week only where nothing smaller is left: 90d rather than 12w6d.
void appendDuration(std::string &out, TimeMs ms);

} // namespace tinyobs::promql
