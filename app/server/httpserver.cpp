#include "app/server/httpserver.h"

#include "app/server/gate/acceptor.h"
#include "app/server/serverlog.h"

#include <QThread>

namespace tinyobs::server {

Q_LOGGING_CATEGORY(serverLog, "tinyobs.server")

namespace {

constexpr auto StopGrace = std::chrono::seconds(2);
constexpr std::size_t BodiesUnderWay = 8; // of the largest size, in memory at one time

std::size_t threadCount(const HttpLimits &limits)
{
    if (limits.threads > 0)
        return limits.threads;
    return QThread::idealThreadCount() < 4 ? 1 : 2;
}

} // namespace

class HttpServer::Impl
{
public:
    Impl(const HttpLimits &limits, std::vector<std::string> allowedHosts, RouteTable routes)
        : m_limits(limits)
        , m_allowedHosts(std::move(allowedHosts))
        , m_routes(std::move(routes))
    {
    }

    void observeRefusals(RefusalObserver observer) { m_observer = std::move(observer); }
    Result<void> listen(const ListenAddress &address);
    Result<std::uint16_t> listenAlso(const ListenAddress &address, RouteTable routes);
    void stop();
    HttpCounters counters() const;
    std::uint16_t port() const { return m_port; }

private:
    Result<void> startThread();
    Result<std::uint16_t> accept(const Site &site, const ListenAddress &address,
                                 std::string_view portOption);

    const HttpLimits m_limits;
    const std::vector<std::string> m_allowedHosts;
    RouteTable m_routes;
    RefusalObserver m_observer;
    std::unique_ptr<GateSetup> m_setup;
    std::vector<std::unique_ptr<GateCounters>> m_counters; // one per thread, kept after stop
    std::vector<std::unique_ptr<QThread>> m_threads;
    std::vector<NetworkWorker *> m_workers; // each deleted at the end of its thread
    std::vector<Acceptor *> m_acceptors;    // children of the first worker
    std::uint16_t m_port = 0;
};

Result<void> HttpServer::Impl::startThread()
{
    m_counters.push_back(std::make_unique<GateCounters>());
    auto thread = std::make_unique<QThread>();
    thread->setObjectName(QStringLiteral("http-%1").arg(m_threads.size()));
    auto *worker = new NetworkWorker(*m_setup, *m_counters.back());
    worker->moveToThread(thread.get());
    QObject::connect(thread.get(), &QThread::finished, worker, &QObject::deleteLater);
    thread->start();
    m_threads.push_back(std::move(thread));
    m_workers.push_back(worker);
    Result<void> started;
    QMetaObject::invokeMethod(
        worker, [&] { started = worker->start(); }, Qt::BlockingQueuedConnection);
    return started;
}

Result<void> HttpServer::Impl::listen(const ListenAddress &address)
{
    m_setup.reset(new GateSetup{m_limits,
                                {},
                                Admission(m_limits),
                                BodyBudget(BodiesUnderWay * m_limits.bodyBytes),
                                m_observer});
    m_setup->sites.push_back(std::make_unique<const Site>(
        RouteIndex(m_routes), OriginPolicy(address.host, m_allowedHosts)));
    for (std::size_t i = 0; i < threadCount(m_limits); ++i) {
        if (Result<void> started = startThread(); !started) {
            stop();
            return started;
        }
    }
    const Result<std::uint16_t> port = accept(*m_setup->sites.front(), address, "--port");
    if (!port) {
        stop();
        return Failure(port.error());
    }
    m_port = *port;
    return {};
}

Result<std::uint16_t> HttpServer::Impl::listenAlso(const ListenAddress &address, RouteTable routes)
{
    m_setup->sites.push_back(std::make_unique<const Site>(
        RouteIndex(std::move(routes)), OriginPolicy(address.host, m_allowedHosts)));
    const Site &site = *m_setup->sites.back();
    return accept(site, address, {});
}

Result<std::uint16_t> HttpServer::Impl::accept(const Site &site, const ListenAddress &address,
                                               std::string_view portOption)
{
    std::vector<WorkerEntry> entries;
    for (std::size_t i = 0; i < m_workers.size(); ++i) {
        NetworkWorker *worker = m_workers[i];
        entries.push_back({worker, m_counters[i].get()});
        QMetaObject::invokeMethod(
            worker, [&] { worker->bindRoutes(site.routes); }, Qt::BlockingQueuedConnection);
    }
    Result<std::uint16_t> port = 0;
    QMetaObject::invokeMethod(
        m_workers.front(),
        [&] {
            auto *acceptor = new Acceptor(std::move(entries), site, m_workers.front());
            const Result<void> listening = acceptor->listenOn(address, portOption);
            if (listening) {
                m_acceptors.push_back(acceptor);
                port = acceptor->serverPort();
            } else {
                delete acceptor;
                port = Failure(listening.error());
            }
        },
        Qt::BlockingQueuedConnection);
    return port;
}

void HttpServer::Impl::stop()
{
    for (Acceptor *acceptor : m_acceptors)
        QMetaObject::invokeMethod(
            acceptor, [acceptor] { acceptor->close(); }, Qt::BlockingQueuedConnection);
    m_acceptors.clear();
    for (NetworkWorker *worker : m_workers)
        QMetaObject::invokeMethod(worker, [worker] { worker->drain(StopGrace); });
    for (const std::unique_ptr<QThread> &thread : m_threads)
        thread->wait();
    m_workers.clear();
    m_threads.clear();
}

HttpCounters HttpServer::Impl::counters() const
{
    HttpCounters sum;
    for (const std::unique_ptr<GateCounters> &counters : m_counters)
        counters->addTo(sum);
    return sum;
}

HttpServer::HttpServer(const HttpLimits &limits, std::vector<std::string> allowedHosts,
                       RouteTable routes)
    : m_impl(std::make_unique<Impl>(limits, std::move(allowedHosts), std::move(routes)))
{
}

HttpServer::~HttpServer()
{
    stop();
}

void HttpServer::observeRefusals(RefusalObserver observer)
{
    m_impl->observeRefusals(std::move(observer));
}

Result<void> HttpServer::listen(const ListenAddress &address)
{
    return m_impl->listen(address);
}

Result<std::uint16_t> HttpServer::listenAlso(const ListenAddress &address, RouteTable routes)
{
    return m_impl->listenAlso(address, std::move(routes));
}

std::uint16_t HttpServer::port() const
{
    return m_impl->port();
}

HttpCounters HttpServer::counters() const
{
    return m_impl->counters();
}

void HttpServer::stop()
{
    m_impl->stop();
}

} // namespace tinyobs::server
