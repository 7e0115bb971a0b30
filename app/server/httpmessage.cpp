#include "app/server/httpmessage.h"

#include <algorithm>
#include <array>
#include <string>

namespace tinyobs::server {

namespace {

constexpr std::array<std::string_view, 7> MethodNames{"GET",    "HEAD",    "POST", "PUT",
                                                      "DELETE", "OPTIONS", "PATCH"};

struct StatusRow
{
    Error::Code code;
    int status;
};

// The one table from what went wrong to what HTTP says about it.
constexpr std::array<StatusRow, 8> Statuses{{
    {Error::Code::InvalidArgument, 400},
    {Error::Code::NotFound, 404},
    {Error::Code::LimitExceeded, 422},
    {Error::Code::Exhausted, 429},
    {Error::Code::Corruption, 500},
    {Error::Code::Io, 500},
    {Error::Code::Timeout, 503},
    {Error::Code::Unavailable, 503},
}};

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char letter = lower(c);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

std::string decodeQueryPart(std::string_view encoded)
{
    std::string decoded;
    decoded.reserve(encoded.size());
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        const char c = encoded[i];
        if (c == '%' && i + 2 < encoded.size() && hexDigit(encoded[i + 1]) >= 0 &&
            hexDigit(encoded[i + 2]) >= 0) {
            decoded.push_back(char(hexDigit(encoded[i + 1]) * 16 + hexDigit(encoded[i + 2])));
            i += 2;
        } else {
            decoded.push_back(c == '+' ? ' ' : c);
        }
    }
    return decoded;
}

// Length of the valid UTF-8 sequence at the start, 0 when there is none (RFC 3629 table 3-7 of the
// Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF).
std::size_t utf8SequenceLength(std::string_view text)
{
    const auto at = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const auto isTail = [&](std::size_t i) { return (at(i) & 0xC0u) == 0x80u; };
    const unsigned first = at(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return isTail(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool isOverlong = first == 0xE0 && at(1) < 0xA0;
        const bool isSurrogate = first == 0xED && at(1) > 0x9F;
        return isTail(1) && isTail(2) && !isOverlong && !isSurrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool isOverlong = first == 0xF0 && at(1) < 0x90;
        const bool isBeyond = first == 0xF4 && at(1) > 0x8F;
        return isTail(1) && isTail(2) && isTail(3) && !isOverlong && !isBeyond ? 4 : 0;
    }
    return 0;
}

void appendEscaped(QByteArray &out, std::string_view text)
{
    constexpr std::string_view Hex = "0123456789abcdef";
    while (!text.empty()) {
        const auto c = static_cast<unsigned char>(text.front());
        const std::size_t length = utf8SequenceLength(text);
        if (length == 0) {
            out += "\xEF\xBF\xBD"; // U+FFFD for each byte that is not UTF-8
        } else if (c == '"' || c == '\\') {
            out += '\\';
            out += char(c);
        } else if (c == '\n') {
            out += "\\n";
        } else if (c < 0x20 || c == 0x7F) {
            out += "\\u00";
            out += Hex[c >> 4];
            out += Hex[c & 15u];
        } else {
            out.append(text.data(), qsizetype(length));
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
}

} // namespace

std::string_view toText(Method method)
{
    return MethodNames[std::size_t(method)];
}

int statusOf(Error::Code code)
{
    const auto *row = std::find_if(Statuses.begin(), Statuses.end(),
                                   [&](const StatusRow &each) { return each.code == code; });
    return row == Statuses.end() ? 500 : row->status;
}

QueryParameters QueryParameters::parse(std::string_view encoded)
{
    QueryParameters parameters;
    while (!encoded.empty()) {
        const std::string_view pair = encoded.substr(0, encoded.find('&'));
        encoded.remove_prefix(std::min(pair.size() + 1, encoded.size()));
        if (pair.empty())
            continue;
        const std::size_t equals = pair.find('=');
        const std::string_view name = pair.substr(0, equals);
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        parameters.m_pairs.emplace_back(decodeQueryPart(name), decodeQueryPart(value));
    }
    return parameters;
}

std::string_view QueryParameters::value(std::string_view name) const
{
    for (const auto &[key, value] : m_pairs) {
        if (key == name)
            return value;
    }
    return {};
}

bool QueryParameters::contains(std::string_view name) const
{
    return std::any_of(m_pairs.begin(), m_pairs.end(),
                       [&](const auto &pair) { return pair.first == name; });
}

QByteArray HttpRequest::header(std::string_view name) const
{
    for (const HttpHeader &each : headers) {
        if (std::equal(each.name.begin(), each.name.end(), name.begin(), name.end(),
                       [](char a, char b) { return lower(a) == lower(b); }))
            return each.value;
    }
    return {};
}

HttpResponse HttpResponse::json(QByteArray body, int status)
{
    return {.status = status,
            .contentType = QByteArrayLiteral("application/json"),
            .body = std::move(body),
            .headers = {}};
}

HttpResponse HttpResponse::text(QByteArray body, int status)
{
    return {.status = status,
            .contentType = QByteArrayLiteral("text/plain; charset=utf-8"),
            .body = std::move(body),
            .headers = {}};
}

HttpResponse HttpResponse::error(const Error &error)
{
    return HttpResponse::error(statusOf(error.code), error.message);
}

HttpResponse HttpResponse::error(int status, std::string_view message)
{
    QByteArray body = QByteArrayLiteral("{\"status\":\"error\",\"error\":\"");
    appendEscaped(body, message);
    body += "\"}\n";
    HttpResponse response = json(std::move(body), status);
    if (status == 429 || status == 503)
        response.headers.push_back({QByteArrayLiteral("Retry-After"), QByteArrayLiteral("1")});
    return response;
}

HttpResponse HttpResponse::empty(int status)
{
    return {.status = status, .contentType = {}, .body = {}, .headers = {}};
}

} // namespace tinyobs::server
