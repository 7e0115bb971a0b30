#include "app/server/handlers/answer.h"
#include "app/server/handlers/dashboards/dashboardhandlers.h"
#include "app/server/jsonwriter.h"
#include "core/base/quoted.h"
#include "core/dashboard/grafanaimport.h"
#include "core/engine/dashboardlibrary.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace tinyobs::server {
namespace {

constexpr std::string_view Prefix = "/api/v1/dashboards/";

using Library = std::shared_ptr<DashboardLibrary>;

std::string nameOf(const HttpRequest &request)
{
    return request.path.toStdString().substr(Prefix.size());
}

QByteArray listJson(const DashboardLibrary &library)
{
    JsonWriter json;
    json.beginObject().field("status", "success").key("dashboards").beginArray();
    for (const DashboardListing &entry : library.list()) {
        json.beginObject().field("name", entry.name).field("title", entry.title);
        json.field("description", entry.description).key("tags").beginArray();
        for (const std::string &tag : entry.tags)
            json.value(tag);
        json.endArray().field("panels", entry.panels).field("origin", toText(entry.origin));
        json.field("read_only", entry.isReadOnly());
        if (!entry.error.empty())
            json.field("error", entry.error);
        json.endObject();
    }
    json.endArray().endObject();
    return json.take();
}

QByteArray savedJson(const std::string &name, const std::vector<std::string> &warnings)
{
    JsonWriter json;
    json.beginObject().field("status", "success").field("name", name).key("warnings").beginArray();
    for (const std::string &warning : warnings)
        json.value(warning);
    json.endArray().endObject();
    return json.take();
}

QByteArray notesJson(const std::vector<dashboard::ImportNote> &notes)
{
    JsonWriter json;
    json.beginArray();
    for (const dashboard::ImportNote &note : notes)
        json.beginObject().field("panel", note.panel).field("reason", note.reason).endObject();
    json.endArray();
    return json.take();
}

Handler listHandler(Engine &engine, const Library &library)
{
    return [&engine, library](const HttpRequest &, const Responder &responder) {
        answerFromPool(engine, responder, [library](const CancelToken &) -> Result<QByteArray> {
            return listJson(*library);
        });
    };
}

Handler loadHandler(Engine &engine, const Library &library)
{
    return [&engine, library](const HttpRequest &request, const Responder &responder) {
        answerFromPool(engine, responder, [library, name = nameOf(request)](const CancelToken &) {
            return library->load(name).map([](const dashboard::ReadDashboard &read) {
                return QByteArray::fromStdString(dashboard::writeDashboard(read.dashboard));
            });
        });
    };
}

Handler saveHandler(Engine &engine, const Library &library)
{
    return [&engine, library](const HttpRequest &request, const Responder &responder) {
        answerFromPool(engine, responder,
                       [library, name = nameOf(request),
                        body = request.body](const CancelToken &) -> Result<QByteArray> {
                           const auto read = dashboard::readDashboard(
                               {body.constData(), std::size_t(body.size())});
                           if (!read)
                               return Failure(read.error());
                           const Result<void> saved = library->folder().save(name, read->dashboard);
                           if (!saved)
                               return Failure(saved.error());
                           return savedJson(name, read->warnings);
                       });
    };
}

Handler removeHandler(Engine &engine, const Library &library)
{
    return [&engine, library](const HttpRequest &request, const Responder &responder) {
        answerFromPool(engine, responder, [library, name = nameOf(request)](const CancelToken &) {
            return library->folder().remove(name).map(
                [] { return QByteArrayLiteral(R"({"status":"success"})"); });
        });
    };
}

Result<QByteArray> import(DashboardLibrary &library, const QByteArray &body, bool isSaved)
{
    const auto imported = dashboard::importDashboard({body.constData(), std::size_t(body.size())});
    if (!imported)
        return Failure(imported.error());
    QByteArray answer = QByteArrayLiteral(R"({"status":"success")");
    if (isSaved) {
        const Result<std::string> name = library.folder().create(imported->dashboard);
        if (!name)
            return Failure(name.error());
        // Names are made of letters, digits and hyphens.
        answer += R"(,"name":")" + QByteArray::fromStdString(*name) + '"';
    }
    answer += R"(,"notes":)" + notesJson(imported->notes) + R"(,"dashboard":)" +
              QByteArray::fromStdString(dashboard::writeDashboard(imported->dashboard)).trimmed() +
              '}';
    return answer;
}

Handler importHandler(Engine &engine, const Library &library)
{
    return [&engine, library](const HttpRequest &request, const Responder &responder) {
        const std::string_view save = request.parameters().value("save");
        if (!save.empty() && save != "1" && save != "0") {
            return responder.send(HttpResponse::error(400, "parameter 'save' is " + quoted(save) +
                                                               ", expected 0 or 1"));
        }
        answerFromPool(engine, responder,
                       [library, body = request.body, isSaved = save == "1"](const CancelToken &) {
                           return import(*library, body, isSaved);
                       });
    };
}

} // namespace

RouteTable dashboardRoutes(Engine &engine)
{
    const auto library = std::make_shared<DashboardLibrary>(engine);
    return {
        {Method::Get, "/api/v1/dashboards", "all dashboards", listHandler(engine, library)},
        {Method::Get, "/api/v1/dashboards/*", "one dashboard, as its file",
         loadHandler(engine, library)},
        {Method::Put, "/api/v1/dashboards/*", "make or replace a dashboard",
         saveHandler(engine, library)},
        {Method::Delete, "/api/v1/dashboards/*", "remove a dashboard",
         removeHandler(engine, library)},
        {Method::Post, "/api/v1/dashboards/import", "take a dashboard of Grafana",
         importHandler(engine, library)},
    };
}

} // namespace tinyobs::server
