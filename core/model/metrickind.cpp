#include "core/model/metrickind.h"

#include <array>
#include <utility>

namespace tinyobs {
namespace {

constexpr std::array<std::string_view, 4> KindNames{"gauge", "counter", "histogram", "summary"};

constexpr std::array<std::pair<std::string_view, MetricKind>, 4> SuffixKinds{{
    {"_total", MetricKind::Counter},
    {"_bucket", MetricKind::Histogram},
    {"_count", MetricKind::Histogram},
    {"_sum", MetricKind::Histogram},
}};

constexpr std::array<std::string_view, 12> Units{
    "seconds", "milliseconds", "bytes",  "ratio",  "percent", "celsius",
    "volts",   "amperes",      "joules", "meters", "hertz",   "ms",
};

} // namespace

std::string_view toText(MetricKind kind)
{
    return KindNames[static_cast<std::size_t>(kind)];
}

MetricKind guessKind(std::string_view metricName)
{
    for (const auto &[suffix, kind] : SuffixKinds) {
        if (metricName.ends_with(suffix))
            return kind;
    }
    return MetricKind::Gauge;
}

bool isCumulative(MetricKind kind)
{
    return kind == MetricKind::Counter || kind == MetricKind::Histogram;
}

std::string_view guessUnit(std::string_view metricName)
{
    if (metricName.ends_with("_count"))
        return {};
    for (const auto &[suffix, kind] : SuffixKinds) {
        if (metricName.ends_with(suffix)) {
            metricName.remove_suffix(suffix.size());
            break;
        }
    }
    for (const std::string_view unit : Units) {
        if (metricName.size() > unit.size() && metricName.ends_with(unit) &&
            metricName[metricName.size() - unit.size() - 1] == '_')
            return unit;
    }
    return {};
}

} // namespace tinyobs
