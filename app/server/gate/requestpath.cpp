#include "app/server/gate/requestpath.h"

#include "app/server/gate/httptext.h"

#include <string>

namespace tinyobs::server {

namespace {

bool isSeparator(char c)
{
    return c == '/' || c == '\\';
}

bool hasDotSegment(const QByteArray &path)
{
    qsizetype start = 0;
    for (qsizetype i = 0; i <= path.size(); ++i) {
        if (i < path.size() && !isSeparator(path[i]))
            continue;
        const QByteArrayView segment = QByteArrayView(path).sliced(start, i - start);
        if (segment == "." || segment == "..")
            return true;
        start = i + 1;
    }
    return false;
}

} // namespace

Result<QByteArray> decodePath(std::string_view rawPath)
{
    QByteArray path;
    path.reserve(qsizetype(rawPath.size()));
    for (std::size_t i = 0; i < rawPath.size(); ++i) {
        char c = rawPath[i];
        if (c == '%') {
            const int high = i + 2 < rawPath.size() ? hexDigit(rawPath[i + 1]) : -1;
            const int low = i + 2 < rawPath.size() ? hexDigit(rawPath[i + 2]) : -1;
            if (high < 0 || low < 0)
                return fail(Error::Code::InvalidArgument,
                            "the path has a '%' without two hexadecimal digits");
            c = char(high * 16 + low);
            i += 2;
        }
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            return fail(Error::Code::InvalidArgument, "the path has a control character");
        if (c == '/' && path.endsWith('/'))
            continue;
        path.append(c);
    }
    if (hasDotSegment(path))
        return fail(Error::Code::InvalidArgument, "the path has a '.' or '..' segment");
    return path;
}

QByteArray canonicalPath(const QByteArray &path)
{
    const bool isPlain = std::all_of(path.begin(), path.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '/' || c == '_' || c == '-' || c == '.' || c == '~';
    });
    return isPlain ? path : path.toPercentEncoding(QByteArrayLiteral("/"));
}

} // namespace tinyobs::server
