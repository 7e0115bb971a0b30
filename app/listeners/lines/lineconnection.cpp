#include "app/listeners/lines/lineconnection.h"

#include <QPointer>

#include <chrono>
#include <utility>

namespace tinyobs::listeners {
namespace {

/// Clients that send every few minutes are kept.
constexpr std::chrono::minutes IdleDeadline(15);
constexpr std::chrono::seconds RetryAfter(1);

} // namespace

LineConnection::LineConnection(std::unique_ptr<QTcpSocket> socket, const std::string &path,
                               LineProtocol &protocol, LineCounters &counters)
    : m_socket(std::move(socket))
    , m_path(path)
    , m_peer(m_socket->peerAddress())
    , m_sender(m_peer.toString().toStdString())
    , m_protocol(protocol)
    , m_counters(counters)
{
    m_socket->setParent(nullptr); // the server's child until now
    // What is beyond stays with the kernel, and then with the client.
    m_socket->setReadBufferSize(DocumentBytes);
    m_idle.setSingleShot(true);
    m_idle.start(IdleDeadline);
    connect(&m_idle, &QTimer::timeout, this, [this] {
        if (m_document.isEmpty())
            end();
        else
            m_idle.start(IdleDeadline); // it is storage that is slow
    });
    connect(m_socket.get(), &QTcpSocket::readyRead, this, [this] { proceed(); });
    connect(m_socket.get(), &QTcpSocket::disconnected, this, [this] { proceed(); });
    LineCounters::add(m_counters.connectionsOpen);
}

LineConnection::~LineConnection()
{
    m_counters.connectionsOpen.fetch_sub(1, std::memory_order_relaxed);
    m_socket->disconnect(this);
}

void LineConnection::stop()
{
    m_isStopped = true;
    proceed();
}

void LineConnection::proceed()
{
    if (m_isProceeding || m_isEnded)
        return;
    m_isProceeding = true;
    while (!m_isEnded && m_document.isEmpty() && handOnNext()) {
    }
    m_isProceeding = false;
}

/// Whether there may be more to do at once.
bool LineConnection::handOnNext()
{
    const QByteArray more = m_socket->read(DocumentBytes - m_waiting.size());
    if (!more.isEmpty()) {
        LineCounters::add(m_counters.bytesReceived, static_cast<std::uint64_t>(more.size()));
        m_waiting += more;
        m_idle.start(IdleDeadline);
    }
    const qsizetype lastEnd =
        m_noLineEnd + QByteArrayView(m_waiting).sliced(m_noLineEnd).lastIndexOf('\n');
    if (lastEnd >= m_noLineEnd) {
        handOn(lastEnd + 1);
        return true;
    }
    m_noLineEnd = m_waiting.size();
    if (m_waiting.size() > LineBytes) {
        Q_EMIT lineNeverEnded();
        end();
        return false;
    }
    const bool isClosed =
        m_socket->state() != QAbstractSocket::ConnectedState && m_socket->bytesAvailable() == 0;
    if (isClosed && !m_waiting.isEmpty() && !m_isStopped) {
        m_waiting += '\n'; // the last line, which its sender did not end
        m_noLineEnd = 0;
        return true;
    }
    if (isClosed || m_isStopped)
        end();
    return !more.isEmpty() && !m_isEnded;
}

void LineConnection::handOn(qsizetype size)
{
    m_document = m_waiting.first(size);
    m_waiting.remove(0, size);
    m_noLineEnd = m_waiting.size();
    LineCounters::add(m_counters.documents);
    offer();
}

void LineConnection::offer()
{
    const std::string_view lines(m_document.constData(),
                                 static_cast<std::size_t>(m_document.size()));
    m_protocol.take(lines, {.path = m_path, .sender = m_sender},
                    [connection = QPointer(this)](bool isTaken) {
                        if (connection)
                            connection->taken(isTaken);
                    });
}

void LineConnection::taken(bool isTaken)
{
    if (!isTaken) {
        QTimer::singleShot(RetryAfter, this, [this] { offer(); });
        return;
    }
    m_document.clear();
    proceed();
}

void LineConnection::end()
{
    m_isEnded = true;
    m_idle.stop();
    m_socket->close();
    Q_EMIT ended();
}

} // namespace tinyobs::listeners
