#pragma once

// What the answers of two queries differ in, for the fuzzer of the evaluator.

#include "core/promql/query.h"

#include <string>

namespace tinyobs::test {

enum class Remarks { Too, Aside };

/// Empty when they are the same to the last bit. What was refused for want of memory or time is
/// not compared: that may depend on how the work was done.
std::string differenceOf(const Result<promql::QueryAnswer> &one,
                         const Result<promql::QueryAnswer> &other, Remarks remarks);
/// The same of a range's answer at one time and that of the instant.
std::string differenceAt(const promql::QueryAnswer &range, TimeMs timeMs,
                         const Result<promql::QueryAnswer> &instant);

/// Whether the query means something else when it begins or ends elsewhere.
bool namesBounds(std::string_view text);

} // namespace tinyobs::test
