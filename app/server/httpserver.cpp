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
    void stop();
    HttpCounters counters() const;
    std::uint16_t port() const { return m_port; }

private:
    Result<void> startThread();

    const HttpLimits m_limits;
    const std::vector<std::string> m_allowedHosts;
    RouteTable m_routes;
    RefusalObserver m_observer;
    std::unique_ptr<GateSetup> m_setup;
    std::vector<std::unique_ptr<GateCounters>> m_counters; // one per thread, kept after stop
    std::vector<std::unique_ptr<QThread>> m_threads;
    std::vector<NetworkWorker *> m_workers; // each deleted at the end of its thread
    Acceptor *m_acceptor = nullptr;         // child of the first worker
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
    m_setup.reset(new GateSetup{m_limits, RouteIndex(m_routes),
                                OriginPolicy(address.host, m_allowedHosts), Admission(m_limits),
                                BodyBudget(BodiesUnderWay * m_limits.bodyBytes), m_observer});
    for (std::size_t i = 0; i < threadCount(m_limits); ++i) {
        if (Result<void> started = startThread(); !started) {
            stop();
            return started;
        }
    }
    Result<void> listening;
    QMetaObject::invokeMethod(
        m_workers.front(),
        [&] {
            std::vector<WorkerEntry> entries;
            for (std::size_t i = 0; i < m_workers.size(); ++i)
                entries.push_back({m_workers[i], m_counters[i].get()});
            m_acceptor = new Acceptor(std::move(entries), m_workers.front());
            listening = m_acceptor->listenOn(address);
            m_port = m_acceptor->serverPort();
        },
        Qt::BlockingQueuedConnection);
    if (!listening)
        stop();
    return listening;
}

void HttpServer::Impl::stop()
{
    if (m_acceptor)
        QMetaObject::invokeMethod(
            m_acceptor, [this] { m_acceptor->close(); }, Qt::BlockingQueuedConnection);
    m_acceptor = nullptr;
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
