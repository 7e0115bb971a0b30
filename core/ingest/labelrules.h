#pragma once

// What a metric's name and its labels may look like, the same for every wire format. A label value
// is any UTF-8 but NUL; names follow the Prometheus patterns; names that begin with "__" are ours.
// Plain functions, usable in any thread.

#include "core/ingest/limits.h"
#include "core/model/labels.h"
#include "core/model/refusal.h"

#include <tl/expected.hpp>

#include <string_view>
#include <vector>

namespace tinyobs {

/// [a-zA-Z_:][a-zA-Z0-9_:]*
bool isMetricName(std::string_view name);
/// [a-zA-Z_][a-zA-Z0-9_]*
bool isLabelName(std::string_view name);

/// UTF-8 without NUL: what a label's value may be.
bool isStorableText(std::string_view text);

/// The canonical set, or the first rule that is broken. The refusal's message begins with the field
/// it is about, ".name: ..." or ".labels: ...", so that it reads on from the row's path.
tl::expected<Labels, Refusal> makeLabels(std::string_view metricName, std::vector<LabelView> labels,
                                         const IngestLimits &limits);

/// The same for the labels of an exemplar, which has no name and may have no label.
tl::expected<Labels, Refusal> makeExemplarLabels(std::vector<LabelView> labels,
                                                 const IngestLimits &limits);

} // namespace tinyobs
