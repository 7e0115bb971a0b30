#include "app/server/handlers/handlers.h"
#include "app/server/livehub.h"

#include <utility>

namespace tinyobs::server {

Handler liveHandler(LiveHub &hub)
{
    return [&hub](const HttpRequest &request, const Responder &responder) {
        if (hub.clients() >= LiveHub::MaxClients) {
            return responder.send(HttpResponse::error(
                503, std::to_string(LiveHub::MaxClients) +
                         " clients follow the live stream, which is the limit"));
        }
        HttpResponse head;
        head.contentType = QByteArrayLiteral("text/event-stream");
        head.headers.push_back({"Cache-Control", "no-store"});
        if (request.method == Method::Head)
            return responder.send(std::move(head));
        if (std::shared_ptr<StreamChannel> channel = responder.stream(std::move(head)))
            hub.add(std::move(channel));
    };
}

} // namespace tinyobs::server
