#pragma once

// The dashboard's files as they are embedded: each gzip'ed, under ":/web/<path>.gz". The table is
// built once, so that a path either stands in it or does not exist; bytes are served from the
// program's own memory. Immutable after that, safe from any thread.

#include "app/server/httpmessage.h"

#include <QByteArray>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::server {

struct EmbeddedFile
{
    std::string path; // "index.html", "assets/index-1a2b3c.js"
    QByteArray gzip;
};

/// What the program carries below a resource folder such as ":/web".
std::vector<EmbeddedFile> embeddedFiles(const QString &folder);

class Assets
{
public:
    explicit Assets(std::vector<EmbeddedFile> files);

    bool contains(std::string_view path) const { return m_assets.contains(path); }
    /// The file, 304 when the client has it, 404 when there is none.
    HttpResponse answer(const HttpRequest &request, std::string_view path) const;

private:
    struct Asset
    {
        QByteArray gzip;
        QByteArray etag; // without quotes
        std::string_view contentType;
    };

    std::map<std::string, Asset, std::less<>> m_assets;
};

} // namespace tinyobs::server
