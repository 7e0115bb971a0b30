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

} // namespace tinyobs::server
