#pragma once

// Why conditions find nothing: every parameter that a route does not know is a condition on the
// label of its name, so a mistyped one gives an empty answer that is otherwise silent. Plain
// functions, for pool threads.

#include "app/server/jsonwriter.h"
#include "core/model/matcher.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {
class Engine;
}

namespace tinyobs::server {

/// One sentence per condition on a metric or a label that no series in question has, with the
/// parameter or metric that was probably meant. `found` says whether any series met them all: then
/// only conditions that a missing label meets are in doubt.
std::vector<std::string> conditionWarnings(const Engine &engine,
                                           std::span<const Matcher> conditions, bool found,
                                           std::span<const std::string_view> parameters);

/// "warnings":[...], left out when there are none.
void appendWarnings(JsonWriter &json, std::span<const std::string> warnings);

} // namespace tinyobs::server
