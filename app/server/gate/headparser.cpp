#include "app/server/gate/headparser.h"

#include "app/server/gate/httptext.h"
#include "core/base/quoted.h"

#include <cstring>
#include <limits>

namespace tinyobs::server {

namespace {

using namespace std::string_view_literals;

using Refused = std::optional<GateRefusal>;

constexpr std::array KnownMethods{Method::Get,    Method::Head,    Method::Post, Method::Put,
                                  Method::Delete, Method::Options, Method::Patch};

GateRefusal malformed(std::string message)
{
    return {400, "bad_request", std::move(message)};
}

struct RequestLine
{
    std::string_view method;
    std::string_view target;
    std::string_view version;
};

Refused splitRequestLine(std::string_view line, RequestLine &parts)
{
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last)
        return malformed("the request line is not 'METHOD /path HTTP/1.1'");
    parts.method = line.substr(0, first);
    parts.target = line.substr(first + 1, last - first - 1);
    parts.version = line.substr(last + 1);
    if (!isToken(parts.method))
        return malformed("the request line does not start with a method");
    return {};
}

Refused readVersion(std::string_view version, RequestHead &head)
{
    const bool isHttp = version.size() == 8 && version.starts_with("HTTP/") && version[6] == '.' &&
                        version[5] >= '0' && version[5] <= '9' && version[7] >= '0' &&
                        version[7] <= '9';
    if (!isHttp)
        return malformed("the request line does not end with an HTTP version");
    if (version[5] != '1')
        return GateRefusal{505, "bad_version", "HTTP/1.1 and HTTP/1.0 are served here"};
    head.isHttp11 = version[7] != '0';
    head.keepsAlive = head.isHttp11;
    return {};
}

Refused readMethod(std::string_view text, RequestHead &head)
{
    for (const Method method : KnownMethods) {
        if (text == toText(method)) {
            head.method = method;
            return {};
        }
    }
    return GateRefusal{501, "bad_method", "method " + quoted(text) + " is not known here"};
}

// origin-form, absolute-form of http and https, and "*" of OPTIONS (RFC 9112 section 3.2).
Refused readTarget(std::string_view target, RequestHead &head)
{
    for (const char c : target) {
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '#')
            return malformed("the request target has a space, a control character or '#'");
    }
    if (target == "*" && head.method == Method::Options) {
        head.rawPath = target;
        return {};
    }
    for (const std::string_view scheme : {"http://"sv, "https://"sv}) {
        if (equalsIgnoringCase(target.substr(0, scheme.size()), scheme)) {
            target.remove_prefix(scheme.size());
            head.host = target.substr(0, target.find_first_of("/?"));
            target.remove_prefix(head.host.size());
            if (head.host.empty())
                return malformed("the request target names no host");
            if (target.empty())
                target = "/"sv;
            break;
        }
    }
    if (!target.starts_with('/'))
        return malformed("the request target does not start with '/'");
    const std::size_t mark = target.find('?');
    head.rawPath = target.substr(0, mark);
    head.rawQuery = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    return {};
}

Refused readRequestLine(std::string_view line, RequestHead &head)
{
    RequestLine parts;
    if (Refused refused = splitRequestLine(line, parts))
        return refused;
    if (Refused refused = readVersion(parts.version, head))
        return refused;
    if (Refused refused = readMethod(parts.method, head))
        return refused;
    return readTarget(parts.target, head);
}

// ---- the fields the gate itself acts on

struct HeadState
{
    RequestHead &head;
    bool hasHost = false;
    bool hasTransferEncoding = false;
};

Refused readHost(HeadState &state, std::string_view value)
{
    if (std::exchange(state.hasHost, true))
        return malformed("there is more than one Host header");
    // The absolute form of the target wins (RFC 9112 section 3.2.2).
    if (state.head.host.empty())
        state.head.host = value;
    return {};
}

Refused readContentLength(HeadState &state, std::string_view value)
{
    if (state.head.contentLength)
        return malformed("there is more than one Content-Length header");
    if (value.empty())
        return malformed("Content-Length is empty");
    constexpr std::uint64_t Max = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t length = 0;
    for (const char c : value) {
        if (c < '0' || c > '9')
            return malformed("Content-Length is not a number");
        const auto digit = static_cast<std::uint64_t>(c - '0');
        length = length > (Max - digit) / 10 ? Max : length * 10 + digit;
    }
    state.head.contentLength = length;
    return {};
}

Refused readTransferEncoding(HeadState &state, std::string_view value)
{
    if (std::exchange(state.hasTransferEncoding, true))
        return malformed("there is more than one Transfer-Encoding header");
    if (!equalsIgnoringCase(value, "chunked"))
        return GateRefusal{501, "bad_request", "the only Transfer-Encoding read here is chunked"};
    state.head.isChunked = true;
    return {};
}

Refused readConnection(HeadState &state, std::string_view value)
{
    while (!value.empty()) {
        const std::string_view option = trimmed(value.substr(0, value.find(',')));
        value.remove_prefix(std::min(value.size(), value.find(',')));
        value.remove_prefix(value.empty() ? 0 : 1);
        if (equalsIgnoringCase(option, "close"))
            state.head.keepsAlive = false;
        else if (equalsIgnoringCase(option, "keep-alive") && !state.head.isHttp11)
            state.head.keepsAlive = true;
    }
    return {};
}

Refused readExpect(HeadState &state, std::string_view value)
{
    if (!equalsIgnoringCase(value, "100-continue"))
        return GateRefusal{417, "bad_request", "the only expectation met here is 100-continue"};
    state.head.expectsContinue = state.head.isHttp11;
    return {};
}

Refused readOrigin(HeadState &state, std::string_view value)
{
    if (state.head.origin)
        return malformed("there is more than one Origin header");
    state.head.origin = value;
    return {};
}

Refused readFetchSite(HeadState &state, std::string_view value)
{
    state.head.isCrossSite = equalsIgnoringCase(value, "cross-site");
    return {};
}

Refused ignore(HeadState &, std::string_view)
{
    return {};
}

struct KnownField
{
    std::string_view name; // in lower case
    Refused (*read)(HeadState &, std::string_view value);
    bool isForHandlers;
};

// Fields that are not for handlers concern this one connection, or would pose as the gate's own.
constexpr std::array<KnownField, 15> KnownFields{{
    {"host", readHost, true},
    {"content-length", readContentLength, false},
    {"transfer-encoding", readTransferEncoding, false},
    {"connection", readConnection, false},
    {"expect", readExpect, false},
    {"origin", readOrigin, true},
    {"sec-fetch-site", readFetchSite, false},
    {"keep-alive", ignore, false},
    {"proxy-connection", ignore, false},
    {"te", ignore, false},
    {"trailer", ignore, false},
    {"upgrade", ignore, false},
    {"http2-settings", ignore, false},
    {"x-gate-id", ignore, false},
    {"priority", ignore, false},
}};

const KnownField *knownField(std::string_view name)
{
    for (const KnownField &field : KnownFields) {
        if (field.name.size() == name.size() && equalsIgnoringCase(name, field.name))
            return &field;
    }
    return nullptr;
}

Refused readField(std::string_view line, HeadState &state)
{
    const std::size_t colon = line.find(':');
    if (line.front() == ' ' || line.front() == '\t')
        return malformed("a header line starts with a space");
    if (colon == std::string_view::npos || !isToken(line.substr(0, colon)))
        return malformed("a header line is not 'Name: value'");
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!std::all_of(value.begin(), value.end(), isFieldValueCharacter))
        return malformed("header " + quoted(name) + " has a control character");
    const KnownField *known = knownField(name);
    if (known) {
        if (Refused refused = known->read(state, value))
            return refused;
    }
    if (!known || known->isForHandlers)
        state.head.fields.push_back({name, value});
    return {};
}

Refused checkFraming(const HeadState &state)
{
    const RequestHead &head = state.head;
    if (head.isHttp11 && !state.hasHost)
        return malformed("the Host header is missing");
    if (head.isHttp11 && head.host.empty())
        return malformed("the Host header is empty");
    if (head.isChunked && head.contentLength)
        return malformed("there are both Content-Length and Transfer-Encoding");
    if (head.isChunked && !head.isHttp11)
        return malformed("HTTP/1.0 knows no Transfer-Encoding");
    const bool carriesBody =
        head.method == Method::Post || head.method == Method::Put || head.method == Method::Patch;
    if (carriesBody && !head.isHttp11 && !head.contentLength)
        return GateRefusal{411, "length_required", "Content-Length is missing"};
    return {};
}

void reset(RequestHead &head)
{
    std::vector<HeaderView> fields = std::move(head.fields);
    fields.clear();
    head = RequestHead{};
    head.fields = std::move(fields);
}

} // namespace

HeadEnd findHeadEnd(std::string_view input, std::size_t &scanned)
{
    while (scanned < input.size()) {
        const void *found = std::memchr(input.data() + scanned, '\n', input.size() - scanned);
        if (!found) {
            scanned = input.size();
            return {};
        }
        const auto feed = static_cast<std::size_t>(static_cast<const char *>(found) - input.data());
        scanned = feed + 1;
        if (feed == 0 || input[feed - 1] != '\r')
            return {{}, malformed("a line ends in LF without CR")};
        if (feed >= 3 && input[feed - 2] == '\n')
            return {scanned, {}};
    }
    return {};
}

std::optional<GateRefusal> checkRequestLine(std::string_view line)
{
    RequestHead head;
    return readRequestLine(line, head);
}

std::optional<GateRefusal> parseHead(std::string_view bytes, RequestHead &head)
{
    reset(head);
    const std::size_t firstEnd = bytes.find("\r\n");
    if (firstEnd == std::string_view::npos)
        return malformed("the request line has no end");
    if (Refused refused = readRequestLine(bytes.substr(0, firstEnd), head))
        return refused;
    HeadState state{head};
    bytes.remove_prefix(firstEnd + 2);
    for (std::size_t fields = 0; !bytes.starts_with("\r\n"); ++fields) {
        const std::size_t end = bytes.find("\r\n");
        if (end == std::string_view::npos)
            return malformed("the head has no end");
        if (fields == MaxHeaderFields)
            return GateRefusal{431, "head_too_large",
                               "there are more than " + std::to_string(MaxHeaderFields) +
                                   " header lines"};
        if (Refused refused = readField(bytes.substr(0, end), state))
            return refused;
        bytes.remove_prefix(end + 2);
    }
    return checkFraming(state);
}

} // namespace tinyobs::server
