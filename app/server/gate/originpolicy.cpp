#include "app/server/gate/originpolicy.h"

#include "app/server/gate/httptext.h"
#include "core/base/quoted.h"

#include <QHostAddress>
#include <QSysInfo>

namespace tinyobs::server {

namespace {

using namespace std::string_view_literals;

std::string lowered(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), asciiLower);
    return result;
}

bool isLocalhost(std::string_view host)
{
    return equalsIgnoringCase(host, "localhost");
}

bool isLoopback(std::string_view host)
{
    QHostAddress address;
    return isLocalhost(host) ||
           (address.setAddress(QString::fromLatin1(host.data(), qsizetype(host.size()))) &&
            address.isLoopback());
}

bool isIpAddress(std::string_view host)
{
    QHostAddress address;
    return !host.empty() &&
           (host.find(':') != std::string_view::npos || (host[0] >= '0' && host[0] <= '9')) &&
           address.setAddress(QString::fromLatin1(host.data(), qsizetype(host.size())));
}

// "http://localhost:5173" -> "localhost:5173"; empty for "null" and anything else.
std::string_view originAuthority(std::string_view origin)
{
    for (const std::string_view scheme : {"http://"sv, "https://"sv}) {
        if (equalsIgnoringCase(origin.substr(0, scheme.size()), scheme))
            return origin.substr(scheme.size());
    }
    return {};
}

bool isSameOrigin(const RequestHead &head)
{
    return equalsIgnoringCase(originAuthority(*head.origin), lowered(head.host));
}

} // namespace

std::string_view hostWithoutPort(std::string_view authority)
{
    if (authority.starts_with('[')) {
        const std::size_t end = authority.find(']');
        return end == std::string_view::npos ? std::string_view() : authority.substr(1, end - 1);
    }
    return authority.substr(0, authority.find(':'));
}

OriginPolicy::OriginPolicy(const std::string &listenHost,
                           const std::vector<std::string> &allowedHosts)
{
    m_names.push_back(lowered(listenHost));
    m_names.push_back(lowered(QSysInfo::machineHostName().toStdString()));
    for (const std::string &host : allowedHosts)
        m_names.push_back(lowered(host));
    std::erase(m_names, std::string());
}

bool OriginPolicy::isAllowedName(std::string_view host) const
{
    return std::any_of(m_names.begin(), m_names.end(),
                       [&](const std::string &name) { return equalsIgnoringCase(host, name); });
}

std::optional<GateRefusal> OriginPolicy::check(const RequestHead &head) const
{
    const std::string_view host = hostWithoutPort(head.host);
    const bool isHostServed =
        head.host.empty() || isLocalhost(host) || isIpAddress(host) || isAllowedName(host);
    if (!isHostServed)
        return GateRefusal{403, "host_not_allowed",
                           "host " + quoted(host) +
                               " is not served here; --allowed-hosts can add it"};
    if (!head.origin) {
        const bool isRead = head.method == Method::Get || head.method == Method::Head;
        if (head.isCrossSite && !isRead)
            return GateRefusal{403, "origin_not_allowed", "requests of other sites are not served"};
        return {};
    }
    if (isSameOrigin(head))
        return {};
    const std::string_view originHost = hostWithoutPort(originAuthority(*head.origin));
    if (isAllowedName(originHost) || (isLoopback(originHost) && isLoopback(host)))
        return {};
    return GateRefusal{403, "origin_not_allowed",
                       "origin " + quoted(*head.origin) +
                           " is not served here; --allowed-hosts can add its host"};
}

bool OriginPolicy::needsCorsHeaders(const RequestHead &head) const
{
    return head.origin && !isSameOrigin(head);
}

} // namespace tinyobs::server
