#include "core/storage/disk/filename.h"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace tinyobs {
namespace {

using std::chrono::year_month_day;

constexpr std::string_view Ending = ".db";
constexpr std::string_view JournalBeginning = "journal-";
constexpr std::string_view JournalEnding = ".log";
constexpr std::size_t EpochDigits = 10;
constexpr std::size_t DayDigits = 8;
constexpr std::size_t MonthDigits = 6;

year_month_day dateOf(Day day)
{
    return std::chrono::sys_days(std::chrono::days(day));
}

Day dayOfDate(year_month_day date)
{
    return static_cast<Day>(std::chrono::sys_days(date).time_since_epoch().count());
}

/// All of the text as a number: digits only, no sign, no blanks.
std::optional<std::uint32_t> parseDigits(std::string_view text)
{
    std::uint32_t value = 0;
    const char *const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end)
        return {};
    return value;
}

/// Epochs count from 1.
std::optional<Epoch> parseEpoch(std::string_view text)
{
    if (text.size() != EpochDigits)
        return {};
    const std::optional<std::uint32_t> epoch = parseDigits(text);
    return epoch && *epoch > 0 ? epoch : std::nullopt;
}

/// Takes the beginning up to the separator away from `rest`; empty when there is none.
std::string_view takeField(std::string_view &rest)
{
    const std::size_t size = rest.find('-');
    if (size == std::string_view::npos)
        return {};
    const std::string_view field = rest.substr(0, size);
    rest.remove_prefix(size + 1);
    return field;
}

std::optional<Tier> parseTier(std::string_view name)
{
    for (std::size_t i = 0; i < Tiers.size(); ++i) {
        if (Tiers[i].name == name)
            return static_cast<Tier>(i);
    }
    return {};
}

/// "20261122" or "202611".
bool parsePeriod(std::string_view text, FileName &out)
{
    if (text.size() != DayDigits && text.size() != MonthDigits)
        return false;
    const std::optional<std::uint32_t> digits = parseDigits(text);
    if (!digits)
        return false;
    const bool isMonth = text.size() == MonthDigits;
    const std::uint32_t month = isMonth ? *digits : *digits / 100;
    const std::chrono::year_month yearMonth(std::chrono::year(static_cast<int>(month / 100)),
                                            std::chrono::month(month % 100));
    const year_month_day first = yearMonth / std::chrono::day(isMonth ? 1 : *digits % 100);
    if (!first.ok())
        return false;
    out.firstDay = dayOfDate(first);
    out.lastDay = isMonth ? dayOfDate(year_month_day(yearMonth / std::chrono::last)) : out.firstDay;
    return true;
}

/// The text before the ending; nothing when it ends otherwise.
std::optional<std::string_view> withoutEnding(std::string_view name)
{
    if (!name.ends_with(Ending))
        return {};
    return name.substr(0, name.size() - Ending.size());
}

} // namespace

std::pair<Day, Day> monthOf(Day day)
{
    const year_month_day date = dateOf(day);
    const std::chrono::year_month month = date.year() / date.month();
    return {dayOfDate(year_month_day(month / 1)),
            dayOfDate(year_month_day(month / std::chrono::last))};
}

std::string FileName::toString() const
{
    const year_month_day date = dateOf(firstDay);
    const int year = static_cast<int>(date.year());
    const unsigned month = static_cast<unsigned>(date.month());
    const unsigned day = static_cast<unsigned>(date.day());
    std::array<char, 64> text{};
    const int size = isMonth() ? std::snprintf(text.data(), text.size(), "%04d%02u-%010u-%010u",
                                               year, month, firstEpoch, lastEpoch)
                               : std::snprintf(text.data(), text.size(), "%04d%02u%02u-%010u-%010u",
                                               year, month, day, firstEpoch, lastEpoch);
    std::string name(rowOf(tier).name);
    name += '-';
    name.append(text.data(), static_cast<std::size_t>(size));
    name += Ending;
    return name;
}

std::optional<FileName> FileName::parse(std::string_view name)
{
    std::optional<std::string_view> rest = withoutEnding(name);
    if (!rest)
        return {};
    FileName parsed;
    const std::optional<Tier> tier = parseTier(takeField(*rest));
    if (!tier || !parsePeriod(takeField(*rest), parsed))
        return {};
    const std::optional<Epoch> first = parseEpoch(takeField(*rest));
    const std::optional<Epoch> last = parseEpoch(*rest);
    if (!first || !last || *first > *last)
        return {};
    parsed.tier = *tier;
    parsed.firstEpoch = *first;
    parsed.lastEpoch = *last;
    if (*tier == Tier::Raw && parsed.isMonth()) // samples stay in files of a day
        return {};
    return parsed;
}

std::string journalName(Epoch epoch)
{
    std::array<char, 16> digits{};
    const int size = std::snprintf(digits.data(), digits.size(), "%010u", epoch);
    std::string name(JournalBeginning);
    name.append(digits.data(), static_cast<std::size_t>(size));
    name += JournalEnding;
    return name;
}

std::optional<Epoch> parseJournalName(std::string_view name)
{
    if (!name.starts_with(JournalBeginning) || !name.ends_with(JournalEnding) ||
        name.size() != JournalBeginning.size() + EpochDigits + JournalEnding.size())
        return {};
    return parseEpoch(name.substr(JournalBeginning.size(), EpochDigits));
}

} // namespace tinyobs
