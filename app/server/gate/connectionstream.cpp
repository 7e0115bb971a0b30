#include "app/server/gate/connectionstream.h"

namespace tinyobs::server {

ConnectionStream::~ConnectionStream()
{
    if (m_connection)
        m_connection->cutStream();
}

bool ConnectionStream::write(const QByteArray &bytes)
{
    return m_connection && m_connection->writeStream(bytes);
}

void ConnectionStream::close()
{
    if (m_connection)
        m_connection->closeStream();
}

void ConnectionStream::onClosed(std::function<void()> callback)
{
    if (!m_connection)
        return callback();
    m_closed = std::move(callback);
}

void ConnectionStream::notifyClosed()
{
    m_connection.clear();
    m_drained = nullptr;
    if (const auto callback = std::exchange(m_closed, nullptr))
        callback();
}

void ConnectionStream::onDrained(std::function<void()> callback)
{
    m_drained = std::move(callback);
    if (m_connection && m_connection->isStreamDrained())
        notifyDrained();
}

void ConnectionStream::notifyDrained()
{
    if (const auto callback = std::exchange(m_drained, nullptr))
        callback();
}

} // namespace tinyobs::server
