#pragma once

// What a client accepts, as its Accept and Accept-Encoding headers weigh it (RFC 9110, 12.5). Plain
// functions, usable in any thread.

#include <string_view>

namespace tinyobs::server {

/// The weight of a media type, 0 when it is not accepted: that of the most specific range which
/// fits. `version` must be the range's parameter of that name where it has one. Without a header
/// all is accepted.
double acceptedWeight(std::string_view header, std::string_view type, std::string_view version);

/// Whether a coding may be used; not without a header.
bool acceptsEncoding(std::string_view header, std::string_view coding);

} // namespace tinyobs::server
