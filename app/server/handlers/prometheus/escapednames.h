#pragma once

// Names that Prometheus' clients escape where a path has no room for them: U__http_2e_route is
// http.route. Plain function.

#include <string>
#include <string_view>

namespace tinyobs::server {

/// The name that was meant; a text that is no escaped name stands for itself.
std::string unescapedName(std::string_view text);

} // namespace tinyobs::server
