#pragma once

// The labels of the Prometheus text formats, parsed: {a="b",c="d\n"}, with the metric's name in
// front of the brace, or between the braces in quotes. Plain functions, usable in any thread.

#include "core/ingest/limits.h"
#include "core/model/labels.h"
#include "core/model/refusal.h"

#include <tl/expected.hpp>

#include <string_view>

namespace tinyobs {

/// Labels of an exemplar, with their braces: they belong to no metric.
tl::expected<Labels, Refusal> readExemplarLabels(std::string_view text, const IngestLimits &limits);

} // namespace tinyobs
