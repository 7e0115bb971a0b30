#include "ui/dashboard/unitwords.h"

#include <algorithm>
#include <string>

namespace tinyobs::ui {
namespace {

struct Row
{
    std::string_view word;
    Unit::Base base;
    double factor;
    std::string_view suffix;
};

constexpr Row Rows[] = {
    {"seconds", Unit::Base::Seconds, 1, ""},
    {"milliseconds", Unit::Base::Seconds, 1e-3, ""},
    {"microseconds", Unit::Base::Seconds, 1e-6, ""},
    {"nanoseconds", Unit::Base::Seconds, 1e-9, ""},
    {"minutes", Unit::Base::Seconds, 60, ""},
    {"hours", Unit::Base::Seconds, 3600, ""},
    {"days", Unit::Base::Seconds, 86400, ""},
    {"instant", Unit::Base::Instant, 1, ""},
    {"instantms", Unit::Base::Instant, 1e-3, ""},
    {"bytes", Unit::Base::Bytes, 1, ""},
    {"kilobytes", Unit::Base::Bytes, 1e3, ""},
    {"megabytes", Unit::Base::Bytes, 1e6, ""},
    {"kibibytes", Unit::Base::Bytes, 1024, ""},
    {"mebibytes", Unit::Base::Bytes, 1048576, ""},
    {"gibibytes", Unit::Base::Bytes, 1073741824, ""},
    {"ratio", Unit::Base::Percent, 100, ""},
    {"percent", Unit::Base::Percent, 1, ""},
    {"bits", Unit::Base::Number, 1, "bit"},
    {"celsius", Unit::Base::Number, 1, "°C"},
    {"fahrenheit", Unit::Base::Number, 1, "°F"},
    {"kelvin", Unit::Base::Number, 1, "K"},
    {"volts", Unit::Base::Number, 1, "V"},
    {"amperes", Unit::Base::Number, 1, "A"},
    {"watts", Unit::Base::Number, 1, "W"},
    {"joules", Unit::Base::Number, 1, "J"},
    {"hertz", Unit::Base::Number, 1, "Hz"},
    {"requests", Unit::Base::Number, 1, "req"},
    {"messages", Unit::Base::Number, 1, "msg"},
};

} // namespace

std::optional<Unit> unitOfWord(std::string_view word)
{
    if (word.empty())
        return {};
    const std::size_t slash = std::min(word.find('/'), word.size());
    const std::string_view stem = word.substr(0, slash);
    const std::string_view per = word.substr(slash);
    const auto row = std::ranges::find(Rows, stem, &Row::word);
    if (row == std::end(Rows))
        return Unit{Unit::Base::Number, 1, std::string(word)};
    if (row->base == Unit::Base::Seconds && per == "/s")
        return Unit{Unit::Base::Percent, 100 * row->factor, {}};
    return Unit{row->base, row->factor, std::string(row->suffix) + std::string(per)};
}

} // namespace tinyobs::ui
