#pragma once

// Turns a response into the bytes that go over the wire. Pure functions.

#include "app/server/httpmessage.h"

#include <cstdint>
#include <string_view>

namespace tinyobs::server {

/// Bodies up to this size are sent in one piece with their head; larger ones are not copied.
constexpr qsizetype MaxJoinedBody = 16 << 10;

std::string_view reasonPhrase(int status);

/// True for the statuses that never carry a body (RFC 9110 section 6.4.1).
bool isBodyless(int status);

enum class BodyFraming {
    Length,    // Content-Length: the size of the body
    Chunked,   // a stream whose end shows
    UntilClose // a stream: the end of the connection ends the body
};

struct ResponseFraming
{
    BodyFraming body = BodyFraming::Length;
    bool keepsAlive = true;
    bool isHttp11 = true;
    QByteArray dateLine;   // "Date: ...\r\n"
    QByteArray corsOrigin; // empty: no CORS headers
};

/// Status line and header fields with the empty line. Header names and values of the response that
/// would break the framing are left out.
QByteArray serialiseHead(const HttpResponse &response, const ResponseFraming &framing);

/// "Date: Sun, 22 Nov 2026 10:00:00 GMT\r\n"
QByteArray dateLine(std::int64_t unixSeconds);

} // namespace tinyobs::server
