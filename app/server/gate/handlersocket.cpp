#include "app/server/gate/handlersocket.h"

#include <algorithm>
#include <cstring>

namespace tinyobs::server {

HandlerSocket::HandlerSocket(QObject *parent)
    : QTcpSocket(parent)
{
    setPeerAddress(QHostAddress::LocalHost);
    setLocalAddress(QHostAddress::LocalHost);
    QIODevice::open(QIODevice::ReadWrite);
    setSocketState(ConnectedState);
}

void HandlerSocket::deliver(QByteArray canonicalRequest)
{
    m_bytes = std::move(canonicalRequest);
    m_position = 0;
    Q_EMIT readyRead();
}

qint64 HandlerSocket::bytesAvailable() const
{
    return m_bytes.size() - m_position + QIODevice::bytesAvailable();
}

void HandlerSocket::disconnectFromHost()
{
    if (state() == UnconnectedState)
        return;
    setSocketState(UnconnectedState);
    Q_EMIT disconnected();
}

void HandlerSocket::close()
{
    disconnectFromHost();
}

qint64 HandlerSocket::readData(char *data, qint64 maxSize)
{
    const qint64 size = std::min<qint64>(maxSize, m_bytes.size() - m_position);
    std::memcpy(data, m_bytes.constData() + m_position, std::size_t(size));
    m_position += size;
    return size;
}

qint64 HandlerSocket::skipData(qint64 maxSize)
{
    const qint64 size = std::min<qint64>(maxSize, m_bytes.size() - m_position);
    m_position += size;
    return size;
}

qint64 HandlerSocket::writeData(const char *, qint64 size)
{
    return size;
}

} // namespace tinyobs::server
