#pragma once

// Whether a tree means anything: types and counts of arguments, what operators join, selectors that
// would take everything. The types of nodes are set when the tree is built.

#include "core/base/result.h"
#include "core/promql/syntax/ast.h"

#include <string_view>

namespace tinyobs::promql {

/// The first thing that is wrong, in the order in which Prometheus looks. Sets the cardinality of
/// operators on sets, and takes away the matching where scalars take part. Walks without recursion:
/// the tree may be deep.
Result<void> checkTypes(std::string_view text, Expr &root);

} // namespace tinyobs::promql
