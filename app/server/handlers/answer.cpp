#include "app/server/handlers/answer.h"

#include <utility>

namespace tinyobs::server {

void answerFromPool(Engine &engine, const Responder &responder, Job job)
{
    const CancelToken cancel;
    responder.onAbandoned([cancel] { cancel.cancel(); });
    const Result<void> queued = engine.queries().submit([cancel, responder, job = std::move(job)] {
        if (cancel.isCancelled())
            return;
        Result<QByteArray> body = job(cancel);
        responder.send(body ? HttpResponse::json(std::move(*body))
                            : HttpResponse::error(body.error()));
    });
    if (!queued)
        responder.send(HttpResponse::error(queued.error()));
}

Parameters parametersWithForm(const HttpRequest &request, const Engine &engine)
{
    std::string all(request.rawQuery.constData(), std::size_t(request.rawQuery.size()));
    const QByteArray type = request.header("Content-Type").split(';').front().trimmed().toLower();
    if (type == "application/x-www-form-urlencoded") {
        all += '&';
        all.append(request.body.constData(), std::size_t(request.body.size()));
    }
    return {QueryParameters::parse(all), engine.clock().nowMs()};
}

} // namespace tinyobs::server
