#pragma once

// A query that yields one line of another one. Plain function, usable in any thread.

#include "ui/chart/line.h"

#include <string>

namespace tinyobs::ui {

/// The query with the labels of one of its lines as conditions in every selector that does not say
/// something of them already; the query itself when it cannot be read.
std::string narrowed(const std::string &expr, const LabelMap &labels);

} // namespace tinyobs::ui
