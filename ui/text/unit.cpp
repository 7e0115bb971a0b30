#include "ui/text/unit.h"

#include <array>
#include <utility>

namespace tinyobs::ui {
namespace {

struct UnitWord
{
    std::string_view word;
    Unit::Base base;
    double factor;
    std::string_view suffix;
};

constexpr std::array<UnitWord, 13> Words{{
    {"seconds", Unit::Base::Seconds, 1, ""},
    {"milliseconds", Unit::Base::Seconds, 1e-3, ""},
    {"ms", Unit::Base::Seconds, 1e-3, ""},
    {"microseconds", Unit::Base::Seconds, 1e-6, ""},
    {"nanoseconds", Unit::Base::Seconds, 1e-9, ""},
    {"bytes", Unit::Base::Bytes, 1, ""},
    {"ratio", Unit::Base::Percent, 100, ""},
    {"percent", Unit::Base::Percent, 1, ""},
    {"celsius", Unit::Base::Number, 1, "°C"},
    {"volts", Unit::Base::Number, 1, "V"},
    {"amperes", Unit::Base::Number, 1, "A"},
    {"joules", Unit::Base::Number, 1, "J"},
    {"hertz", Unit::Base::Number, 1, "Hz"},
}};

// What a counter counts, as it stands before "/s".
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> Nouns{{
    {"requests", "req"},
    {"errors", "errors"},
    {"jobs", "jobs"},
    {"messages", "msg"},
    {"events", "events"},
    {"packets", "packets"},
    {"samples", "samples"},
    {"orders", "orders"},
}};

std::string_view withoutSuffix(std::string_view metric,
                               std::initializer_list<std::string_view> suffixes)
{
    for (const std::string_view suffix : suffixes) {
        if (metric.size() > suffix.size() && metric.ends_with(suffix))
            return metric.substr(0, metric.size() - suffix.size());
    }
    return metric;
}

/// Whether seconds of that name may be a time of day: process_start_time_seconds. Whether they are
/// is seen by their size, as a render_time_seconds is a duration.
bool mayBeInstant(std::string_view metric)
{
    return metric.ends_with("_timestamp_seconds") || metric.ends_with("_time_seconds");
}

std::string_view lastWord(std::string_view metric)
{
    return metric.substr(metric.rfind('_') + 1);
}

} // namespace

Unit unitOf(std::string_view metric, std::string_view word)
{
    const std::string_view stem = withoutSuffix(metric, {"_total", "_sum", "_bucket"});
    const std::string_view guess = stem.find('_') == stem.npos ? "" : lastWord(stem);
    for (const std::string_view wanted : {word, guess}) {
        for (const UnitWord &row : Words) {
            if (row.word == wanted && row.word == "seconds" && mayBeInstant(metric))
                return {Unit::Base::Instant, 1, {}};
            if (row.word == wanted)
                return {row.base, row.factor, std::string(row.suffix)};
        }
    }
    return {};
}

Unit perSecond(std::string_view metric, const Unit &unit)
{
    if (unit.base == Unit::Base::Seconds || unit.base == Unit::Base::Instant)
        return {Unit::Base::Percent, unit.factor * 100, {}};
    if (unit != Unit{})
        return {unit.base, unit.factor, unit.suffix + "/s"};
    const std::string_view noun = lastWord(withoutSuffix(metric, {"_total", "_count"}));
    for (const auto &[word, text] : Nouns) {
        if (word == noun)
            return {Unit::Base::Number, 1, std::string(text) + "/s"};
    }
    return {Unit::Base::Number, 1, "/s"};
}

} // namespace tinyobs::ui
