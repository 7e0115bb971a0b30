#include "app/server/gate/connectionstream.h"

namespace tinyobs::server {

ConnectionStream::~ConnectionStream()
{
    if (m_connection)
        m_connection->closeStream();
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
    m_callback = std::move(callback);
}

void ConnectionStream::notifyClosed()
{
    m_connection.clear();
    if (const auto callback = std::exchange(m_callback, nullptr))
        callback();
}

} // namespace tinyobs::server
