#pragma once

// A client that sends lines over TCP: joins what comes in pieces and hands on whole lines, one
// document at a time. While storage does not take one nothing more is read, so that the client
// waits. Ends when the client does, is silent for long, or sends a line without end. Lives in the
// listeners' thread.

#include "app/listeners/lines/linecounters.h"
#include "app/listeners/lines/lineprotocol.h"

#include <QByteArray>
#include <QHostAddress>
#include <QTcpSocket>
#include <QTimer>

#include <memory>
#include <string>

namespace tinyobs::listeners {

class LineConnection : public QObject
{
    Q_OBJECT

public:
    /// The lines of one document, together.
    static constexpr qsizetype DocumentBytes = 256 << 10;
    static constexpr qsizetype LineBytes = 64 << 10;

    /// Protocol and counters must outlive the connection.
    LineConnection(std::unique_ptr<QTcpSocket> socket, const std::string &path,
                   LineProtocol &protocol, LineCounters &counters);
    ~LineConnection() override;

    const QHostAddress &peer() const { return m_peer; }
    const std::string &sender() const { return m_sender; }
    /// Hands on the whole lines that are here, reads no more, and ends when they are taken.
    void stop();

Q_SIGNALS:
    void lineNeverEnded();
    void ended();

private:
    void proceed();
    bool handOnNext();
    void handOn(qsizetype size);
    void offer();
    void taken(bool isTaken);
    void end();

    const std::unique_ptr<QTcpSocket> m_socket;
    const std::string m_path;
    const QHostAddress m_peer;
    const std::string m_sender;
    LineProtocol &m_protocol;
    LineCounters &m_counters;
    QByteArray m_waiting;      // read, not handed on
    qsizetype m_noLineEnd = 0; // so many bytes of it hold no end of a line
    QByteArray m_document;     // handed on, not taken yet
    QTimer m_idle;
    bool m_isProceeding = false;
    bool m_isStopped = false;
    bool m_isEnded = false;
};

} // namespace tinyobs::listeners
