#pragma once

// Why a request was refused before its samples were read, by the server's gate, a handler or a
// listener. Every row's name is a reason in the log of refusals, with what to do about it.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace tinyobs {

struct RequestReasonInfo
{
    std::string_view name;
    std::string_view hint;
};

/// The last row takes what is not listed.
inline constexpr std::array<RequestReasonInfo, 19> RequestReasons{{
    {"content_type", "Set the request's Content-Type to what the message names."},
    {"content_encoding", "Compress the body as the message says, or not at all."},
    {"parameter", "Correct the parameter in the sender's URL."},
    {"not_found", "Point the sender at the right path; GET /api lists them all."},
    {"method_not_allowed", "Send with the method that the message names."},
    {"body_too_large", "Send smaller batches, or raise --max-body."},
    {"length_required", "Send a Content-Length or a chunked body."},
    {"timeout", "The sender or the network is slow, or its Content-Length is too large."},
    {"overloaded", "Send again later, or fewer large requests at a time."},
    {"host_not_allowed", "Use this server's address, or add the name to --allowed-hosts."},
    {"origin_not_allowed", "Pages of other sites may not write here; --allowed-hosts opens it."},
    {"bad_request", "Check that the sender speaks plain HTTP/1.1 to this port."},
    {"bad_version", "Check that the sender speaks HTTP/1.1 to this port."},
    {"bad_method", "Send samples with POST."},
    {"head_too_large", "Send fewer or shorter header fields and parameters."},
    {"no_answer", "The server was too slow: see its load, then send again."},
    {"slow_reader", "The client does not read its answers."},
    {"line_too_long", "Check that the sender speaks this port's protocol and ends its lines."},
    {"other", "See the message."},
}};

/// The index of a reason's row, the last one when there is none.
constexpr std::size_t requestReasonIndex(std::string_view name)
{
    const auto *found =
        std::ranges::find(RequestReasons, name, [](const auto &row) { return row.name; });
    return found == RequestReasons.end() ? RequestReasons.size() - 1
                                         : static_cast<std::size_t>(found - RequestReasons.begin());
}

} // namespace tinyobs
