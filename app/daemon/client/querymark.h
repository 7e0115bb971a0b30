#pragma once

// The place of an error in a query, shown. Plain function.

#include <string>
#include <string_view>

namespace tinyobs::daemon {

/// The line of the query that a message which begins with "line:column: " speaks of, with a caret
/// below the column; empty for any other message.
std::string markedQuery(std::string_view query, std::string_view message);

} // namespace tinyobs::daemon
