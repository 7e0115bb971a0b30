#pragma once

// Whether an expression has one and the same value at every step, because all that it selects is
// fixed with @: then it is evaluated once. Pure function.

#include "core/promql/syntax/ast.h"

namespace tinyobs::promql {

bool isInvariant(const Expr &expr);

} // namespace tinyobs::promql
