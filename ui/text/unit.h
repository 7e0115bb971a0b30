#pragma once

// What a number measures, and how it is scaled for reading. A unit is guessed from the catalog's
// unit word and the metric's name; a rate changes it (bytes become bytes per second). The
// dashboard's lib/units.ts follows the same rules. Plain values, usable in any thread.

#include <string>
#include <string_view>

namespace tinyobs::ui {

struct Unit
{
    /// Instant: seconds since 1970, if they are many enough (isInstant).
    enum class Base { Number, Bytes, Seconds, Percent, Instant };

    Base base = Base::Number;
    /// Multiplies a stored value into the base: milliseconds carry 0.001, a ratio carries 100.
    double factor = 1;
    /// Stands after the number and its prefix, such as "/s" or "°C".
    std::string suffix;

    bool operator==(const Unit &) const = default;
};

/// `word` as the catalog has it ("seconds", "bytes", or empty).
Unit unitOf(std::string_view metric, std::string_view word);

/// The unit of a change per second: seconds per second are a share, hence percent.
Unit perSecond(std::string_view metric, const Unit &unit);

} // namespace tinyobs::ui
