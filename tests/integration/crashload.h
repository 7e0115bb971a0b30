#pragma once

// Clients that write to a server until it is gone, and remember what was acknowledged. Every value
// says who wrote it and when, so each sample can be verified bit for bit. Linux only.

#include "core/base/clock.h"

#include <QByteArray>
#include <QString>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace tinyobs::test {

/// One client: JSON or remote write, one batch after the other over a kept connection. A plain
/// object; send() in its own thread, the rest while that does not run.
class CrashClient
{
public:
    static constexpr unsigned Series = 40;
    static constexpr unsigned TicksPerBatch = 10;

    CrashClient(unsigned number, TimeMs startMs)
        : m_number(number)
        , m_startMs(startMs)
    {
    }

    /// Sends batches until the server does not answer; calls `acknowledged` for each that was.
    void send(quint16 port, const std::function<void()> &acknowledged);

    const std::vector<std::uint64_t> &acknowledgedBatches() const { return m_acknowledged; }
    TimeMs timeOf(std::uint64_t batch, unsigned tick) const;
    double valueOf(unsigned series, TimeMs timeMs) const;

private:
    QByteArray jsonBody(std::uint64_t batch) const;
    QByteArray remoteWriteBody(std::uint64_t batch) const;

    unsigned m_number;
    TimeMs m_startMs;
    std::uint64_t m_next = 0;
    std::vector<std::uint64_t> m_acknowledged;
};

class CrashLoad
{
public:
    static constexpr unsigned Clients = 4;

    CrashLoad();

    /// Starts the clients; they end by themselves when the server is gone.
    void start(quint16 port);
    /// Until so many batches of this start() were acknowledged, or every client has ended.
    void waitForBatches(std::uint64_t batches);
    void join();

    std::uint64_t acknowledgedSamples() const;
    /// What is wrong with a data folder that nobody uses: nothing when its check finds no damage,
    /// every acknowledged sample is there and none was invented. Works on a copy.
    QString complaintAbout(const QString &folder) const;

private:
    QString complaintAboutCopy(const QString &folder) const;

    std::vector<CrashClient> m_clients;
    std::vector<std::thread> m_threads;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::uint64_t m_batches = 0; // guarded by m_mutex, as the next
    unsigned m_running = 0;
};

} // namespace tinyobs::test
