#include "app/server/gate/acceptor.h"

#include <QNetworkProxy>

namespace tinyobs::server {

namespace {

constexpr int Backlog = 511;

// "::" means both families, as most programs have it.
std::optional<QHostAddress> toHostAddress(const std::string &host)
{
    if (host == "localhost")
        return QHostAddress(QHostAddress::LocalHost);
    QHostAddress address;
    if (!address.setAddress(QString::fromStdString(host)))
        return {};
    return address == QHostAddress(QHostAddress::AnyIPv6) ? QHostAddress(QHostAddress::Any)
                                                          : address;
}

std::string explain(const QTcpServer &server, const ListenAddress &address)
{
    const std::string port = std::to_string(address.port);
    switch (server.serverError()) {
    case QAbstractSocket::AddressInUseError:
        return "port " + port +
               " is in use by another program: end it or choose another port with --port";
    case QAbstractSocket::SocketAccessError:
        return "port " + port +
               " may not be opened by this user: choose one above 1023 with --port";
    case QAbstractSocket::SocketAddressNotAvailableError:
        return "address " + address.host +
               " is not one of this machine: choose another with --listen";
    default:
        return "cannot listen on " + address.host + " port " + port + ": " +
               server.errorString().toStdString();
    }
}

} // namespace

Acceptor::Acceptor(std::vector<WorkerEntry> workers, QObject *parent)
    : QTcpServer(parent)
    , m_workers(std::move(workers))
{
    setProxy(QNetworkProxy::NoProxy);
    setListenBacklogSize(Backlog);
}

Result<void> Acceptor::listenOn(const ListenAddress &address)
{
    const std::optional<QHostAddress> host = toHostAddress(address.host);
    if (!host)
        return fail(Error::Code::Io, "'" + address.host + "' is not an IP address to listen on");
    if (!listen(*host, address.port))
        return fail(Error::Code::Io, explain(*this, address));
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
    QMetaObject::invokeMethod(worker, [worker, descriptor] { worker->adopt(descriptor); });
}

} // namespace tinyobs::server
