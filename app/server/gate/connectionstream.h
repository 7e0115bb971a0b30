#pragma once

// The handler's end of a stream. Network thread only; the connection may go before it.

#include "app/server/gate/connection.h"

#include <QPointer>

namespace tinyobs::server {

class ConnectionStream : public StreamChannel
{
public:
    explicit ConnectionStream(Connection *connection)
        : m_connection(connection)
    {
    }
    /// A stream that nobody holds any more is at its end.
    ~ConnectionStream() override;

    bool write(const QByteArray &bytes) override;
    void close() override;
    void onDrained(std::function<void()> callback) override;
    void onClosed(std::function<void()> callback) override;

    /// The connection has ended.
    void notifyClosed();
    /// Everything that was written is out.
    void notifyDrained();

private:
    QPointer<Connection> m_connection;
    std::function<void()> m_closed;
    std::function<void()> m_drained;
};

} // namespace tinyobs::server
