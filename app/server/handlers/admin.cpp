// What is kept, deleted and copied: retention, delete_series, clean_tombstones, snapshot. Paths and
// parameters of the last three as Prometheus has them.

#include "app/server/handlers/answer.h"
#include "app/server/handlers/handlers.h"
#include "app/server/jsonwriter.h"
#include "core/base/quoted.h"
#include "core/base/units.h"
#include "core/engine/settingtable.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

// The settings that may change while the server runs, by their keys in the settings table.
constexpr std::array<std::string_view, 5> RetentionKeys{"retention", "retention-1m", "retention-1h",
                                                        "retention-size", "retention-samples"};

QByteArray retentionJson(const Engine &engine)
{
    Settings settings = engine.settings();
    settings.store.retention = engine.retention();
    JsonWriter json;
    json.beginObject().field("status", "success").key("data").beginObject();
    for (const std::string_view key : RetentionKeys)
        json.field(key, findSetting(key)->show(settings));
    json.endObject().endObject();
    return json.take();
}

/// Reads the parameters into the limits: those that are not named stay as they are.
Result<RetentionLimits> readRetention(const Engine &engine, const Parameters &parameters)
{
    Settings settings = engine.settings();
    settings.store.retention = engine.retention();
    if (parameters.pairs().empty()) {
        return fail(Error::Code::InvalidArgument,
                    "no parameter: give at least one of retention, retention-1m, retention-1h, "
                    "retention-size, retention-samples");
    }
    for (const auto &[name, value] : parameters.pairs()) {
        if (std::find(RetentionKeys.begin(), RetentionKeys.end(), name) == RetentionKeys.end())
            return fail(Error::Code::InvalidArgument, "parameter " + quoted(name) + " is unknown");
        const SettingRow &row = *findSetting(name);
        if (Result<void> applied = row.apply(settings, row, value); !applied) {
            return fail(applied.error().code,
                        "parameter " + quoted(name) + ": " + applied.error().message);
        }
    }
    return settings.store.retention;
}

QByteArray nothingJson()
{
    return QByteArrayLiteral(R"({"status":"success"})");
}

std::string snapshotName(TimeMs nowMs)
{
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowMs, Qt::UTC);
    return now.toString(QStringLiteral("yyyyMMdd'T'HHmmss.zzz'Z'")).toStdString();
}

} // namespace

Handler retentionHandler(Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        responder.send(HttpResponse::json(retentionJson(engine)));
    };
}

Handler changeRetentionHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        const Result<RetentionLimits> limits =
            readRetention(engine, parametersWithForm(request, engine));
        if (!limits)
            return responder.send(HttpResponse::error(limits.error()));
        engine.setRetention(*limits);
        responder.send(HttpResponse::json(retentionJson(engine)));
    };
}

Handler deleteSeriesHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        const Parameters parameters = parametersWithForm(request, engine);
        Result<std::vector<std::vector<Matcher>>> selectors = parameters.selectors();
        if (!selectors)
            return responder.send(HttpResponse::error(selectors.error()));
        const Result<TimeMs> start = parameters.time("start", std::numeric_limits<TimeMs>::min());
        if (!start)
            return responder.send(HttpResponse::error(start.error()));
        const Result<TimeMs> end = parameters.time("end", std::numeric_limits<TimeMs>::max());
        if (!end)
            return responder.send(HttpResponse::error(end.error()));
        answerFromPool(engine, responder,
                       [&engine, selectors = std::move(*selectors), from = *start,
                        to = *end](const CancelToken &) {
                           return engine.deleteSeries(selectors, from, to).map([](std::size_t n) {
                               JsonWriter json;
                               json.beginObject().field("status", "success").key("data");
                               json.beginObject().field("series", n).endObject().endObject();
                               return json.take();
                           });
                       });
    };
}

Handler cleanTombstonesHandler(Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        answerFromPool(engine, responder, [&engine](const CancelToken &) {
            return engine.cleanTombstones().map(nothingJson);
        });
    };
}

Handler snapshotHandler(Engine &engine)
{
    return [&engine](const HttpRequest &, const Responder &responder) {
        answerFromPool(engine, responder, [&engine](const CancelToken &) -> Result<QByteArray> {
            const std::string name = snapshotName(engine.clock().nowMs());
            const Result<std::string> folder = engine.makeSnapshot(name);
            if (!folder)
                return Failure(folder.error());
            JsonWriter json;
            json.beginObject().field("status", "success").key("data").beginObject();
            json.field("name", name).field("path", *folder).endObject().endObject();
            return json.take();
        });
    };
}

} // namespace tinyobs::server
