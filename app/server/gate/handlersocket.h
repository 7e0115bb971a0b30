#pragma once

// QHttpServer's end of the gate: a socket without a network. Each network thread has one, which
// looks like a client that sends one small canonical request after the other:
//     POST /ingest HTTP/1.1 CRLF X-Gate-Id: 17 CRLF CRLF
// QHttpServer routes it; the route's function takes the real request by its gate id and returns a
// placeholder, which is swallowed here. So QHttpServer never sees a byte a client wrote, never
// waits for an answer, and no client's disconnection can reach it. Lives in its network thread.

#include <QTcpServer>
#include <QTcpSocket>

namespace tinyobs::server {

class HandlerSocket : public QTcpSocket
{
    Q_OBJECT

public:
    explicit HandlerSocket(QObject *parent = nullptr);

    /// Lets QHttpServer read and route the bytes before it returns.
    void deliver(QByteArray canonicalRequest);
    bool isUsable() const { return state() == ConnectedState; }

    qint64 bytesAvailable() const override;
    void disconnectFromHost() override;
    void close() override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 skipData(qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    QByteArray m_bytes;
    qsizetype m_position = 0;
};

/// Hands one socket of our own making to QHttpServer.
class HandoverServer : public QTcpServer
{
    Q_OBJECT

public:
    using QTcpServer::QTcpServer;
    void handOver(QTcpSocket *socket) { addPendingConnection(socket); }
};

} // namespace tinyobs::server
