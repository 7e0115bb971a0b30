#pragma once

// Rows of findInstantFunction(), by subject.

#include "core/promql/functions/instant.h"

#include <span>

namespace tinyobs::promql {

std::span<const InstantRow> mathFunctions();
std::span<const InstantRow> dateFunctions();

} // namespace tinyobs::promql
