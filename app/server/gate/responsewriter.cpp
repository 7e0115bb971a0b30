#include "app/server/gate/responsewriter.h"

#include "app/server/gate/httptext.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <charconv>

namespace tinyobs::server {

namespace {

struct ReasonRow
{
    int status;
    std::string_view phrase;
};

constexpr std::array<ReasonRow, 33> Reasons{{
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
}};

void append(QByteArray &out, std::string_view text)
{
    out.append(text.data(), qsizetype(text.size()));
}

void appendNumber(QByteArray &out, qint64 number)
{
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end - digits.data());
}

bool isSafeField(const HttpHeader &header)
{
    return isToken({header.name.constData(), std::size_t(header.name.size())}) &&
           std::all_of(header.value.begin(), header.value.end(), isFieldValueCharacter);
}

void appendConnection(QByteArray &out, const ResponseFraming &framing)
{
    if (!framing.keepsAlive)
        out += "Connection: close\r\n";
    else if (!framing.isHttp11)
        out += "Connection: keep-alive\r\n";
}

} // namespace

std::string_view reasonPhrase(int status)
{
    for (const ReasonRow &row : Reasons) {
        if (row.status == status)
            return row.phrase;
    }
    return "Unknown";
}

bool isBodyless(int status)
{
    return status < 200 || status == 204 || status == 304;
}

QByteArray serialiseHead(const HttpResponse &response, const ResponseFraming &framing)
{
    QByteArray out;
    out.reserve(512 + (response.body.size() <= MaxJoinedBody ? response.body.size() : 0));
    out += "HTTP/1.1 ";
    appendNumber(out, response.status);
    out += ' ';
    append(out, reasonPhrase(response.status));
    out += "\r\n";
    out += framing.dateLine;
    if (!response.contentType.isEmpty() && !isBodyless(response.status))
        out += "Content-Type: " + response.contentType + "\r\n";
    if (framing.body == BodyFraming::Length && !isBodyless(response.status)) {
        out += "Content-Length: ";
        appendNumber(out, response.body.size());
        out += "\r\n";
    }
    if (framing.body == BodyFraming::Chunked)
        out += "Transfer-Encoding: chunked\r\n";
    out += "X-Content-Type-Options: nosniff\r\n";
    appendConnection(out, framing);
    if (!framing.corsOrigin.isEmpty())
        out += "Access-Control-Allow-Origin: " + framing.corsOrigin + "\r\nVary: Origin\r\n";
    for (const HttpHeader &header : response.headers) {
        if (isSafeField(header))
            out += header.name + ": " + header.value + "\r\n";
    }
    out += "\r\n";
    return out;
}

QByteArray dateLine(std::int64_t unixSeconds)
{
    const QDateTime time = QDateTime::fromSecsSinceEpoch(unixSeconds, QTimeZone::utc());
    return "Date: " +
           QLocale::c().toString(time, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss")).toLatin1() +
           " GMT\r\n";
}

} // namespace tinyobs::server
