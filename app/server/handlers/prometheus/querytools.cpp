// What is said about a query: its text in order, its tree, and what each part of it costs.

#include "app/server/handlers/prometheus/apianswer.h"
#include "app/server/handlers/prometheus/prometheushandlers.h"
#include "app/server/handlers/prometheus/prometheustext.h"
#include "app/server/handlers/prometheus/queryparameters.h"
#include "app/server/jsonwriter.h"
#include "core/promql/syntax/parser.h"
#include "core/promql/syntax/printer.h"

#include <utility>

namespace tinyobs::server {
namespace {

using Describe = void (*)(QByteArray &out, const promql::Expr &expr);

Handler treeHandler(Engine &engine, Describe describe)
{
    return [&engine, describe](const HttpRequest &request, const Responder &responder) {
        const std::string text(ApiParameters(request).text("query"));
        answerApi(engine, request, responder,
                  [&engine, describe, text](const CancelToken &) -> Result<QByteArray> {
                      const auto tree = promql::parse(text, engine.settings().queries.syntax);
                      if (!tree)
                          return Failure(apiQueryError(tree.error()));
                      QByteArray body;
                      beginData(body);
                      describe(body, **tree);
                      endData(body);
                      return body;
                  });
    };
}

void append(JsonWriter &json, const promql::NodeReport &node)
{
    json.beginObject().field("text", node.text).field("type", node.type);
    json.field("begin", node.span.begin).field("end", node.span.end);
    json.field("series", node.series).field("samples", node.samples);
    json.field("seconds", static_cast<double>(node.time.count()) / 1e9);
    json.key("children").beginArray();
    for (const auto &child : node.children)
        append(json, *child);
    json.endArray().endObject();
}

QByteArray toJson(const promql::QueryAnswer &answer, const AnswerShape &shape)
{
    JsonWriter tree;
    if (answer.explain)
        append(tree, *answer.explain);
    QByteArray body;
    beginData(body);
    body += R"({"resultType":)";
    appendString(body, toText(shape.isRange ? promql::ValueType::RangeVector : answer.type));
    body += R"(,"series":)" + QByteArray::number(static_cast<qulonglong>(answer.series.size()));
    body += R"(,"tree":)" + (answer.explain ? tree.take() : QByteArray("null")) + ',';
    appendStats(body, answer.stats, shape.grid, WantedStats::Totals);
    body += '}';
    endData(body, answer.warnings, answer.infos);
    return body;
}

/// Of a moment, or of a range when it has a step.
Result<ApiQuery> readExplained(const ApiParameters &parameters, const Engine &engine)
{
    const QuerySettings &settings = engine.settings().queries;
    return parameters.text("step").empty()
               ? readInstantQuery(parameters, settings, engine.clock().nowMs())
               : readRangeQuery(parameters, settings);
}

} // namespace

Handler formatQueryHandler(Engine &engine)
{
    return treeHandler(engine, [](QByteArray &out, const promql::Expr &expr) {
        appendString(out, promql::prettyText(expr));
    });
}

Handler parseQueryHandler(Engine &engine)
{
    return treeHandler(engine, [](QByteArray &out, const promql::Expr &expr) {
        out += QByteArray::fromStdString(promql::treeJson(expr));
    });
}

Handler explainHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        Result<ApiQuery> asked = readExplained(ApiParameters(request), engine);
        if (!asked)
            return responder.send(apiError(asked.error()));
        asked->query.wantsExplain = true;
        asked->query.wantsStats = true;
        answerApi(
            engine, request, responder,
            [&engine, asked = std::move(*asked)](const CancelToken &cancel) -> Result<QByteArray> {
                const auto answer = engine.promql(asked.query, cancel, "/api/v1/explain");
                if (!answer)
                    return Failure(apiQueryError(answer.error()));
                return toJson(*answer, asked.shape);
            });
    };
}

} // namespace tinyobs::server
