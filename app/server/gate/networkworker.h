#pragma once

// One network thread: its connections, its QHttpServer behind the gate, and the answers' mailbox.
// Created in the main thread, then everything happens in its own thread; it ends the thread itself
// once it has been drained.

#include "app/server/gate/admission.h"
#include "app/server/gate/answermailbox.h"
#include "app/server/gate/bodybudget.h"
#include "app/server/gate/connection.h"
#include "app/server/gate/gatecounters.h"
#include "app/server/gate/handlersocket.h"

#include <QPointer>
#include <QTimer>

#include <set>
#include <unordered_map>

class QHttpServer;

namespace tinyobs::server {

/// What is served on one address. Immutable.
struct Site
{
    Site(RouteIndex ownRoutes, OriginPolicy ownOrigins)
        : routes(std::move(ownRoutes))
        , origins(std::move(ownOrigins))
    {
    }

    const RouteIndex routes;
    const OriginPolicy origins;
};

/// What the network threads share. Outlives them.
struct GateSetup
{
    const HttpLimits limits;
    std::vector<std::unique_ptr<const Site>> sites; // the main thread's; others hold references
    Admission admission;
    BodyBudget bodies;
    const RefusalObserver observer = {};
};

class NetworkWorker : public QObject
{
    Q_OBJECT

public:
    NetworkWorker(GateSetup &setup, GateCounters &counters);
    ~NetworkWorker() override;

    /// In the worker's thread, once, before the first connection.
    Result<void> start();
    /// In the worker's thread, before the first connection to a site with these routes.
    void bindRoutes(const RouteIndex &routes);
    /// In the worker's thread. Takes a descriptor that was accepted and counted as open.
    void adopt(qintptr descriptor, const Site &site);
    /// In the worker's thread: closes what idles, lets the rest finish for `grace`, ends the
    /// thread.
    void drain(std::chrono::milliseconds grace);

    // For the connections.
    const HttpLimits &limits() const { return m_setup.limits; }
    BodyBudget &bodies() { return m_setup.bodies; }
    GateCounters &counters() { return m_counters; }
    /// Counts it and tells the observer; without a method when the head could not be read.
    void noteRefusal(const QHostAddress &peer, std::optional<Method> method, std::string_view path,
                     const GateRefusal &refusal);
    RequestHead &headBuffer() { return m_headBuffer; }
    const QByteArray &dateLine();
    /// Lets QHttpServer route the request to its handler; returns the gate id, or 0 when the answer
    /// was given already.
    std::uint64_t dispatch(Connection &connection, const HttpRequest &request, const Route &route);
    void forget(std::uint64_t requestId);
    void retire(Connection &connection);

    // For the mailbox.
    void deliverAnswer(std::uint64_t requestId, const HttpResponse &response);
    std::shared_ptr<StreamChannel> openStream(std::uint64_t requestId, const HttpResponse &head);

private:
    struct Pending
    {
        Connection *connection = nullptr;
        const HttpRequest *request = nullptr; // null once its handler has returned
        const Route *route = nullptr;
    };

    Result<void> connectHandlerSocket();
    void handle(std::uint64_t requestId);
    void forEachConnection(const std::function<void(Connection &)> &visit);
    void checkDeadlines();
    void refuseConnection(std::unique_ptr<QTcpSocket> socket);
    void finishIfDrained();

    GateSetup &m_setup;
    GateCounters &m_counters;
    std::shared_ptr<AnswerMailbox> m_mailbox;
    QHttpServer *m_http = nullptr;
    QPointer<HandlerSocket> m_handlerSocket;
    std::set<std::pair<std::string, Method>> m_boundRoutes;
    std::unordered_map<Connection *, std::unique_ptr<Connection>> m_connections;
    std::unordered_map<std::uint64_t, Pending> m_pending;
    std::uint64_t m_lastRequestId = 0;
    int m_refusalsUnderWay = 0;
    RequestHead m_headBuffer;
    QTimer m_deadlineTimer;
    std::int64_t m_dateSeconds = 0;
    QByteArray m_dateLine;
    bool m_isDraining = false;
};

} // namespace tinyobs::server
