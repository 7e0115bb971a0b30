#include "tests/app/server/gate/rawclient.h"

#include <QDeadlineTimer>
#include <QHostAddress>

namespace tinyobs::server {

namespace {

constexpr int PatienceMs = 20000; // only a failing test waits this long

} // namespace

QByteArray Reply::header(const QByteArray &lowerName) const
{
    for (const auto &[name, value] : headers) {
        if (name == lowerName)
            return value;
    }
    return {};
}

RawClient::RawClient(quint16 port)
{
    m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    m_socket.waitForConnected(PatienceMs);
}

void RawClient::send(const QByteArray &bytes)
{
    m_socket.write(bytes);
    while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(PatienceMs)) {
    }
}

bool RawClient::readMore()
{
    if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(PatienceMs)) {
        m_buffer += m_socket.readAll();
        return false;
    }
    m_buffer += m_socket.readAll();
    return true;
}

bool RawClient::waitFor(const QByteArray &text)
{
    while (!m_buffer.contains(text)) {
        if (!readMore())
            return m_buffer.contains(text);
    }
    return true;
}

std::optional<Reply> RawClient::read(bool hasBody)
{
    if (!waitFor("\r\n\r\n"))
        return {};
    Reply reply;
    const qsizetype headEnd = m_buffer.indexOf("\r\n\r\n");
    const QList<QByteArray> lines = m_buffer.first(headEnd).replace("\r\n", "\n").split('\n');
    m_buffer.remove(0, headEnd + 4);
    reply.status = lines.first().split(' ').value(1).toInt();
    reply.reason = lines.first().mid(13).trimmed(); // behind "HTTP/1.1 200 "
    for (const QByteArray &line : lines.sliced(1)) {
        const qsizetype colon = line.indexOf(':');
        reply.headers.append({line.first(colon).toLower(), line.sliced(colon + 1).trimmed()});
    }
    if (!hasBody)
        return reply;
    const qsizetype length = reply.header("content-length").toLongLong();
    while (m_buffer.size() < length) {
        if (!readMore())
            return {};
    }
    reply.body = m_buffer.first(length);
    m_buffer.remove(0, length);
    return reply;
}

QList<int> RawClient::readStatuses(qsizetype count)
{
    QList<int> statuses;
    while (statuses.size() < count) {
        const std::optional<Reply> reply = read();
        if (!reply)
            break;
        statuses.append(reply->status);
    }
    return statuses;
}

bool RawClient::isClosedByServer()
{
    while (m_buffer.isEmpty()) {
        if (!readMore())
            return m_buffer.isEmpty() && m_socket.state() == QAbstractSocket::UnconnectedState;
    }
    return false;
}

QByteArray get(const QByteArray &path, const QByteArray &lines)
{
    return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + lines + "\r\n";
}

QByteArray post(const QByteArray &path, const QByteArray &body, const QByteArray &lines)
{
    return "POST " + path +
           " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + QByteArray::number(body.size()) +
           "\r\n" + lines + "\r\n" + body;
}

} // namespace tinyobs::server
