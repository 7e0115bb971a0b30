#pragma once

// Who may speak to us through a browser. Two attacks are closed here:
// - DNS rebinding: a foreign name is made to point at this machine. Only IP addresses, localhost,
//   the name we listen on, this machine's own name and the configured names are served.
// - Requests from other web pages: a request that carries an Origin is served when the origin is
//   the server itself, a configured name, or a loopback page speaking to a loopback address. All
//   others are refused, whatever the method. Programs that are no browsers send no Origin.
// Immutable after construction; safe from any thread.

#include "app/server/gate/headparser.h"

#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::server {

class OriginPolicy
{
public:
    OriginPolicy(const std::string &listenHost, const std::vector<std::string> &allowedHosts);

    /// 403 for a host or an origin that is not served.
    std::optional<GateRefusal> check(const RequestHead &head) const;
    /// True when the answer must name the origin as allowed, so that its page may read it.
    bool needsCorsHeaders(const RequestHead &head) const;

private:
    bool isAllowedName(std::string_view host) const;

    std::vector<std::string> m_names; // in lower case, without port
};

/// "[::1]:8080" -> "::1", "shop.example:80" -> "shop.example".
std::string_view hostWithoutPort(std::string_view authority);

} // namespace tinyobs::server
