#pragma once

// A UDP socket that is read in bursts: many datagrams for one system call, handed on as one text
// for as long as they come from one sender. Buffers hold the longest datagram there is, so none is
// ever cut. Lives in the listeners' thread.

#include "app/listeners/lines/linecounters.h"
#include "core/base/result.h"
#include "core/engine/settings.h"

#include <QHostAddress>
#include <QSocketNotifier>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tinyobs::listeners {

class DatagramSocket
{
public:
    /// Whole lines, and how many datagrams they came in.
    using Take = std::function<void(std::string_view lines, const std::string &sender,
                                    std::uint64_t datagrams)>;

    /// The counters must outlive the socket.
    DatagramSocket(LineCounters &counters, Take take);
    ~DatagramSocket();
    DatagramSocket(const DatagramSocket &) = delete;
    DatagramSocket &operator=(const DatagramSocket &) = delete;

    Result<void> bind(const QHostAddress &host, const ListenAddress &address);
    /// Takes what the kernel still holds, then closes.
    void close();

private:
    struct Burst;

    bool readBurst();
    void read();
    void handOn();
    void noteDrops(std::uint32_t dropsSoFar);

    LineCounters &m_counters;
    const Take m_take;
    int m_descriptor = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::unique_ptr<Burst> m_burst;
    QHostAddress m_sender; // of the lines that wait
    std::string m_lines;
    std::uint64_t m_datagrams = 0;
    std::uint32_t m_dropsSoFar = 0;
};

} // namespace tinyobs::listeners
