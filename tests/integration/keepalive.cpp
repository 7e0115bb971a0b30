#include "tests/integration/keepalive.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tinyobs::test {
namespace {

constexpr int WaitMs = 60'000;
constexpr char NoContent[] = "HTTP/1.1 204";

int connectTo(quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        ::close(socket);
        return -1;
    }
    return socket;
}

/// Bytes of a whole answer at the front, 0 while it is not complete.
qsizetype answerSize(const QByteArray &in)
{
    const qsizetype headEnd = in.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return 0;
    if (in.startsWith(NoContent))
        return headEnd + 4;
    constexpr std::string_view Name = "\r\ncontent-length:";
    const QByteArray head = in.left(headEnd + 2).toLower();
    const qsizetype at = head.indexOf(Name.data());
    if (at < 0)
        return 0;
    const qsizetype begin = at + qsizetype(Name.size());
    const qsizetype size =
        headEnd + 4 + head.mid(begin, head.indexOf('\r', begin) - begin).trimmed().toLongLong();
    return in.size() >= size ? size : 0;
}

} // namespace

const QByteArray KeepAlive::JsonHead =
    QByteArrayLiteral("POST /ingest HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\n"
                      "Accept: */*\r\nContent-Type: application/json\r\n");

KeepAlive::KeepAlive(quint16 port, std::size_t connections, const QByteArray &head)
    : m_head(head)
    , m_poll(::epoll_create1(EPOLL_CLOEXEC))
    , m_connections(connections)
{
    for (std::size_t i = 0; i < connections; ++i) {
        m_connections[i].socket = connectTo(port);
        if (m_connections[i].socket < 0)
            fail(QByteArray("cannot connect: ") + std::strerror(errno));
        epoll_event event{};
        event.events = EPOLLIN | EPOLLOUT | EPOLLET;
        event.data.u64 = i;
        ::epoll_ctl(m_poll, EPOLL_CTL_ADD, m_connections[i].socket, &event);
    }
}

KeepAlive::~KeepAlive()
{
    for (const Connection &connection : m_connections)
        ::close(connection.socket);
    ::close(m_poll);
}

std::size_t KeepAlive::post(const std::function<QByteArray()> &nextBody)
{
    std::size_t answered = 0;
    std::size_t underWay = 0;
    const auto beginNext = [&](Connection &connection) {
        const QByteArray body = nextBody();
        if (body.isEmpty())
            return;
        ++underWay;
        begin(connection, body);
    };
    for (Connection &connection : m_connections)
        beginNext(connection);
    std::array<epoll_event, 256> events;
    while (underWay > 0 && m_failure.isEmpty()) {
        const int count = ::epoll_wait(m_poll, events.data(), int(events.size()), WaitMs);
        if (count <= 0)
            fail("no answer in time");
        for (int i = 0; i < count; ++i) {
            Connection &connection = m_connections[events[std::size_t(i)].data.u64];
            write(connection);
            if (!connection.busy || !read(connection))
                continue;
            --underWay;
            ++answered;
            beginNext(connection);
        }
    }
    return answered;
}

void KeepAlive::begin(Connection &connection, const QByteArray &body)
{
    connection.out =
        m_head + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    connection.written = 0;
    connection.busy = true;
    write(connection);
}

void KeepAlive::write(Connection &connection)
{
    while (connection.written < connection.out.size()) {
        const ssize_t sent = ::send(
            connection.socket, connection.out.constData() + connection.written,
            std::size_t(connection.out.size() - connection.written), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) {
            if (errno != EAGAIN)
                fail(QByteArray("cannot write: ") + std::strerror(errno));
            return;
        }
        connection.written += sent;
    }
}

bool KeepAlive::read(Connection &connection)
{
    std::array<char, 4096> buffer;
    for (;;) {
        const ssize_t got = ::recv(connection.socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got < 0 && errno == EAGAIN)
            break;
        if (got <= 0) {
            fail("the server closed the connection");
            return false;
        }
        connection.in.append(buffer.data(), got);
    }
    const qsizetype size = answerSize(connection.in);
    if (size == 0)
        return false;
    if (!connection.in.startsWith("HTTP/1.1 200") && !connection.in.startsWith(NoContent))
        fail(connection.in.left(size));
    connection.in.remove(0, size);
    connection.busy = false;
    return true;
}

void KeepAlive::fail(const QByteArray &why)
{
    if (m_failure.isEmpty())
        m_failure = why;
}

} // namespace tinyobs::test
