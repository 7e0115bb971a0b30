#pragma once

// A server that takes remote write and is measured beside others: tinyobsd, VictoriaMetrics or
// Prometheus, each in a temporary folder on a free port of loopback, ended by its own process id
// with the object. What it costs is read from /proc. Linux only.

#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tinyobs::bench {

class Peer;

struct PeerRow
{
    const char *name; // of the program
    QByteArray (*version)(const QString &program);
    /// Without what the scenario adds.
    QStringList (*arguments)(const QString &folder, quint16 port);
    const char *readyPath;
    /// Samples of jobs service-*, of the last so many seconds; nothing when it does not say.
    std::optional<std::uint64_t> (*countSamples)(Peer &peer, int seconds);
    /// Bytes of the samples after the server's own compaction.
    std::uint64_t (*compactedBytes)(Peer &peer);
};

std::span<const PeerRow> peerTable();

class Peer
{
public:
    explicit Peer(const PeerRow &row, const QStringList &furtherArguments = {});
    ~Peer();
    Peer(const Peer &) = delete;
    Peer &operator=(const Peer &) = delete;

    const PeerRow &row() const { return m_row; }
    bool isInstalled() const { return !m_program.isEmpty(); }
    QByteArray version() const { return m_row.version(m_program); }
    quint16 port() const { return m_port; }
    QString folder() const { return m_folder.filePath(QStringLiteral("data")); }

    /// Seconds until it says that it is ready; nothing when it does not.
    std::optional<double> start();
    /// At once, as a crash would.
    void kill();
    /// With SIGTERM. False when it had to be killed.
    bool stop();

    /// Sends the bodies one after the other and waits for every answer. False when one was refused:
    /// then failure() says why.
    bool write(const std::vector<QByteArray> &bodies);
    const QByteArray &failure() const { return m_failure; }
    /// The body of the answer, empty when it was no success.
    QByteArray ask(const QByteArray &method, const QByteArray &target);

    double cpuSeconds() const;
    std::uint64_t peakResidentBytes() const;
    /// What files below the path take of the disk.
    static std::uint64_t diskBytes(const QString &path);
    /// Waits until the data folder has kept its size for some seconds.
    void waitUntilSettled() const;

private:
    bool waitUntilReady();

    const PeerRow &m_row;
    const QStringList m_furtherArguments;
    const QString m_program;
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
    QByteArray m_failure;
};

} // namespace tinyobs::bench
