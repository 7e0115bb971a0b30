#include "core/dashboard/grafanaparts.h"

#include "core/base/quoted.h"

#include <utility>

namespace tinyobs::dashboard::grafana {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr Pair Units[] = {
    {"none", ""},
    {"short", ""},
    {"locale", ""},
    {"sishort", ""},
    {"string", ""},
    {"s", "seconds"},
    {"dtdurations", "seconds"},
    {"dthms", "seconds"},
    {"clocks", "seconds"},
    {"ms", "milliseconds"},
    {"dtdurationms", "milliseconds"},
    {"clockms", "milliseconds"},
    {"µs", "microseconds"},
    {"us", "microseconds"},
    {"ns", "nanoseconds"},
    {"m", "minutes"},
    {"h", "hours"},
    {"d", "days"},
    {"bytes", "bytes"},
    {"decbytes", "bytes"},
    {"kbytes", "kibibytes"},
    {"mbytes", "mebibytes"},
    {"gbytes", "gibibytes"},
    {"bits", "bits"},
    {"decbits", "bits"},
    {"Bps", "bytes/s"},
    {"binBps", "bytes/s"},
    {"KBs", "kilobytes/s"},
    {"MBs", "megabytes/s"},
    {"bps", "bits/s"},
    {"binbps", "bits/s"},
    {"percent", "percent"},
    {"percentunit", "ratio"},
    {"reqps", "requests/s"},
    {"rps", "reads/s"},
    {"wps", "writes/s"},
    {"ops", "ops/s"},
    {"iops", "io/s"},
    {"cps", "/s"},
    {"pps", "packets/s"},
    {"eps", "events/s"},
    {"mps", "messages/s"},
    {"rpm", "reads/min"},
    {"wpm", "writes/min"},
    {"opm", "ops/min"},
    {"cpm", "/min"},
    {"celsius", "celsius"},
    {"fahrenheit", "fahrenheit"},
    {"kelvin", "kelvin"},
    {"volt", "volts"},
    {"amp", "amperes"},
    {"watt", "watts"},
    {"joule", "joules"},
    {"hertz", "hertz"},
    {"rothz", "hertz"},
    {"rotrpm", "rpm"},
    {"humidity", "percent"},
    {"bool", ""},
    {"bool_yes_no", ""},
    {"bool_on_off", ""},
    {"dateTimeAsIso", "instantms"},
    {"dateTimeFromNow", "instantms"},
};

struct ReduceName
{
    std::string_view name;
    Reduce reduce;
};

constexpr ReduceName Reductions[] = {
    {"lastNotNull", Reduce::Last}, {"last", Reduce::Last},
    {"current", Reduce::Last},     {"firstNotNull", Reduce::First},
    {"first", Reduce::First},      {"mean", Reduce::Mean},
    {"avg", Reduce::Mean},         {"min", Reduce::Min},
    {"max", Reduce::Max},          {"sum", Reduce::Sum},
    {"total", Reduce::Sum},        {"count", Reduce::Count},
};

} // namespace

std::string readUnit(const std::string &unit, const std::string &title, Notes &notes)
{
    if (unit.empty())
        return {};
    for (const auto &[theirs, ours] : Units) {
        if (theirs == unit)
            return std::string(ours);
    }
    for (const std::string_view prefix : {"suffix:", "si:", "currency:"}) {
        if (unit.starts_with(prefix))
            return unit.substr(prefix.size());
    }
    notes.add(title, "unit " + quoted(unit) + " is shown as a word behind the number");
    return unit;
}

Reduce readReduce(const std::string &name, const std::string &title, Notes &notes)
{
    for (const ReduceName &row : Reductions) {
        if (row.name == name)
            return row.reduce;
    }
    if (!name.empty())
        notes.add(title, "calculation " + quoted(name) + " is replaced by the last value");
    return Reduce::Last;
}

} // namespace tinyobs::dashboard::grafana
