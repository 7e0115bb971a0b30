#pragma once

// A client that sends exactly the bytes it is told to, and reads answers one by one. Blocking: the
// server under test runs in threads of its own.

#include <QByteArray>
#include <QList>
#include <QTcpSocket>

#include <optional>
#include <utility>

namespace tinyobs::server {

struct Reply
{
    int status = 0;
    QByteArray reason;
    QList<std::pair<QByteArray, QByteArray>> headers; // names in lower case
    QByteArray body;

    QByteArray header(const QByteArray &lowerName) const;
};

class RawClient
{
public:
    explicit RawClient(quint16 port);

    void send(const QByteArray &bytes);
    /// The next answer, or nothing when the server closed first. `hasBody` is false after HEAD.
    std::optional<Reply> read(bool hasBody = true);
    /// Statuses of all answers until the server closes or `count` of them came.
    QList<int> readStatuses(qsizetype count);
    /// True when nothing more comes but the end of the connection.
    bool isClosedByServer();
    /// Waits until the buffer holds `text`.
    bool waitFor(const QByteArray &text);
    void disconnect() { m_socket.abort(); }
    QTcpSocket &socket() { return m_socket; }
    QByteArray &buffer() { return m_buffer; }

private:
    bool readMore();

    QTcpSocket m_socket;
    QByteArray m_buffer;
};

/// "GET path" with a Host header and the given further lines, each ending in CRLF.
QByteArray get(const QByteArray &path, const QByteArray &lines = {});
QByteArray post(const QByteArray &path, const QByteArray &body, const QByteArray &lines = {});

} // namespace tinyobs::server
