#include "tests/integration/serverprocess.h"

#include <QFile>
#include <QRegularExpression>

#include <unistd.h>

namespace tinyobs::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 20'000;

} // namespace

ServerProcess::~ServerProcess()
{
    m_process.terminate();
    if (!m_process.waitForFinished(WaitMs))
        m_process.kill();
}

bool ServerProcess::start(const QStringList &arguments)
{
    m_process.start(qEnvironmentVariable("TINYOBS_BIN_DIR") + u"/tinyobsd"_s,
                    QStringList{u"--port"_s, u"0"_s, u"--data"_s, m_dataDir.path()} + arguments);
    QByteArray output;
    while (!output.contains('\n')) {
        if (!m_process.waitForReadyRead(WaitMs))
            return false;
        output += m_process.readAllStandardOutput();
    }
    static const QRegularExpression url(u"http://[^ ]*:(\\d+)"_s);
    m_port = url.match(QString::fromUtf8(output)).captured(1).toUShort();
    return m_port != 0;
}

std::uint64_t ServerProcess::residentBytes() const
{
    return statusBytes("VmRSS:");
}

std::uint64_t ServerProcess::peakResidentBytes() const
{
    return statusBytes("VmHWM:");
}

double ServerProcess::cpuSeconds() const
{
    QFile file(u"/proc/%1/stat"_s.arg(m_process.processId()));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    // The name in parentheses may hold anything; the times are the 12th and 13th field behind it.
    const QByteArray text = file.readAll();
    const QByteArrayList fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    const double ticks = fields.value(11).toDouble() + fields.value(12).toDouble();
    return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::uint64_t ServerProcess::statusBytes(const QByteArray &field) const
{
    QFile file(u"/proc/%1/status"_s.arg(m_process.processId()));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith(field))
            return line.mid(field.size()).simplified().split(' ').value(0).toULongLong() * 1024;
    }
    return 0;
}

} // namespace tinyobs::test
