#include "app/server/gate/acceptor.h"

#include "app/server/gate/bindaddress.h"

#include <QNetworkProxy>

namespace tinyobs::server {

namespace {

constexpr int Backlog = 511;

} // namespace

Acceptor::Acceptor(std::vector<WorkerEntry> workers, const Site &site, QObject *parent)
    : QTcpServer(parent)
    , m_workers(std::move(workers))
    , m_site(site)
{
    setProxy(QNetworkProxy::NoProxy);
    setListenBacklogSize(Backlog);
}

Result<void> Acceptor::listenOn(const ListenAddress &address, std::string_view portOption)
{
    const std::optional<QHostAddress> host = toHostAddress(address.host);
    if (!host)
        return fail(Error::Code::Io, "'" + address.host + "' is not an IP address to listen on");
    if (!listen(*host, address.port))
        return Failure(bindError(serverError(), errorString(), address, portOption));
    return {};
}

void Acceptor::incomingConnection(qintptr descriptor)
{
    const auto emptiest =
        std::min_element(m_workers.begin(), m_workers.end(), [](const auto &a, const auto &b) {
            return a.counters->connectionsOpen.load(std::memory_order_relaxed) <
                   b.counters->connectionsOpen.load(std::memory_order_relaxed);
        });
    GateCounters::add(emptiest->counters->connectionsOpen);
    NetworkWorker *worker = emptiest->worker;
    QMetaObject::invokeMethod(
        worker, [worker, descriptor, site = &m_site] { worker->adopt(descriptor, *site); });
}

} // namespace tinyobs::server
