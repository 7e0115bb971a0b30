#pragma once

// Gzip for what is sent. Plain function, usable in any thread.

#include <string>
#include <string_view>

namespace tinyobs {

/// Fast rather than small. Empty when there is no memory for it.
std::string gzip(std::string_view plain);

} // namespace tinyobs
