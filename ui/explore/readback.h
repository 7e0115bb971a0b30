#pragma once

// A query's text -> what the builder would have to be set to, if it could have made it. Plain
// function, usable in any thread.

#include "ui/chart/view.h"

#include <functional>
#include <optional>
#include <string>

namespace tinyobs::ui {

struct ReadBack
{
    Family family;
    std::string viewId;
    Selection selection; // with the filters that name a service
};

/// The family a metric belongs to; null for an unknown one.
using FindFamily = std::function<const Family *(const std::string &metric)>;

/// Nothing when no view of the metric makes this text (apart from blanks).
std::optional<ReadBack> readBack(const std::string &text, const FindFamily &findFamily);

} // namespace tinyobs::ui
