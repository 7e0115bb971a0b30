#include "tests/example/client/receiver.h"

#include <QJsonDocument>
#include <QJsonObject>

bool Receiver::start()
{
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        QTcpSocket *const socket = m_server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    });
    const bool listening = m_server.listen(QHostAddress::LocalHost, m_port);
    m_port = m_server.serverPort();
    return listening;
}

void Receiver::stop()
{
    m_server.disconnect(this);
    m_server.close();
    for (QTcpSocket *socket : m_server.findChildren<QTcpSocket *>())
        socket->abort();
}

QUrl Receiver::url() const
{
    return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_port));
}

void Receiver::answerWith(int status, const QByteArray &body, const QByteArray &headers)
{
    m_status = status;
    m_answer = body;
    m_answerHeaders = headers;
}

QJsonArray Receiver::samples() const
{
    QJsonArray all;
    for (const QByteArray &body : m_bodies) {
        const QJsonArray metrics = QJsonDocument::fromJson(body).object()[u"metrics"].toArray();
        for (const QJsonValue &metric : metrics)
            all.append(metric);
    }
    return all;
}

void Receiver::read(QTcpSocket *socket)
{
    const QByteArray seen = socket->peek(socket->bytesAvailable());
    const qsizetype headEnd = seen.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return;
    const QByteArray head = seen.left(headEnd);
    const qsizetype length = head.toLower().indexOf("content-length:");
    const qsizetype bodySize =
        head.mid(length + 15, head.indexOf('\r', length) - length - 15).trimmed().toLongLong();
    if (seen.size() < headEnd + 4 + bodySize)
        return;
    socket->read(headEnd + 4);
    m_heads.append(head);
    m_bodies.append(socket->read(bodySize));
    socket->write("HTTP/1.1 " + QByteArray::number(m_status) +
                  " X\r\nContent-Length: " + QByteArray::number(m_answer.size()) + "\r\n" +
                  m_answerHeaders + "\r\n" + m_answer);
    Q_EMIT received();
}
