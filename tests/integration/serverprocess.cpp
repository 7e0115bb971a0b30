#include "tests/integration/serverprocess.h"

#include "tests/integration/httpclient.h"
#include "tests/integration/processcost.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace tinyobs::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int WaitMs = 20'000;

} // namespace

ServerProcess::~ServerProcess()
{
    stop();
}

void ServerProcess::kill()
{
    m_process.kill();
    m_process.waitForFinished(WaitMs);
}

void ServerProcess::stop()
{
    m_process.terminate();
    if (!m_process.waitForFinished(WaitMs))
        m_process.kill();
}

bool ServerProcess::start(const QStringList &arguments)
{
    m_process.start(qEnvironmentVariable("TINYOBS_BIN_DIR") + u"/tinyobsd"_s,
                    QStringList{u"--port"_s, u"0"_s, u"--otlp-grpc-port"_s, u"0"_s,
                                u"--otlp-http-port"_s, u"0"_s, u"--data"_s, m_dataDir.path()} +
                        arguments);
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

quint16 ServerProcess::listenerPort(const QString &name) const
{
    HttpClient client(m_port);
    const QJsonObject status = QJsonDocument::fromJson(client.get("/api/status").body).object();
    const QJsonArray listeners = status[u"listeners"].toArray();
    for (const QJsonValue &listener : listeners) {
        if (listener[u"name"].toString() == name)
            return listener[u"address"].toString().section(u':', -1).toUShort();
    }
    return 0;
}

std::uint64_t ServerProcess::residentBytes() const
{
    return statusBytesOf(m_process.processId(), "VmRSS:");
}

std::uint64_t ServerProcess::peakResidentBytes() const
{
    return statusBytesOf(m_process.processId(), "VmHWM:");
}

double ServerProcess::cpuSeconds() const
{
    return cpuSecondsOf(m_process.processId());
}

} // namespace tinyobs::test
