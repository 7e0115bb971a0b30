// /api/v1/query_exemplars: exemplars of the series that the selectors of a query match.

#include "app/server/handlers/prometheus/apianswer.h"
#include "app/server/handlers/prometheus/apiparameters.h"
#include "app/server/handlers/prometheus/prometheushandlers.h"
#include "app/server/handlers/prometheus/prometheustext.h"
#include "app/server/handlers/prometheus/queryparameters.h"
#include "core/promql/syntax/parser.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

struct Asked
{
    std::string query;
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
};

Result<Asked> readAsked(const ApiParameters &parameters)
{
    const Result<TimeMs> from = parameters.time("start", Always);
    if (!from)
        return Failure(from.error());
    const Result<TimeMs> to = parameters.time("end", Forever);
    if (!to)
        return Failure(to.error());
    if (*to < *from)
        return fail(Error::Code::InvalidArgument,
                    "end timestamp must not be before start timestamp");
    return Asked{std::string(parameters.text("query")), *from, *to};
}

void collectSelectors(const promql::Expr &expr, std::vector<std::vector<Matcher>> &selectors)
{
    if (expr.kind == promql::ExprKind::Selector)
        selectors.push_back(static_cast<const promql::SelectorExpr &>(expr).matchers);
    for (const promql::Expr *child : promql::childrenOf(expr))
        collectSelectors(*child, selectors);
}

/// By labels; a series that several selectors match stands there once.
std::vector<SeriesExemplars> find(const Engine &engine, const promql::Expr &expr,
                                  const Asked &asked)
{
    std::vector<std::vector<Matcher>> selectors;
    collectSelectors(expr, selectors);
    std::vector<SeriesExemplars> found;
    for (const std::vector<Matcher> &selector : selectors) {
        for (SeriesExemplars &series : engine.exemplars(selector, asked.fromMs, asked.toMs))
            found.push_back(std::move(series));
    }
    if (selectors.size() > 1) {
        std::ranges::stable_sort(found, [](const SeriesExemplars &a, const SeriesExemplars &b) {
            return a.labels < b.labels;
        });
        const auto repeated = std::ranges::unique(found, {}, &SeriesExemplars::labels);
        found.erase(repeated.begin(), repeated.end());
    }
    return found;
}

void append(QByteArray &out, const SeriesExemplars &series)
{
    out += R"({"seriesLabels":)";
    appendLabelObject(out, series.labels);
    out += R"(,"exemplars":[)";
    bool isFirst = true;
    for (const ExemplarPtr &exemplar : series.exemplars) {
        out += isFirst ? R"({"labels":)" : R"(,{"labels":)";
        isFirst = false;
        appendLabelObject(out, exemplar->labels);
        out += R"(,"value":")";
        appendFloat(out, exemplar->value);
        out += R"(","timestamp":)";
        appendTime(out, exemplar->timeMs);
        out += '}';
    }
    out += "]}";
}

QByteArray toJson(const std::vector<SeriesExemplars> &found)
{
    QByteArray body;
    beginData(body);
    body += '[';
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (i > 0)
            body += ',';
        append(body, found[i]);
    }
    body += ']';
    endData(body);
    return body;
}

} // namespace

Handler exemplarsHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        Result<Asked> asked = readAsked(ApiParameters(request));
        if (!asked)
            return responder.send(apiError(asked.error()));
        answerApi(engine, request, responder,
                  [&engine, asked = std::move(*asked)](const CancelToken &) -> Result<QByteArray> {
                      const auto tree =
                          promql::parse(asked.query, engine.settings().queries.syntax);
                      if (!tree)
                          return Failure(apiQueryError(tree.error()));
                      return toJson(find(engine, **tree, asked));
                  });
    };
}

} // namespace tinyobs::server
