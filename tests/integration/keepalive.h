#pragma once

// Many keep-alive connections to a server on loopback from one thread, each with one POST under
// way: a load generator that costs little itself. Linux only.

#include <QByteArray>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace tinyobs::test {

class KeepAlive
{
public:
    /// What every request begins with: the line and the headers, each with its line end, but not
    /// the length of the body.
    static const QByteArray JsonHead;

    KeepAlive(quint16 port, std::size_t connections, const QByteArray &head = JsonHead);
    ~KeepAlive();
    KeepAlive(const KeepAlive &) = delete;
    KeepAlive &operator=(const KeepAlive &) = delete;

    /// Posts the bodies as long as nextBody gives one, and waits for all answers. Stops
    /// at the first failure. Returns the number of answers.
    std::size_t post(const std::function<QByteArray()> &nextBody);
    /// The first answer that was not 200 or 204, or what broke.
    const QByteArray &failure() const { return m_failure; }

private:
    struct Connection
    {
        int socket = -1;
        QByteArray out;
        qsizetype written = 0;
        QByteArray in;
        bool busy = false;
    };

    void begin(Connection &connection, const QByteArray &body);
    void write(Connection &connection);
    /// True when an answer is complete.
    bool read(Connection &connection);
    void fail(const QByteArray &why);

    const QByteArray m_head;
    int m_poll = -1;
    std::vector<Connection> m_connections;
    QByteArray m_failure;
};

} // namespace tinyobs::test
