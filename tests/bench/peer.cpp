#include "tests/bench/peer.h"

#include "tests/integration/httpclient.h"
#include "tests/integration/keepalive.h"
#include "tests/integration/processcost.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTcpServer>
#include <QThread>

#include <set>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tinyobs::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 120'000;
constexpr int PollMs = 1;

const QByteArray WriteHead =
    "POST /api/v1/write HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\n"
    "Content-Type: application/x-protobuf\r\nContent-Encoding: snappy\r\n"
    "X-Prometheus-Remote-Write-Version: 0.1.0\r\n";

/// Beside this program or on the PATH.
QString findProgram(const char *name)
{
    const QString here = QStandardPaths::findExecutable(QString::fromLatin1(name),
                                                        {qEnvironmentVariable("TINYOBS_BIN_DIR")});
    return here.isEmpty() ? QStandardPaths::findExecutable(QString::fromLatin1(name)) : here;
}

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

/// The status of a GET, 0 when there is no answer.
int statusOf(quint16 port, const char *path)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int status = 0;
    if (::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0) {
        const QByteArray request =
            QByteArray("GET ") + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
        char answer[16] = {};
        if (::send(socket, request.constData(), std::size_t(request.size()), MSG_NOSIGNAL) > 0 &&
            ::recv(socket, answer, sizeof answer - 1, MSG_WAITALL) > 0)
            status = QByteArray(answer).split(' ').value(1).toInt();
    }
    ::close(socket);
    return status;
}

} // namespace

Peer::Peer(const PeerRow &row, const QStringList &furtherArguments)
    : m_row(row)
    , m_furtherArguments(furtherArguments)
    , m_program(findProgram(row.name))
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(m_folder.filePath(u"log"_s), QIODevice::Append);
}

Peer::~Peer()
{
    kill();
}

std::optional<double> Peer::start()
{
    m_port = freePort();
    QElapsedTimer timer;
    timer.start();
    m_process.start(m_program, m_row.arguments(folder(), m_port) + m_furtherArguments);
    if (!m_process.waitForStarted() || !waitUntilReady()) {
        QFile log(m_folder.filePath(u"log"_s));
        m_failure = log.open(QIODevice::ReadOnly) ? log.readAll().right(500) : "does not start";
        return std::nullopt;
    }
    return double(timer.nsecsElapsed()) / 1e9;
}

bool Peer::waitUntilReady()
{
    QElapsedTimer timer;
    timer.start();
    while (statusOf(m_port, m_row.readyPath) != 200) {
        if (timer.hasExpired(WaitMs) || m_process.waitForFinished(PollMs))
            return false;
    }
    return true;
}

void Peer::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

bool Peer::stop()
{
    m_process.terminate();
    const bool isStopped = m_process.waitForFinished(WaitMs);
    kill();
    return isStopped;
}

bool Peer::write(const std::vector<QByteArray> &bodies)
{
    test::KeepAlive writer(m_port, 1, WriteHead); // while others are served, an old one times out
    auto next = bodies.begin();
    writer.post([&] { return next == bodies.end() ? QByteArray() : *next++; });
    m_failure = writer.failure();
    return m_failure.isEmpty();
}

QByteArray Peer::ask(const QByteArray &method, const QByteArray &target)
{
    test::HttpClient client(m_port);
    const test::Answer answer = client.send(method, target, {}, {});
    return answer.status / 100 == 2 ? answer.body : QByteArray();
}

double Peer::cpuSeconds() const
{
    return test::cpuSecondsOf(m_process.processId());
}

std::uint64_t Peer::peakResidentBytes() const
{
    return test::statusBytesOf(m_process.processId(), "VmHWM:");
}

std::uint64_t Peer::diskBytes(const QString &path)
{
    std::uint64_t bytes = 0;
    std::set<ino_t> seen; // hard links count once
    QDirIterator files(path, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        struct stat info = {};
        if (::stat(files.next().toLocal8Bit().constData(), &info) == 0 &&
            seen.insert(info.st_ino).second)
            bytes += std::uint64_t(info.st_blocks) * 512;
    }
    return bytes;
}

void Peer::waitUntilSettled() const
{
    constexpr int QuietMs = 4000;
    constexpr int StepMs = 250;
    std::uint64_t before = 0;
    for (int quietMs = 0, waitedMs = 0; quietMs < QuietMs && waitedMs < WaitMs;
         waitedMs += StepMs) {
        QThread::msleep(StepMs);
        const std::uint64_t now = diskBytes(folder());
        quietMs = now == std::exchange(before, now) ? quietMs + StepMs : 0;
    }
}

} // namespace tinyobs::bench
