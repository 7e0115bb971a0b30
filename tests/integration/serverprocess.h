#pragma once

// The real tinyobsd on a free port, with a data folder of its own; ends with the object. What it
// costs is read from /proc. The program stands in TINYOBS_BIN_DIR.

#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <cstdint>

namespace tinyobs::test {

class ServerProcess
{
public:
    ~ServerProcess();

    /// True once it listens. The ports beside the main one are off unless an argument asks for one
    /// ("--statsd-port", "auto").
    bool start(const QStringList &arguments = {});
    bool isRunning() const { return m_process.state() == QProcess::Running; }
    /// SIGKILL; start() then finds what it left.
    void kill();
    /// As SIGTERM does it.
    void stop();
    qint64 processId() const { return m_process.processId(); }
    QString dataDir() const { return m_dataDir.path(); }
    quint16 port() const { return m_port; }
    /// Of a listener beside it ("statsd"), as /api/status has it; 0 when it does not listen.
    quint16 listenerPort(const QString &name) const;
    QByteArray errors() { return m_process.readAllStandardError(); }

    std::uint64_t residentBytes() const;
    /// The most it ever held.
    std::uint64_t peakResidentBytes() const;
    /// Of all its threads, user and system.
    double cpuSeconds() const;

private:
    QTemporaryDir m_dataDir;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace tinyobs::test
