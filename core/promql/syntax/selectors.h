#pragma once

// name{label="value", "other.label"=~"re"}, {"my.metric"}: which series are meant.

#include "core/promql/syntax/cursor.h"

#include <memory>
#include <optional>

namespace tinyobs::promql {

inline constexpr std::size_t MaxSelectorMatchers = 256;

/// The name, if one stands before the braces, has been taken.
Result<std::unique_ptr<SelectorExpr>> takeSelector(Cursor &cursor,
                                                   const std::optional<Token> &name);

/// A name that can stand before the braces, as the language has had it from the start.
bool isPlainMetricName(std::string_view name);
/// A label's name that needs no quotes.
bool isPlainLabelName(std::string_view name);

/// = != =~ !~
std::string_view toText(Matcher::Op op);

} // namespace tinyobs::promql
