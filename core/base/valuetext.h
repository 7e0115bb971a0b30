#pragma once

// Values as text that reads back to the same 64 bits: the shortest decimal that does, +Inf, -Inf,
// and for NaN, whose payload matters (a stale marker is one), a spelling of its own:
//   7ff8000000000000  NaN                   what every tool means by it
//   7ff8000000000001  nAN                   Prometheus' ordinary one
//   7ff0000000000002  naN                   the stale marker of Prometheus
//   any other         NaN:7ff4000000000001
// The case of the first three is free in the OpenMetrics grammar and in strconv.ParseFloat, so that
// other tools read them as NaN; nobody writes the two odd ones by accident. Plain functions.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tinyobs {

inline constexpr std::uint64_t PlainNanBits = 0x7ff8000000000000;

void appendInteger(std::string &out, std::int64_t number);
/// For a finite value: the shortest decimal.
void appendFinite(std::string &out, double value);
void appendValue(std::string &out, double value);

// The smallest denormal has 324 zeros behind the point.
inline constexpr std::size_t MaxPlainBytes = 400;
/// For a finite value: digits without an exponent, as few as read back to the value, then zeros up
/// to the point. Writes at most MaxPlainBytes and returns the end.
char *writePlain(char *out, double value);

/// Decimals with an optional sign, Inf, Infinity and NaN in any case, and the spellings above.
std::optional<double> parseValue(std::string_view text);

/// Sixteen hexadecimal digits.
void appendBits(std::string &out, double value);
/// Nothing unless they are the bits of a NaN.
std::optional<double> parseNanBits(std::string_view digits);

} // namespace tinyobs
