#pragma once

// What the values of an expression measure, as far as its text tells. Plain function, usable in any
// thread.

#include "core/engine/metricdescription.h"
#include "core/promql/syntax/ast.h"
#include "ui/text/unit.h"

#include <functional>
#include <string_view>

namespace tinyobs::ui {

using DescribeMetric = std::function<MetricDescription(std::string_view metric)>;

/// A rate is per second, a share of two equal units is a plain number, a count counts; where
/// nothing is known, a plain number.
Unit unitOf(const promql::Expr &expr, const DescribeMetric &describe);

} // namespace tinyobs::ui
