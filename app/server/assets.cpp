#include "app/server/assets.h"

#include "core/ingest/decompress.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QFile>
#include <QResource>

#include <algorithm>
#include <array>
#include <utility>

namespace tinyobs::server {

using namespace Qt::StringLiterals;

namespace {

struct ContentType
{
    std::string_view suffix;
    std::string_view type;
};

constexpr std::array<ContentType, 9> ContentTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
}};
constexpr std::string_view UnknownType = "application/octet-stream";

constexpr std::string_view ImmutableFolder = "assets/"; // names hold a hash of the content
constexpr std::string_view PackedSuffix = ".gz";
constexpr std::size_t MaxPlainBytes = 64u << 20;

const HttpHeader PolicyHeaders[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; "
     "form-action 'none'; frame-ancestors 'none'"},
    {"Referrer-Policy", "no-referrer"},
    {"Vary", "Accept-Encoding"},
};

std::string_view contentTypeOf(std::string_view path)
{
    const auto row =
        std::find_if(ContentTypes.begin(), ContentTypes.end(),
                     [&](const ContentType &each) { return path.ends_with(each.suffix); });
    return row == ContentTypes.end() ? UnknownType : row->type;
}

QByteArray toBytes(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

/// True when gzip is named, and not with a weight of zero.
bool acceptsGzip(const HttpRequest &request)
{
    for (const QByteArray &part : request.header("Accept-Encoding").toLower().split(',')) {
        const QByteArrayList words = part.simplified().split(';');
        const QByteArray name = words.front().trimmed();
        if (name != "gzip" && name != "*")
            continue;
        const QByteArray weight = words.size() > 1 ? words[1].trimmed() : QByteArray("q=1");
        return !weight.startsWith("q=") || weight.mid(2).toDouble() > 0;
    }
    return false;
}

bool hasAlready(const HttpRequest &request, const QByteArray &etag)
{
    for (const QByteArray &part : request.header("If-None-Match").split(',')) {
        QByteArray known = part.trimmed();
        if (known.startsWith("W/"))
            known.remove(0, 2);
        if (known == etag || known == "*")
            return true;
    }
    return false;
}

/// The bytes of a resource where they stand, or a copy of a file's.
QByteArray contentOf(const QString &path)
{
    const QResource resource(path);
    if (resource.isValid() && resource.compressionAlgorithm() == QResource::NoCompression) {
        return QByteArray::fromRawData(reinterpret_cast<const char *>(resource.data()),
                                       static_cast<qsizetype>(resource.size()));
    }
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

std::vector<EmbeddedFile> embeddedFiles(const QString &folder)
{
    std::vector<EmbeddedFile> files;
    for (QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories); it.hasNext();) {
        const QString path = it.next();
        if (!path.endsWith(u".gz"_s))
            continue;
        std::string name = path.mid(folder.size() + 1).toStdString();
        name.resize(name.size() - PackedSuffix.size());
        files.push_back({std::move(name), contentOf(path)});
    }
    return files;
}

Assets::Assets(std::vector<EmbeddedFile> files)
{
    for (EmbeddedFile &file : files) {
        const QByteArray hash =
            QCryptographicHash::hash(file.gzip, QCryptographicHash::Sha256).toHex().left(16);
        const std::string_view type = contentTypeOf(file.path);
        m_assets.insert_or_assign(std::move(file.path), Asset{std::move(file.gzip), hash, type});
    }
}

HttpResponse Assets::answer(const HttpRequest &request, std::string_view path) const
{
    const auto found = m_assets.find(path);
    if (found == m_assets.end())
        return HttpResponse::error(404, "the dashboard has no file of this name");
    const Asset &asset = found->second;
    const bool packed = acceptsGzip(request);
    const QByteArray etag = '"' + asset.etag + (packed ? "-gz\"" : "\"");

    HttpResponse response;
    response.headers.assign(std::begin(PolicyHeaders), std::end(PolicyHeaders));
    response.headers.push_back({"ETag", etag});
    response.headers.push_back({"Cache-Control", path.starts_with(ImmutableFolder)
                                                     ? "public, max-age=31536000, immutable"
                                                     : "no-cache"});
    if (hasAlready(request, etag)) {
        response.status = 304;
        return response;
    }
    response.contentType = toBytes(asset.contentType);
    if (packed) {
        response.headers.push_back({"Content-Encoding", "gzip"});
        response.body = asset.gzip;
        return response;
    }
    Decompressor decompressor;
    const auto plain = decompressor.gunzip(
        {asset.gzip.constData(), static_cast<std::size_t>(asset.gzip.size())}, MaxPlainBytes);
    if (!plain)
        return HttpResponse::error(500, plain.error().message);
    response.body = toBytes(*plain);
    return response;
}

} // namespace tinyobs::server
