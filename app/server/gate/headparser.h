#pragma once

// Reads the head of one HTTP/1 request: request line and header fields up to the empty line. Strict
// where leniency lets two programs disagree about where a request ends (RFC 9112 sections 2 to 6):
// only CRLF ends a line, no folding, no space before a colon, one Content-Length or one
// Transfer-Encoding, never both. Pure functions over bytes; the views point into the input.

#include "app/server/httpmessage.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::server {

/// Why the gate refuses a request itself.
struct GateRefusal
{
    int status = 400;
    std::string_view reason; // a row of RefusalReasons (gatecounters.h)
    std::string message;
};

struct HeaderView
{
    std::string_view name;
    std::string_view value;
};

struct RequestHead
{
    Method method = Method::Get;
    bool isHttp11 = true;
    std::string_view rawPath; // percent-encoded as sent, starts with "/", or "*"
    std::string_view rawQuery;
    std::string_view host; // host and port as sent; empty only in HTTP/1.0
    std::optional<std::string_view> origin;
    bool isCrossSite = false; // Sec-Fetch-Site: cross-site
    bool keepsAlive = true;
    bool expectsContinue = false;
    bool isChunked = false;
    std::optional<std::uint64_t> contentLength; // saturated at 2^64 - 1
    /// What handlers see: all fields but those that belong to this one connection.
    std::vector<HeaderView> fields;
};

constexpr std::size_t MaxHeaderFields = 100;

/// Position behind the empty line that ends the head, if it is there. `scanned` is where an earlier
/// call on a shorter input stopped, and is moved forward. A line that ends in a bare LF is refused.
struct HeadEnd
{
    std::optional<std::size_t> position;
    std::optional<GateRefusal> refusal;
};
HeadEnd findHeadEnd(std::string_view input, std::size_t &scanned);

/// Checks the request line alone, so that noise is refused before a whole head has come.
std::optional<GateRefusal> checkRequestLine(std::string_view line);

/// `bytes` is a whole head with its empty line. `head` is reset first, keeping its capacity.
std::optional<GateRefusal> parseHead(std::string_view bytes, RequestHead &head);

} // namespace tinyobs::server
