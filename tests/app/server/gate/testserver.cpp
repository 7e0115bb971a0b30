#include "tests/app/server/gate/testserver.h"

#include <QDebug>

#include <stdexcept>
#include <thread>

namespace tinyobs::server {

namespace {

void echo(const HttpRequest &request, const Responder &responder)
{
    HttpResponse response = HttpResponse::text(request.body);
    const bool isPadded = request.body.capacity() - request.body.size() >= 64;
    response.headers.push_back({"X-Padded", request.body.isEmpty() || isPadded ? "1" : "0"});
    response.headers.push_back({"X-Encoding", request.header("content-encoding")});
    responder.send(response);
}

void showTarget(const HttpRequest &request, const Responder &responder)
{
    QByteArray text = request.path;
    const QueryParameters parameters = request.parameters();
    for (const auto &[name, value] : parameters.pairs())
        text += '|' + QByteArray::fromStdString(name) + '=' + QByteArray::fromStdString(value);
    responder.send(HttpResponse::text(text));
}

void showHeaders(const HttpRequest &request, const Responder &responder)
{
    QByteArray text;
    for (const HttpHeader &header : request.headers)
        text += header.name + '=' + header.value + '\n';
    responder.send(HttpResponse::text(text));
}

void sendMuch(const HttpRequest &request, const Responder &responder)
{
    const QueryParameters parameters = request.parameters();
    const std::string bytes(parameters.value("bytes"));
    responder.send(HttpResponse::text(QByteArray(std::stoll(bytes), 'x')));
}

void sendStatus(const HttpRequest &request, const Responder &responder)
{
    HttpResponse response = HttpResponse::text("text");
    response.status = std::stoi(std::string(request.parameters().value("code")));
    response.headers.push_back({"X-Injected", "a\r\nX-Evil: 1"});
    responder.send(response);
}

void answerFromElsewhere(const HttpRequest &request, const Responder &responder)
{
    std::thread([query = request.rawQuery, responder] {
        responder.send(HttpResponse::text(query));
    }).detach();
}

[[noreturn]] void throwError(const HttpRequest &, const Responder &)
{
    throw std::runtime_error("thrown on purpose");
}

[[noreturn]] void throwNumber(const HttpRequest &, const Responder &)
{
    throw 1;
}

void sendTwice(const HttpRequest &, const Responder &responder)
{
    responder.send(HttpResponse::text("first"));
    responder.send(HttpResponse::text("second"));
}

} // namespace

TestServer::TestServer(const HttpLimits &limits, std::vector<std::string> allowedHosts,
                       RefusalObserver observer)
    : m_server(std::make_unique<HttpServer>(limits, std::move(allowedHosts), routes()))
{
    m_server->observeRefusals(std::move(observer));
    if (const Result<void> listening = m_server->listen({.host = "127.0.0.1", .port = 0});
        !listening)
        qFatal("%s", listening.error().message.c_str());
}

TestServer::~TestServer()
{
    m_server->stop();
}

RouteTable TestServer::routes()
{
    const Handler secret = [this](const HttpRequest &, const Responder &responder) {
        ++m_secretHits;
        responder.send(HttpResponse::text("secret"));
    };
    const Handler later = [this](const auto &request, const auto &responder) {
        responder.onAbandoned([this] { ++m_abandoned; });
        keep(request, responder);
    };
    const Handler events = [this](const auto &request, const auto &responder) {
        stream(request, responder);
    };
    const Handler promise = [this](const auto &request, const auto &responder) {
        keep(request, responder);
    };
    const Handler drop = [](const HttpRequest &, const Responder &) {};
    return {
        {Method::Post, "/echo", "", echo},
        {Method::Get, "/hello", "", showTarget},
        {Method::Get, "/files/*", "", showTarget},
        {Method::Get, "/headers", "", showHeaders},
        {Method::Get, "/much", "", sendMuch},
        {Method::Get, "/status", "", sendStatus},
        {Method::Get, "/elsewhere", "", answerFromElsewhere},
        {Method::Get, "/throw", "", throwError},
        {Method::Get, "/thrownumber", "", throwNumber},
        {Method::Get, "/twice", "", sendTwice},
        {Method::Get, "/drop", "", drop},
        {Method::Get, "/secret", "", secret},
        {Method::Get, "/later", "", later},
        {Method::Post, "/later", "", later},
        {Method::Post, "/promise", "", promise},
        {Method::Get, "/events", "", events},
    };
}

void TestServer::keep(const HttpRequest &request, const Responder &responder)
{
    const std::lock_guard lock(m_mutex);
    m_kept.emplace_back(request.rawQuery, responder);
    m_keptChanged.notify_all();
}

void TestServer::stream(const HttpRequest &request, const Responder &responder)
{
    HttpResponse head = HttpResponse::empty(200);
    head.contentType = "text/event-stream";
    const std::shared_ptr<StreamChannel> channel = responder.stream(head);
    if (!channel)
        return;
    channel->onClosed([this] { ++m_closedStreams; });
    channel->write("data: hello\n\n");
    const QueryParameters parameters = request.parameters();
    const std::string flood(parameters.value("flood"));
    for (int i = 0; !flood.empty() && channel->write(QByteArray(64 << 10, 'x')); ++i) {
        if (i > 10000)
            qFatal("a reader that never reads was not dropped");
    }
    if (parameters.contains("close"))
        return channel->close();
    m_streams.push_back(channel);
}

bool TestServer::waitForKept(std::size_t count)
{
    std::unique_lock lock(m_mutex);
    return m_keptChanged.wait_for(lock, std::chrono::seconds(20),
                                  [&] { return m_kept.size() == count; });
}

std::vector<std::pair<QByteArray, Responder>> TestServer::takeKept()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_kept, {});
}

void TestServer::answerKept()
{
    auto kept = takeKept();
    std::thread([&] {
        for (auto each = kept.rbegin(); each != kept.rend(); ++each)
            each->second.send(HttpResponse::text(each->first));
        kept.clear();
    }).join();
}

void TestServer::dropKept()
{
    auto kept = takeKept();
    std::thread([&] { kept.clear(); }).join();
}

} // namespace tinyobs::server
