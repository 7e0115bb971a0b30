// Which series, label names and label values there are: /series, /labels, /label/<name>/values.

#include "app/server/handlers/prometheus/apianswer.h"
#include "app/server/handlers/prometheus/apiparameters.h"
#include "app/server/handlers/prometheus/escapednames.h"
#include "app/server/handlers/prometheus/prometheushandlers.h"
#include "app/server/handlers/prometheus/seriesjson.h"
#include "core/base/utf8.h"

#include <utility>

namespace tinyobs::server {
namespace {

struct Search
{
    std::vector<std::vector<Matcher>> selectors;
    TimeMs fromMs = Always;
    TimeMs toMs = Forever;
    std::size_t limit = 0;
};

Result<Search> readSearch(const ApiParameters &parameters)
{
    const Result<std::size_t> limit = parameters.limit();
    if (!limit)
        return Failure(limit.error());
    const Result<TimeMs> from = parameters.time("start", Always);
    if (!from)
        return Failure(from.error());
    const Result<TimeMs> to = parameters.time("end", Forever);
    if (!to)
        return Failure(to.error());
    auto selectors = parameters.selectors();
    if (!selectors)
        return Failure(std::move(selectors.error()));
    return Search{std::move(*selectors), *from, *to, *limit};
}

QByteArray namesJson(std::vector<std::string> names, std::size_t limit)
{
    std::vector<std::string> warnings;
    if (limit > 0 && names.size() > limit) {
        names.resize(limit);
        warnings.emplace_back(TruncatedByLimit);
    }
    QByteArray body;
    beginData(body);
    appendStrings(body, names);
    endData(body, warnings);
    return body;
}

/// "http_route" of /api/v1/label/http_route/values, as the client means it.
Result<std::string> labelOfPath(std::string_view path)
{
    constexpr std::string_view Begin = "/api/v1/label/";
    constexpr std::string_view End = "/values";
    if (!path.ends_with(End) || path.size() <= Begin.size() + End.size())
        return fail(Error::Code::NotFound,
                    "no such path, expected /api/v1/label/<name>/values: " + std::string(path));
    path.remove_prefix(Begin.size());
    path.remove_suffix(End.size());
    std::string name = unescapedName(path);
    if (!isUtf8(name))
        return fail(Error::Code::InvalidArgument, "invalid label name: \"" + name + '"');
    return name;
}

} // namespace

Handler seriesSearchHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        Result<Search> search = readSearch(ApiParameters(request));
        if (search && search->selectors.empty())
            search = fail(Error::Code::InvalidArgument, "no match[] parameter provided");
        if (!search)
            return responder.send(apiError(search.error()));
        answerApi(
            engine, request, responder,
            [&engine, search = std::move(*search)](const CancelToken &) -> Result<QByteArray> {
                const Snapshot found =
                    engine.findSeries(search.selectors, search.fromMs, search.toMs);
                const bool isCut = search.limit > 0 && found.size() > search.limit;
                QByteArray body;
                beginData(body);
                appendSeries(body, found, isCut ? search.limit : found.size());
                endData(body, isCut ? std::vector{std::string(TruncatedByLimit)}
                                    : std::vector<std::string>());
                return body;
            });
    };
}

Handler labelNamesHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        Result<Search> search = readSearch(ApiParameters(request));
        if (!search)
            return responder.send(apiError(search.error()));
        answerApi(
            engine, request, responder,
            [&engine, search = std::move(*search)](const CancelToken &) -> Result<QByteArray> {
                return namesJson(
                    engine.findLabelNames(search.selectors, search.fromMs, search.toMs),
                    search.limit);
            });
    };
}

Handler labelValuesSearchHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        Result<std::string> label =
            labelOfPath({request.path.constData(), static_cast<std::size_t>(request.path.size())});
        if (!label)
            return responder.send(apiError(label.error()));
        Result<Search> search = readSearch(ApiParameters(request));
        if (!search)
            return responder.send(apiError(search.error()));
        answerApi(engine, request, responder,
                  [&engine, label = std::move(*label),
                   search = std::move(*search)](const CancelToken &) -> Result<QByteArray> {
                      return namesJson(engine.findLabelValues(label, search.selectors,
                                                              search.fromMs, search.toMs),
                                       search.limit);
                  });
    };
}

} // namespace tinyobs::server
