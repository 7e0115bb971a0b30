#pragma once

// A small HTTP server for tests: takes POSTs, keeps their bodies, answers as told, and can go away
// and come back on the same port. Lives in the test's thread.

#include <QJsonArray>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

class Receiver : public QObject
{
    Q_OBJECT

public:
    bool start(); ///< on a free port first, then always on that one
    void stop();  ///< closes the port and every connection
    QUrl url() const;

    /// What every following request is answered with.
    void answerWith(int status, const QByteArray &body, const QByteArray &headers = {});

    const QByteArrayList &bodies() const { return m_bodies; }
    const QByteArrayList &heads() const { return m_heads; }
    /// The samples of all requests, in the order they came.
    QJsonArray samples() const;

Q_SIGNALS:
    void received();

private:
    void read(QTcpSocket *socket);

    QTcpServer m_server;
    quint16 m_port = 0;
    int m_status = 200;
    QByteArray m_answer = R"({"status":"success","count":1})";
    QByteArray m_answerHeaders;
    QByteArrayList m_heads;
    QByteArrayList m_bodies;
};
