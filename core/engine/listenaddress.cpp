#include "core/base/quoted.h"
#include "core/engine/settings.h"

#include <algorithm>
#include <charconv>

namespace tinyobs {
namespace {

bool isIpv4(std::string_view host)
{
    int parts = 0;
    for (const char *at = host.data(), *end = at + host.size();; ++at) {
        unsigned part = 256;
        const auto [next, error] = std::from_chars(at, end, part);
        if (error != std::errc() || part > 255 || next - at > 3)
            return false;
        ++parts;
        at = next;
        if (at == end)
            return parts == 4;
        if (*at != '.')
            return false;
    }
}

/// A look only: the socket layer has the last word.
bool looksLikeIpv6(std::string_view host)
{
    const auto isPart = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
               c == ':' || c == '.';
    };
    const std::string_view address = host.substr(0, host.find('%')); // behind it: the interface
    return std::ranges::count(address, ':') >= 2 && std::ranges::all_of(address, isPart);
}

} // namespace

std::string ListenAddress::toString() const
{
    const bool isIpv6 = host.find(':') != std::string::npos;
    return (isIpv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

bool ListenAddress::isLoopback() const
{
    return host == "localhost" || host == "::1" || (isIpv4(host) && host.starts_with("127."));
}

Result<ListenAddress> parseListenAddress(std::string_view text)
{
    const Failure malformed = fail(
        Error::Code::InvalidArgument,
        quoted(text) + " is not an address such as 127.0.0.1:8080, [::1]:8080 or localhost:8080");
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return malformed;
    std::string_view host = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    const bool known = bracketed ? looksLikeIpv6(host) : host == "localhost" || isIpv4(host);
    ListenAddress address;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (!known || error != std::errc() || end != port.data() + port.size())
        return malformed;
    address.host = host;
    return address;
}

} // namespace tinyobs
