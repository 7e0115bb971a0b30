#include "core/model/metadata.h"

#include <algorithm>
#include <utility>

namespace tinyobs {
namespace {

struct TypeRow
{
    std::string_view name;
    std::optional<MetricKind> kind;
};

// In the order of MetricType.
constexpr std::array<TypeRow, static_cast<std::size_t>(MetricType::Count_)> Types{{
    {"unknown", std::nullopt},
    {"counter", MetricKind::Counter},
    {"gauge", MetricKind::Gauge},
    {"histogram", MetricKind::Histogram},
    {"gaugehistogram", MetricKind::Histogram},
    {"summary", MetricKind::Summary},
    {"info", MetricKind::Gauge},
    {"stateset", MetricKind::Gauge},
}};

} // namespace

std::string_view toText(MetricType type)
{
    return Types[static_cast<std::size_t>(type)].name;
}

std::optional<MetricType> metricTypeOf(std::string_view text)
{
    if (text == "untyped")
        return MetricType::Unknown;
    const auto row = std::ranges::find(Types, text, &TypeRow::name);
    if (row == Types.end())
        return std::nullopt;
    return static_cast<MetricType>(row - Types.begin());
}

std::optional<MetricKind> kindOf(MetricType type)
{
    return Types[static_cast<std::size_t>(type)].kind;
}

} // namespace tinyobs
