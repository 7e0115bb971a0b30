#pragma once

// The real HttpServer on a free port with handlers that behave well, badly and slowly on request.

#include "app/server/httpserver.h"

#include <QStringList>

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace tinyobs::server {

class TestServer
{
public:
    explicit TestServer(const HttpLimits &limits = {}, std::vector<std::string> allowedHosts = {},
                        RefusalObserver observer = {});
    ~TestServer();

    quint16 port() const { return m_server->port(); }
    HttpServer &server() { return *m_server; }

    /// How often GET /secret was reached: what a smuggled request would do.
    int secretHits() const { return m_secretHits; }
    int abandoned() const { return m_abandoned; }
    int closedStreams() const { return m_closedStreams; }
    /// Waits until as many requests to /later (whose client may go) and /promise wait for
    /// answerKept.
    bool waitForKept(std::size_t count);
    /// Answers them with their query, from another thread, the newest first.
    void answerKept();
    /// Drops them unanswered, from another thread.
    void dropKept();

private:
    RouteTable routes();
    void keep(const HttpRequest &request, const Responder &responder);
    void stream(const HttpRequest &request, const Responder &responder);
    std::vector<std::pair<QByteArray, Responder>> takeKept();

    std::atomic<int> m_secretHits = 0;
    std::atomic<int> m_abandoned = 0;
    std::atomic<int> m_closedStreams = 0;
    std::mutex m_mutex; // guards m_kept
    std::condition_variable m_keptChanged;
    std::vector<std::pair<QByteArray, Responder>> m_kept;
    std::vector<std::shared_ptr<StreamChannel>> m_streams; // network thread, tests run one
    std::unique_ptr<HttpServer> m_server;
};

} // namespace tinyobs::server
