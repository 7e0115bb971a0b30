#pragma once

// What may stand behind a binary operator: bool, on (...), ignoring (...), group_left (...),
// group_right (...), and the experimental fill (...).

#include "core/promql/syntax/cursor.h"

namespace tinyobs::promql {

Result<void> takeBinaryModifiers(Cursor &cursor, BinaryExpr &binary);

} // namespace tinyobs::promql
