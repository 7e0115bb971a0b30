#include "app/server/httpmessage.h"

#include "app/server/gate/httptext.h"
#include "app/server/jsonwriter.h"

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
constexpr std::array<StatusRow, 10> Statuses{{
    {Error::Code::InvalidArgument, 400},
    {Error::Code::NotFound, 404},
    {Error::Code::LimitExceeded, 422},
    {Error::Code::Execution, 422},
    {Error::Code::Exhausted, 429},
    {Error::Code::Corruption, 500},
    {Error::Code::Io, 500},
    {Error::Code::Timeout, 503},
    {Error::Code::Cancelled, 503},
    {Error::Code::Unavailable, 503},
}};

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
                       [](char a, char b) { return asciiLower(a) == asciiLower(b); }))
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
    appendJsonEscaped(body, message);
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
