// /v1/export: samples as the first TinyObs wrote them, of any length at the client's pace.

#include "app/server/handlers/answer.h"
#include "app/server/handlers/pacedanswer.h"
#include "app/server/handlers/sdk/sdkhandlers.h"
#include "app/server/handlers/sdk/sdkwriters.h"
#include "app/server/handlers/workthreads.h"
#include "app/server/jsonwriter.h"

#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

constexpr std::size_t MostAtOnce = 4;
constexpr TimeMs DayMs = 24 * 3'600'000;

struct Asked
{
    ExportRequest request;
    const TransferFormat *format = nullptr;
};

Result<Asked> readAsked(const Parameters &parameters, TimeMs nowMs)
{
    Asked asked;
    const std::string_view format = parameters.text("format");
    if (!format.empty() && format != "json" && format != "csv")
        return fail(Error::Code::InvalidArgument, "invalid format, must be 'json' or 'csv'");
    asked.format = format == "csv" ? &SdkCsvFormat : &SdkJsonFormat;
    const Result<TimeMs> end = parameters.time("end", nowMs);
    if (!end)
        return Failure(end.error());
    const Result<TimeMs> start = parameters.time("start", *end - DayMs);
    if (!start)
        return Failure(start.error());
    if (*start >= *end)
        return fail(Error::Code::InvalidArgument, "start must be before end");
    asked.request.fromMs = *start;
    asked.request.toMs = *end;
    if (const std::string_view metric = parameters.text("metric"); !metric.empty())
        asked.request.selectors.push_back({*Matcher::make(
            Matcher::Op::Equal, std::string(MetricNameLabel), std::string(metric))});
    return asked;
}

/// What stands behind the samples.
QByteArray metadataJson(const Asked &asked, std::uint64_t samples, TimeMs nowMs)
{
    JsonWriter json;
    json.beginObject().key("exported_at").timestamp(nowMs);
    json.key("start_time").timestamp(asked.request.fromMs);
    json.key("end_time").timestamp(asked.request.toMs);
    json.field("metric_count", samples).field("format", "json").field("version", "1.0");
    json.endObject();
    return ",\"metadata\":" + json.take() + "}\n";
}

Result<void> write(const Engine &engine, const Asked &asked, PacedAnswer &answer)
{
    const auto sink = [&](std::string_view bytes) { return answer.write(bytes); };
    const auto goOn = [&](const ExportReport &) { return !answer.isClosed(); };
    const auto done = engine.exportSamples(*asked.format, asked.request, sink, goOn);
    if (!done)
        return Failure(done.error());
    if (asked.format != &SdkJsonFormat)
        return {};
    const QByteArray end = metadataJson(asked, done->samples, engine.clock().nowMs());
    return answer.write({end.constData(), static_cast<std::size_t>(end.size())});
}

} // namespace

Handler sdkExportHandler(const Engine &engine)
{
    const auto threads = std::make_shared<WorkThreads>(MostAtOnce);
    return [&engine, threads](const HttpRequest &request, const Responder &responder) {
        const TimeMs nowMs = engine.clock().nowMs();
        const Result<Asked> asked = readAsked(parametersOf(request, engine), nowMs);
        if (!asked)
            return responder.send(HttpResponse::error(asked.error()));
        HttpResponse head;
        head.contentType = QByteArray(asked->format->contentType.data(),
                                      qsizetype(asked->format->contentType.size()));
        head.headers.push_back({"Content-Disposition", "attachment; filename=tinyobs-export-" +
                                                           QByteArray::number(nowMs / 1000) +
                                                           asked->format->suffix.data()});
        const auto answer = PacedAnswer::make(responder, std::move(head));
        const bool isStarted = threads->start(
            [&engine, answer, asked = *asked] { answer->finish(write(engine, asked, *answer)); });
        if (!isStarted)
            responder.send(HttpResponse::error(
                503, std::to_string(MostAtOnce) + " exports are under way, which is the limit"));
    };
}

} // namespace tinyobs::server
