// Exemplars of the series that a selector matches, in the shape that Prometheus gives them.

#include "app/server/handlers/answer.h"
#include "app/server/handlers/handlers.h"
#include "app/server/jsonwriter.h"
#include "core/base/valuetext.h"
#include "core/model/selector.h"

#include <limits>
#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

void appendObject(JsonWriter &json, std::string_view key, const Labels &labels)
{
    json.key(key).beginObject();
    for (const LabelView label : labels)
        json.field(label.name, label.value);
    json.endObject();
}

QByteArray toJson(const std::vector<SeriesExemplars> &found)
{
    JsonWriter json;
    json.beginObject().field("status", "success").key("data").beginArray();
    for (const SeriesExemplars &series : found) {
        json.beginObject();
        appendObject(json, "seriesLabels", series.labels);
        json.key("exemplars").beginArray();
        for (const ExemplarPtr &exemplar : series.exemplars) {
            json.beginObject();
            appendObject(json, "labels", exemplar->labels);
            std::string value;
            appendValue(value, exemplar->value);
            json.field("value", value);
            json.field("timestamp", static_cast<double>(exemplar->timeMs) / 1000).endObject();
        }
        json.endArray().endObject();
    }
    json.endArray().endObject();
    return json.take();
}

} // namespace

Handler exemplarsHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        const Parameters parameters = parametersWithForm(request, engine);
        const Result<std::string_view> query = parameters.requiredText("query");
        if (!query)
            return responder.send(HttpResponse::error(query.error()));
        Result<std::vector<Matcher>> matchers = parseSelector(*query);
        if (!matchers) {
            return responder.send(HttpResponse::error(
                {matchers.error().code, "parameter query: " + matchers.error().message}));
        }
        const Result<TimeMs> start = parameters.time("start", std::numeric_limits<TimeMs>::min());
        if (!start)
            return responder.send(HttpResponse::error(start.error()));
        const Result<TimeMs> end = parameters.time("end", std::numeric_limits<TimeMs>::max());
        if (!end)
            return responder.send(HttpResponse::error(end.error()));
        answerFromPool(engine, responder,
                       [&engine, matchers = std::move(*matchers), start = *start,
                        end = *end](const CancelToken &) -> Result<QByteArray> {
                           return toJson(engine.exemplars(matchers, start, end));
                       });
    };
}

} // namespace tinyobs::server
