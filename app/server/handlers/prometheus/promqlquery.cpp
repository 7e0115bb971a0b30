// /api/v1/query and /api/v1/query_range: what PromQL says of one moment, or of many.

#include "app/server/handlers/pacedanswer.h"
#include "app/server/handlers/prometheus/apianswer.h"
#include "app/server/handlers/prometheus/prometheushandlers.h"
#include "app/server/handlers/prometheus/queryparameters.h"
#include "app/server/handlers/workthreads.h"

#include <memory>
#include <utility>

namespace tinyobs::server {
namespace {

// From this size on an answer is made at the client's pace, so that it is not in memory twice.
constexpr std::size_t LargeAnswerBytes = 8u << 20;
constexpr std::size_t MostLargeAnswers = 4;

/// The whole answer at once.
void answerWhole(const Responder &responder, promql::QueryAnswer answer, const AnswerShape &shape,
                 Packing packing)
{
    const AnswerSink keep = [](QByteArray &) { return Result<void>(); };
    Result<QByteArray> body = writeAnswer(std::move(answer), shape, keep);
    responder.send(body ? packed(apiSuccess(std::move(*body)), packing) : apiError(body.error()));
}

void answerPiecewise(const Responder &responder, promql::QueryAnswer answer,
                     const AnswerShape &shape)
{
    const auto paced = PacedAnswer::make(responder, apiSuccess({}));
    const auto write = [&paced](const QByteArray &bytes) {
        return paced->write({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    };
    const AnswerSink sink = [&write](QByteArray &written) {
        Result<void> taken = write(written);
        written.resize(0);
        return taken;
    };
    const Result<QByteArray> rest = writeAnswer(std::move(answer), shape, sink);
    Result<void> outcome = rest ? write(*rest) : Failure(rest.error());
    paced->finish(outcome);
}

class QueryHandler
{
public:
    using Read = std::function<Result<ApiQuery>(const ApiParameters &)>;

    QueryHandler(Engine &engine, Read read, std::string_view path)
        : m_engine(engine)
        , m_read(std::move(read))
        , m_path(path)
        , m_threads(std::make_shared<WorkThreads>(MostLargeAnswers))
    {
    }

    void operator()(const HttpRequest &request, const Responder &responder) const
    {
        Result<ApiQuery> asked = m_read(ApiParameters(request));
        if (!asked)
            return responder.send(apiError(asked.error()));
        const CancelToken cancel;
        responder.onAbandoned([cancel] { cancel.cancel(); });
        const Result<void> queued = m_engine.queries().submit(
            [self = *this, responder, cancel, asked = std::move(*asked),
             packing = packingFor(request)] { self.run(responder, cancel, asked, packing); });
        if (!queued)
            responder.send(apiError(queued.error()));
    }

private:
    void run(const Responder &responder, const CancelToken &cancel, const ApiQuery &asked,
             Packing packing) const
    {
        if (cancel.isCancelled())
            return;
        Result<promql::QueryAnswer> answer = m_engine.promql(asked.query, cancel, m_path);
        if (!answer)
            return responder.send(apiError(apiQueryError(std::move(answer.error()))));
        if (packing != Packing::None || estimatedBytes(*answer) < LargeAnswerBytes)
            return answerWhole(responder, std::move(*answer), asked.shape, packing);
        const auto large = std::make_shared<promql::QueryAnswer>(std::move(*answer));
        const bool isStarted = m_threads->start([responder, large, shape = asked.shape] {
            answerPiecewise(responder, std::move(*large), shape);
        });
        if (!isStarted)
            answerWhole(responder, std::move(*large), asked.shape, packing);
    }

    Engine &m_engine;
    Read m_read;
    std::string_view m_path;
    std::shared_ptr<WorkThreads> m_threads;
};

} // namespace

Handler instantQueryHandler(Engine &engine)
{
    const auto read = [&engine](const ApiParameters &parameters) {
        return readInstantQuery(parameters, engine.settings().queries, engine.clock().nowMs());
    };
    return QueryHandler(engine, read, "/api/v1/query");
}

Handler rangeQueryHandler(Engine &engine)
{
    const auto read = [&engine](const ApiParameters &parameters) {
        return readRangeQuery(parameters, engine.settings().queries);
    };
    return QueryHandler(engine, read, "/api/v1/query_range");
}

} // namespace tinyobs::server
