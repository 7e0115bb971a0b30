#pragma once

// What a sender says about a metric beside its samples: type, unit, help. Kept per metric name, of
// the family where the type has several ("http_duration_seconds", not its "_bucket"). Values.

#include "core/model/metrickind.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tinyobs {

/// The types of Prometheus and OpenMetrics.
enum class MetricType : unsigned char {
    Unknown,
    Counter,
    Gauge,
    Histogram,
    GaugeHistogram,
    Summary,
    Info,
    StateSet,
    Count_,
};

/// As the text formats and the metadata API write it: "counter", "gaugehistogram", "unknown".
std::string_view toText(MetricType type);
/// Nothing for a word that is no type. "untyped" is Unknown.
std::optional<MetricType> metricTypeOf(std::string_view text);

/// What the front ends make of it; nothing for Unknown.
std::optional<MetricKind> kindOf(MetricType type);

struct MetadataView
{
    std::string_view metric; // name of the family
    MetricType type = MetricType::Unknown;
    std::string_view unit; // "seconds"; empty where it was not said
    std::string_view help;
};

struct Metadata
{
    MetricType type = MetricType::Unknown;
    std::string unit;
    std::string help;

    bool operator==(const Metadata &) const = default;
};

} // namespace tinyobs
