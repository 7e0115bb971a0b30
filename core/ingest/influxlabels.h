#pragma once

// Names and tags of InfluxDB's line protocol as a canonical label set: the field "value" of a
// measurement is a metric of the measurement's name, any other one measurement_field. Names are
// cleaned to Prometheus' rules. A backslash takes the meaning off a comma, a blank, an equals sign
// and a backslash, and is itself otherwise. Plain functions, usable in any thread.

#include "core/ingest/limits.h"
#include "core/model/labels.h"
#include "core/model/refusal.h"

#include <tl/expected.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tinyobs {

/// `series` is "measurement,tag=value,..." as it stands in the line, `field` a field's key. Tags
/// win over labels of the same name in `added`.
tl::expected<Labels, Refusal>
influxLabels(std::string_view series, std::string_view field,
             std::span<const std::pair<std::string, std::string>> added,
             const IngestLimits &limits);

} // namespace tinyobs
