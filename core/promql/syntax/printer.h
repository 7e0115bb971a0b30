#pragma once

// A tree -> text that parses to the same tree. Plain functions, usable in any thread.

#include "core/promql/syntax/ast.h"

#include <string>

namespace tinyobs::promql {

/// One line, as error messages and format of the HTTP API's parse answers have it.
std::string toText(const Expr &expr);
/// Split over lines where it is long, as promtool and /api/v1/format_query do.
std::string prettyText(const Expr &expr);
/// The body of /api/v1/parse_query's "data": the tree as JSON.
std::string treeJson(const Expr &expr);

} // namespace tinyobs::promql
