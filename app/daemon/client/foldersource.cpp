#include "app/daemon/client/foldersource.h"

#include "app/server/handlers/prometheus/apianswer.h"
#include "app/server/handlers/prometheus/escapednames.h"
#include "app/server/handlers/prometheus/queryparameters.h"
#include "app/server/handlers/prometheus/seriesjson.h"
#include "core/base/canceltoken.h"

#include <algorithm>
#include <chrono>

namespace tinyobs::daemon {
namespace {

constexpr std::string_view LabelPath = "/api/v1/label/";
constexpr std::string_view ValuesEnd = "/values";

server::HttpRequest requestOf(const Pairs &parameters)
{
    server::HttpRequest request;
    for (const auto &[name, value] : parameters) {
        if (!request.rawQuery.isEmpty())
            request.rawQuery += '&';
        request.rawQuery += QByteArray::fromStdString(name).toPercentEncoding() + '=' +
                            QByteArray::fromStdString(value).toPercentEncoding();
    }
    return request;
}

Result<std::string> answerQuery(const Engine &engine, Result<server::ApiQuery> asked)
{
    if (!asked)
        return Failure(asked.error());
    Result<promql::QueryAnswer> answer = engine.promql(asked->query, CancelToken());
    if (!answer)
        return Failure(server::apiQueryError(std::move(answer.error())));
    const auto keep = [](QByteArray &) { return Result<void>(); };
    const Result<QByteArray> body = server::writeAnswer(std::move(*answer), asked->shape, keep);
    return body ? Result<std::string>(body->toStdString()) : Failure(body.error());
}

struct Search
{
    std::vector<std::vector<Matcher>> selectors;
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    std::size_t limit = 0;
};

Result<Search> readSearch(const server::ApiParameters &parameters)
{
    auto selectors = parameters.selectors();
    if (!selectors)
        return Failure(selectors.error());
    const Result<TimeMs> from = parameters.time("start", server::Always);
    if (!from)
        return Failure(from.error());
    const Result<TimeMs> to = parameters.time("end", server::Forever);
    if (!to)
        return Failure(to.error());
    const Result<std::size_t> limit = parameters.limit();
    if (!limit)
        return Failure(limit.error());
    return Search{std::move(*selectors), *from, *to, *limit};
}

std::string finished(QByteArray body, bool isCut)
{
    server::endData(body, isCut ? std::vector{std::string(server::TruncatedByLimit)}
                                : std::vector<std::string>());
    return body.toStdString();
}

std::string answerNames(std::vector<std::string> names, std::size_t limit)
{
    const bool isCut = limit > 0 && names.size() > limit;
    if (isCut)
        names.resize(limit);
    QByteArray body;
    server::beginData(body);
    server::appendStrings(body, names);
    return finished(std::move(body), isCut);
}

std::string answerSeries(const Snapshot &found, std::size_t limit)
{
    const bool isCut = limit > 0 && found.size() > limit;
    QByteArray body;
    server::beginData(body);
    server::appendSeries(body, found, isCut ? limit : found.size());
    return finished(std::move(body), isCut);
}

} // namespace

FolderSource::FolderSource(startup::DataFolder folder, const Settings &settings)
    : m_folder(std::move(folder))
    , m_engine(settings, m_clock)
{
}

Result<std::unique_ptr<FolderSource>> FolderSource::open(startup::DataFolder folder,
                                                         Settings settings,
                                                         std::vector<std::string> &warnings)
{
    // All that is there: what is kept is the server's to say.
    settings.store.retention.keepFor.fill(std::chrono::hours(24 * 365 * 100));
    std::unique_ptr<FolderSource> source(new FolderSource(std::move(folder), settings));
    const Result<OpenReport> opened = source->m_engine.open(source->m_folder.path());
    if (!opened)
        return Failure(opened.error());
    warnings = opened->warnings;
    const TimeMs newestMs = source->m_engine.status().store.newestMs;
    const TimeMs clockMs = source->m_clock.nowMs();
    source->m_nowMs = newestMs > 0 ? std::min(newestMs, clockMs) : clockMs;
    return source;
}

Result<std::string> FolderSource::ask(std::string_view path, const Pairs &pairs)
{
    const server::ApiParameters parameters(requestOf(pairs));
    const QuerySettings &settings = m_engine.settings().queries;
    if (path == "/api/v1/query")
        return answerQuery(m_engine, server::readInstantQuery(parameters, settings, m_nowMs));
    if (path == "/api/v1/query_range")
        return answerQuery(m_engine, server::readRangeQuery(parameters, settings));
    Result<Search> search = readSearch(parameters);
    if (!search)
        return Failure(search.error());
    auto [selectors, fromMs, toMs, limit] = std::move(*search);
    if (path == "/api/v1/series")
        return answerSeries(m_engine.findSeries(std::move(selectors), fromMs, toMs), limit);
    if (path == "/api/v1/labels")
        return answerNames(m_engine.findLabelNames(std::move(selectors), fromMs, toMs), limit);
    path.remove_prefix(LabelPath.size());
    path.remove_suffix(ValuesEnd.size());
    return answerNames(
        m_engine.findLabelValues(server::unescapedName(path), std::move(selectors), fromMs, toMs),
        limit);
}

} // namespace tinyobs::daemon
