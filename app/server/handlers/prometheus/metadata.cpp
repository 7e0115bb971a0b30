// /api/v1/metadata: what senders said about their metrics.

#include "app/server/handlers/prometheus/apianswer.h"
#include "app/server/handlers/prometheus/apiparameters.h"
#include "app/server/handlers/prometheus/prometheushandlers.h"
#include "app/server/jsonwriter.h"

#include <charconv>
#include <limits>
#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

QByteArray toJson(const std::vector<MetricMetadata> &metrics)
{
    JsonWriter json;
    json.beginObject().field("status", "success").key("data").beginObject();
    for (const auto &[metric, metadata] : metrics) {
        json.key(metric).beginArray().beginObject();
        json.field("type", toText(metadata.type)).field("help", metadata.help);
        json.field("unit", metadata.unit).endObject().endArray();
    }
    json.endObject().endObject();
    return json.take();
}

/// Below zero as when it is absent: all of them.
Result<std::size_t> readCount(const ApiParameters &parameters, std::string_view name)
{
    constexpr std::size_t All = std::numeric_limits<std::size_t>::max();
    const std::string_view text = parameters.text(name);
    if (text.empty())
        return All;
    std::int64_t number = 0;
    const char *end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || rest != end)
        return fail(Error::Code::InvalidArgument, std::string(name) + " must be a number");
    return number < 0 ? All : static_cast<std::size_t>(number);
}

} // namespace

Handler metadataHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        const ApiParameters parameters(request);
        const Result<std::size_t> limit = readCount(parameters, "limit");
        if (!limit)
            return responder.send(apiError(limit.error()));
        // There is one statement for each metric, so this one only has to be a number.
        const Result<std::size_t> perMetric = readCount(parameters, "limit_per_metric");
        if (!perMetric)
            return responder.send(apiError(perMetric.error()));
        answerApi(engine, request, responder,
                  [&engine, metric = std::string(parameters.text("metric")),
                   most = *limit](const CancelToken &) -> Result<QByteArray> {
                      return toJson(engine.metadata(metric, most));
                  });
    };
}

} // namespace tinyobs::server
