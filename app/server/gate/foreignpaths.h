#pragma once

// Paths of other servers, and of signals that are not ours: what a sender that was made for them
// should use here. Pure function over one table.

#include "app/server/route.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace tinyobs::server {

struct ForeignPath
{
    std::string_view path;
    std::string_view ours;
    std::string_view says = {}; // in front of our path; empty: ours is simply its name here
};

std::span<const ForeignPath> foreignPaths();

/// What to add to "no such path: ...": "; TinyObs takes metrics only: POST /v1/metrics". Empty when
/// the path is not known, or ours is not among the routes.
std::string foreignPathHint(std::string_view path,
                            const std::function<bool(std::string_view path)> &isRoute);

} // namespace tinyobs::server
