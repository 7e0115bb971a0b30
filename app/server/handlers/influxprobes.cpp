// What clients of InfluxDB ask before they write: whether somebody is there, and for a database.
// There are none to create: what a client calls one becomes the label "db" of its series.

#include "app/server/handlers/answer.h"
#include "app/server/handlers/handlers.h"
#include "app/server/jsonwriter.h"
#include "core/base/quoted.h"

#include <algorithm>
#include <string>

namespace tinyobs::server {
namespace {

/// Clients look whether it begins with 1.
constexpr auto SpokenVersion = "1.8.10";

HttpResponse withVersion(HttpResponse response)
{
    response.headers.push_back({"X-Influxdb-Version", SpokenVersion});
    return response;
}

/// In lower case, with single blanks, without the semicolon at its end.
std::string normalised(std::string_view statement)
{
    std::string text;
    for (const char c : statement) {
        const bool isSpace = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';';
        if (!isSpace)
            text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        else if (!text.empty() && text.back() != ' ')
            text += ' ';
    }
    if (text.ends_with(' '))
        text.pop_back();
    return text;
}

QByteArray emptyResult()
{
    return QByteArrayLiteral(R"({"results":[{"statement_id":0}]})");
}

QByteArray databases(const Engine &engine)
{
    JsonWriter json;
    json.beginObject().key("results").beginArray().beginObject().field("statement_id", 0);
    json.key("series").beginArray().beginObject().field("name", "databases");
    json.key("columns").beginArray().value("name").endArray();
    json.key("values").beginArray();
    for (const std::string &name : engine.labelValues("db", {}))
        json.beginArray().value(std::string_view(name)).endArray();
    json.endArray().endObject().endArray().endObject().endArray().endObject();
    return json.take();
}

HttpResponse refuse(std::string_view message)
{
    JsonWriter json;
    json.beginObject().field("error", message).endObject();
    return HttpResponse::json(json.take(), 400);
}

} // namespace

Handler influxPingHandler()
{
    return [](const HttpRequest &, const Responder &responder) {
        responder.send(withVersion(HttpResponse::empty(204)));
    };
}

Handler influxHealthHandler()
{
    return [](const HttpRequest &, const Responder &responder) {
        responder.send(HttpResponse::json(QByteArrayLiteral(
            R"({"name":"tinyobs","message":"ready for writes","status":"pass","checks":[]})")));
    };
}

Handler influxQueryHandler(Engine &engine)
{
    return [&engine](const HttpRequest &request, const Responder &responder) {
        const Parameters parameters = parametersWithForm(request, engine);
        const std::string statement = normalised(parameters.text("q"));
        if (statement.empty())
            return responder.send(refuse("missing required parameter \"q\""));
        if (statement.starts_with("create database "))
            return responder.send(withVersion(HttpResponse::json(emptyResult())));
        if (statement == "show databases")
            return answerFromPool(engine, responder, [&engine](const CancelToken &) {
                return Result<QByteArray>(databases(engine));
            });
        responder.send(refuse("only CREATE DATABASE and SHOW DATABASES are answered here, not " +
                              quoted(statement)));
    };
}

} // namespace tinyobs::server
