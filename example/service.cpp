#include "example/service.h"

#include "example/httpcompat.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>

#include <algorithm>

namespace tinyobs::example {
namespace {

using namespace Qt::StringLiterals;
using Method = QHttpServerRequest::Method;
using Status = QHttpServerResponse::StatusCode;

constexpr std::array<int, 1> NotFound{404};

// The page needs nothing from elsewhere and may be framed by nobody.
constexpr const char *ContentSecurityPolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

QHttpServerResponse respond(const QByteArray &mimeType, const QByteArray &body, int status = 200)
{
    QHttpServerResponse response(mimeType, body, Status(status));
    httpcompat::setHeader(response, "X-Content-Type-Options", "nosniff");
    httpcompat::setHeader(response, "Cache-Control", "no-store");
    return response;
}

QHttpServerResponse respond(const QJsonObject &object, int status = 200)
{
    return respond("application/json", QJsonDocument(object).toJson(QJsonDocument::Compact),
                   status);
}

QHttpServerResponse respondError(const QString &text, int status)
{
    return respond({{u"status"_s, u"error"_s}, {u"error"_s, text}}, status);
}

double secondsSince(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e9;
}

} // namespace

Service::Service(Options options, Demo &demo, const client::Pusher &pusher,
                 client::Pusher::Clock clock)
    : m_options(std::move(options))
    , m_demo(demo)
    , m_pusher(pusher)
    , m_clock(std::move(clock))
    , m_unknownPaths(demo.registry(), "GET", "other", NotFound)
{
    for (const Endpoint &endpoint : endpoints())
        addEndpoint(endpoint);
    addPage("/", ":/example/index.html", "text/html; charset=utf-8");
    addPage("/page.css", ":/example/page.css", "text/css; charset=utf-8");
    addPage("/page.js", ":/example/page.js", "text/javascript; charset=utf-8");
    addPage("/icon.svg", ":/example/icon.svg", "image/svg+xml");
    addState();
    addFaultButtons();
    httpcompat::setMissingHandler(
        m_http, this, [this](const Request &request) { return respondToUnknown(request); });
}

QString Service::listen()
{
    auto *const server = new QTcpServer(this);
    if (!server->listen(m_options.address, m_options.port)) {
        return u"cannot listen on %1:%2: %3; choose another with --port"_s
            .arg(m_options.address.toString())
            .arg(m_options.port)
            .arg(server->errorString());
    }
    m_port = server->serverPort();
    return httpcompat::bind(m_http, server) ? QString() : u"the HTTP server did not start"_s;
}

QUrl Service::url() const
{
    QUrl url;
    url.setScheme(u"http"_s);
    url.setHost(m_options.address.toString());
    url.setPort(m_port);
    return url;
}

void Service::addEndpoint(const Endpoint &endpoint)
{
    const auto recorder = std::make_shared<RequestRecorder>(m_demo.registry(), endpoint.methodName,
                                                            endpoint.path, std::span<const int>());
    m_http.route(QString::fromLatin1(endpoint.path), endpoint.method,
                 [endpoint, recorder](const Request &request) {
                     QElapsedTimer timer;
                     timer.start();
                     const Reply reply = endpoint.answer(request.body());
                     recorder->record(reply.status, secondsSince(timer));
                     return respond("application/json", reply.json, reply.status);
                 });
}

void Service::addPage(const char *path, const char *file, const char *mimeType)
{
    QFile resource(QString::fromLatin1(file));
    const bool found = resource.open(QIODevice::ReadOnly);
    Q_ASSERT(found);
    const QByteArray content = resource.readAll();
    m_http.route(QString::fromLatin1(path), Method::Get, [content, mimeType](const Request &) {
        QHttpServerResponse response = respond(mimeType, content);
        httpcompat::setHeader(response, "Content-Security-Policy", ContentSecurityPolicy);
        httpcompat::setHeader(response, "Referrer-Policy", "no-referrer");
        return response;
    });
}

void Service::addState()
{
    m_http.route(u"/about"_s, Method::Get,
                 [this](const Request &) { return respond(describe(m_options)); });
    m_http.route(u"/state"_s, Method::Get, [this](const Request &) {
        return respond(stateOf(m_demo, m_pusher.state(), m_clock()));
    });
}

void Service::addFaultButtons()
{
    m_http.route(u"/faults/<arg>/<arg>"_s, Method::Post,
                 [this](const QString &id, const QString &action, const Request &request) {
                     return press(id, action, request);
                 });
}

QHttpServerResponse Service::respondToUnknown(const Request &request)
{
    const QString path = request.url().path();
    const auto rows = endpoints();
    const auto known = std::ranges::find_if(
        rows, [&path](const Endpoint &row) { return path == QLatin1StringView(row.path); });
    if (known == rows.end()) {
        m_unknownPaths.record(404, 0);
        return respondError(u"no such path: %1"_s.arg(path), 404);
    }
    QHttpServerResponse response =
        respondError(u"%1 answers %2 only"_s.arg(path, QLatin1StringView(known->methodName)), 405);
    httpcompat::setHeader(response, "Allow", known->methodName);
    return response;
}

QHttpServerResponse Service::press(const QString &id, const QString &action, const Request &request)
{
    if (!isSameOrigin(request))
        return respondError(u"faults are switched from this service's own page only"_s, 403);
    const std::string name = id.toStdString();
    bool known = false;
    if (action == "start"_L1)
        known = m_demo.faults().start(name, m_clock());
    else if (action == "stop"_L1)
        known = m_demo.faults().stop(name);
    if (!known)
        return respondError(u"no such fault or action: %1/%2"_s.arg(id, action), 404);
    return respond(stateOf(m_demo, m_pusher.state(), m_clock()));
}

// Another site's page can make a browser post here, but not hide where it came from. Programs such
// as curl send no Origin. On loopback a foreign Host is a name that was pointed at this machine.
bool Service::isSameOrigin(const Request &request) const
{
    const QByteArray host = request.value("Host");
    const QByteArray origin = request.value("Origin");
    if (!origin.isEmpty() && origin != "http://" + host)
        return false;
    if (!m_options.address.isLoopback())
        return true;
    const QString name = QUrl(u"http://"_s + QString::fromLatin1(host)).host();
    return name == "localhost"_L1 || QHostAddress(name).isLoopback();
}

} // namespace tinyobs::example
