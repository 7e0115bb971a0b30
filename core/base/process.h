#pragma once

// Facts about this process. Plain functions, usable in any thread.

#include <cstdint>

namespace tinyobs {

/// Memory the process holds in RAM, 0 where the system does not say.
std::uint64_t residentBytes();

} // namespace tinyobs
