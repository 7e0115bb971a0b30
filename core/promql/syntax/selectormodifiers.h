#pragma once

// What may stand behind an operand: [range], [range:step], offset, @, anchored, smoothed.

#include "core/promql/syntax/cursor.h"

namespace tinyobs::promql {

bool atSelectorModifier(Cursor &cursor);
/// Takes one of them. `expr` is changed, or becomes the subquery around itself.
Result<void> takeSelectorModifier(Cursor &cursor, ExprPtr &expr);

} // namespace tinyobs::promql
