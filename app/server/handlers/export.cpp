// Samples as VictoriaMetrics exports them: JSON lines, of any length at the client's pace.

#include "app/server/handlers/answer.h"
#include "app/server/handlers/handlers.h"
#include "app/server/handlers/pacedanswer.h"
#include "app/server/handlers/workthreads.h"
#include "core/transfer/transferformat.h"

#include <limits>

namespace tinyobs::server {
namespace {

constexpr std::size_t MostAtOnce = 4;

Result<ExportRequest> readRequest(const Parameters &parameters)
{
    constexpr auto Least = std::numeric_limits<TimeMs>::min();
    constexpr auto Most = std::numeric_limits<TimeMs>::max();
    auto selectors = parameters.selectors();
    if (!selectors)
        return Failure(selectors.error());
    const Result<TimeMs> from = parameters.time("start", Least);
    const Result<TimeMs> to = parameters.time("end", Most);
    const Result<std::size_t> samples =
        parameters.count("max_rows_per_line", MaxSamplesPerWrite, 1'000'000'000);
    if (!from || !to || !samples)
        return Failure(!from ? from.error() : !to ? to.error() : samples.error());
    return ExportRequest{.selectors = std::move(*selectors),
                         .fromMs = *from,
                         .toMs = *to,
                         .samplesPerWrite = *samples};
}

} // namespace

Handler exportHandler(const Engine &engine)
{
    const TransferFormat &format = *findTransferFormat("jsonl");
    const auto threads = std::make_shared<WorkThreads>(MostAtOnce);
    return [&engine, &format, threads](const HttpRequest &request, const Responder &responder) {
        const Result<ExportRequest> asked = readRequest(parametersWithForm(request, engine));
        if (!asked)
            return responder.send(HttpResponse::error(asked.error()));
        HttpResponse head;
        head.contentType =
            QByteArray(format.contentType.data(), qsizetype(format.contentType.size()));
        const auto answer = PacedAnswer::make(responder, std::move(head));
        const bool isStarted = threads->start([&engine, &format, answer, asked = *asked] {
            const auto write = [&](std::string_view bytes) { return answer->write(bytes); };
            const auto goOn = [&](const ExportReport &) { return !answer->isClosed(); };
            const auto done = engine.exportSamples(format, asked, write, goOn);
            answer->finish(done ? Result<void>() : Failure(done.error()));
        });
        if (!isStarted)
            responder.send(HttpResponse::error(
                503, std::to_string(MostAtOnce) + " exports are under way, which is the limit"));
    };
}

} // namespace tinyobs::server
