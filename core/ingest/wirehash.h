#pragma once

// Hashes of label bytes as they came over the wire: XXH3-128 with a secret that is drawn once per
// process, so that nobody outside can make two label sets collide. Usable in any thread.

#include "core/model/samplebatch.h"

#include <string_view>

namespace tinyobs {

WireHash wireHash(std::string_view bytes);

/// The hash of two texts in this order that stand apart in the document.
WireHash wireHash(std::string_view first, std::string_view second);

} // namespace tinyobs
