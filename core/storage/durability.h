#pragma once

// When a sample counts as taken. A plain value.

namespace tinyobs {

enum class Durability {
    Strict,  // when the device has it
    Relaxed, // when the system has it; the device gets it each second
};

} // namespace tinyobs
