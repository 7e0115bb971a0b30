#pragma once

// The words by which a dashboard's file names units ("seconds", "bytes/s", "req/min"). Plain
// function, usable in any thread.

#include "ui/text/unit.h"

#include <optional>
#include <string_view>

namespace tinyobs::ui {

/// Nothing for no word: the queries tell. A word that is not known stands behind the number.
std::optional<Unit> unitOfWord(std::string_view word);

} // namespace tinyobs::ui
