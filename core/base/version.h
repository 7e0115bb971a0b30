#pragma once

// The version and build facts, written once in the root project() call.

#include <string_view>

namespace tinyobs {

std::string_view version();  // "0.1.0"
std::string_view revision(); // short commit hash, "unknown" outside a checkout
std::string_view compiler(); // "GNU 12.2.0"

} // namespace tinyobs
