#pragma once

// Names of the files in a data folder, and what they say: tier, period and epochs. A plain value.
//   raw-20261122-0000000012-0000000019.db    a day of raw chunks of the epochs 12 to 19
//   1m-20261122-..., 1h-20261122-...         rollups of a day
//   1m-202611-...,   1h-202611-...           rollups of a month
//   journal-0000000012.log                   the journal of an epoch

#include "core/base/clock.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tinyobs {

/// Days since 1970-01-01, UTC.
using Day = std::int32_t;
inline constexpr TimeMs DayMs = 86'400'000;

/// Rounds down, before 1970 too.
constexpr Day dayOf(TimeMs timeMs)
{
    return static_cast<Day>(timeMs >= 0 ? timeMs / DayMs : -((-timeMs + DayMs - 1) / DayMs));
}
constexpr TimeMs dayStartMs(Day day)
{
    return day * DayMs;
}

/// First and last day of the month that holds a day.
std::pair<Day, Day> monthOf(Day day);

using Epoch = std::uint32_t;

enum class Tier : unsigned char { Raw, Minute, Hour };

struct TierRow
{
    std::string_view name; // of files, settings and the API
    TimeMs stepMs;         // of its rollups; 0: samples
};

/// One row per Tier, in its order.
inline constexpr std::array<TierRow, 3> Tiers{{{"raw", 0}, {"1m", 60'000}, {"1h", 3'600'000}}};

constexpr const TierRow &rowOf(Tier tier)
{
    return Tiers[static_cast<std::size_t>(tier)];
}

struct FileName
{
    Tier tier = Tier::Raw;
    Day firstDay = 0; // a day, or the first day of a month
    Day lastDay = 0;  // the same day, or the last day of that month
    Epoch firstEpoch = 0;
    Epoch lastEpoch = 0;

    bool isMonth() const { return firstDay != lastDay; }
    /// Holds everything that the other file holds, which is left over.
    bool supersedes(const FileName &other) const
    {
        return *this != other && tier == other.tier && firstDay <= other.firstDay &&
               lastDay >= other.lastDay && firstEpoch <= other.firstEpoch &&
               lastEpoch >= other.lastEpoch;
    }
    std::string toString() const;
    static std::optional<FileName> parse(std::string_view name);
    /// By tier, then day, then epoch: the order in which later files win.
    auto operator<=>(const FileName &) const = default;
};

std::string journalName(Epoch epoch);
std::optional<Epoch> parseJournalName(std::string_view name);

} // namespace tinyobs
