#pragma once

// Whether an answer is what a script expects, and values as text for those that are not.

#include "core/promql/values.h"
#include "tests/core/promql/scripts/seriesline.h"

#include <string>

namespace tinyobs::promql {

bool isNear(double left, double right);
/// A hint that the wanted one does not say is not compared.
bool isNear(NativeHistogram wanted, NativeHistogram got);
std::string toText(const ScriptValue &value);

} // namespace tinyobs::promql
