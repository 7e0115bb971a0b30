#pragma once

// Gzip and zstd for what is sent. Plain functions, usable in any thread.

#include <string>
#include <string_view>

namespace tinyobs {

/// Fast rather than small. Empty when there is no memory for it.
std::string gzip(std::string_view plain);
std::string zstd(std::string_view plain);

} // namespace tinyobs
