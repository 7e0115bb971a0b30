#pragma once

// One row of the route table (app/server/routes.cpp): the dispatcher, the 405 answers, the
// suggestion in a 404, /api and the documentation's test all read it.

#include "app/server/httpmessage.h"

#include <span>
#include <string_view>
#include <vector>

namespace tinyobs::server {

struct Route
{
    Method method = Method::Get;
    /// A literal path, or one that ends in "/*" for everything below it.
    std::string_view path;
    std::string_view summary;
    Handler handler;
};

using RouteTable = std::vector<Route>;

} // namespace tinyobs::server
