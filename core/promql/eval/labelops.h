#pragma once

// Label sets made of others. Pure functions.

#include "core/model/labels.h"

#include <span>
#include <string>
#include <string_view>

namespace tinyobs::promql {

/// Whether functions and operators drop it: __name__, __type__, __unit__.
bool isMetadataLabel(std::string_view name);

Labels withoutName(const Labels &labels);
Labels keepOnly(const Labels &labels, std::span<const std::string> names);
Labels dropAll(const Labels &labels, std::span<const std::string> names);
/// The labels of a group: by (names), or without (names) and the metric's name.
Labels groupLabels(const Labels &labels, std::span<const std::string> names, bool without);
/// An empty value takes the label away.
Labels withLabel(const Labels &labels, std::string_view name, std::string_view value);

/// {__name__="x", a="b"}: as Prometheus' messages have it.
std::string labelsText(const Labels &labels);

/// The order of results: by name and value of the first label that differs.
bool precedes(const Labels &left, const Labels &right);

} // namespace tinyobs::promql
