#include "app/server/assets.h"

#include "app/server/handlers/handlers.h"

#include <utility>

namespace tinyobs::server {
namespace {

constexpr std::string_view Page = "index.html";

} // namespace

Handler pageHandler(std::shared_ptr<const Assets> assets)
{
    return [assets = std::move(assets)](const HttpRequest &request, const Responder &responder) {
        if (assets->contains(Page))
            return responder.send(assets->answer(request, Page));
        responder.send(
            HttpResponse::text(QByteArrayLiteral("TinyObs is running. This build has no web "
                                                 "dashboard; GET /api lists what it answers.\n")));
    };
}

Handler assetHandler(std::shared_ptr<const Assets> assets)
{
    return [assets = std::move(assets)](const HttpRequest &request, const Responder &responder) {
        const std::string_view path(request.path.constData(),
                                    static_cast<std::size_t>(request.path.size()));
        responder.send(assets->answer(request, path.substr(1)));
    };
}

} // namespace tinyobs::server
