// What the gate relies on in QHttpServer, whatever its release: a socket without a network is taken
// as a connection, every request is routed before deliver() returns, and a request that QHttpServer
// cannot read costs that socket only.

#include "app/server/gate/handlersocket.h"
#include "app/server/httpcompat.h"

#include <QHttpServer>
#include <QtTest>

using namespace tinyobs::server;

class TestHandlerSocket : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void routesBeforeDeliverReturns();
    void unknownPathLeavesTheSocketUsable();
    void unreadableRequestEndsTheSocket();

private:
    HandlerSocket *connectSocket();

    std::unique_ptr<QHttpServer> m_http;
    QByteArrayList m_ids;
};

void TestHandlerSocket::init()
{
    m_ids.clear();
    m_http = std::make_unique<QHttpServer>();
    m_http->route(QStringLiteral("/files/.*"), QHttpServerRequest::Method::Get,
                  [this](const QHttpServerRequest &request) {
                      m_ids.append(request.value("X-Gate-Id"));
                      return QHttpServerResponse(QHttpServerResponse::StatusCode::NoContent);
                  });
    httpcompat::setMissingStatus(*m_http, QHttpServerResponder::StatusCode::NotFound);
    httpcompat::liftOwnDeadlines(*m_http);
}

void TestHandlerSocket::cleanup()
{
    m_http.reset();
}

HandlerSocket *TestHandlerSocket::connectSocket()
{
    auto *server = new HandoverServer(m_http.get());
    if (!server->listen(QHostAddress::LocalHost) || !httpcompat::bind(*m_http, server))
        return nullptr;
    auto *socket = new HandlerSocket(m_http.get());
    server->handOver(socket);
    server->close();
    return socket;
}

void TestHandlerSocket::routesBeforeDeliverReturns()
{
    HandlerSocket *socket = connectSocket();
    QVERIFY(socket);
    for (int i = 1; i <= 100; ++i) {
        const QByteArray id = QByteArray::number(i);
        socket->deliver("GET /files/a%2Fb HTTP/1.1\r\nX-Gate-Id: " + id + "\r\n\r\n");
        QCOMPARE(m_ids.size(), i);
        QCOMPARE(m_ids.last(), id);
    }
    QVERIFY(socket->isUsable());
}

void TestHandlerSocket::unknownPathLeavesTheSocketUsable()
{
    HandlerSocket *socket = connectSocket();
    QVERIFY(socket);
    socket->deliver("GET /nothing HTTP/1.1\r\nX-Gate-Id: 1\r\n\r\n");
    QVERIFY(m_ids.isEmpty());
    QVERIFY(socket->isUsable());
    socket->deliver("GET /files/ HTTP/1.1\r\nX-Gate-Id: 2\r\n\r\n");
    QCOMPARE(m_ids, QByteArrayList{"2"});
}

void TestHandlerSocket::unreadableRequestEndsTheSocket()
{
    HandlerSocket *first = connectSocket();
    QVERIFY(first);
    first->deliver("nonsense\r\n\r\n");
    QVERIFY(!first->isUsable());
    HandlerSocket *second = connectSocket();
    second->deliver("GET /files/ HTTP/1.1\r\nX-Gate-Id: 3\r\n\r\n");
    QCOMPARE(m_ids, QByteArrayList{"3"});
}

QTEST_GUILESS_MAIN(TestHandlerSocket)
#include "tst_handlersocket.moc"
