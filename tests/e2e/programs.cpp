#include "tests/e2e/programs.h"

#include <QJsonDocument>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QTest>

namespace {

constexpr int PatienceMs = 30'000;

} // namespace

Program::~Program()
{
    m_process.kill();
    m_process.waitForFinished();
}

bool Program::start(const QString &name, const QStringList &arguments)
{
    static const QRegularExpression address(QStringLiteral("listening on (http://[^ \\n]+)[ \\n]"));
    m_process.start(qEnvironmentVariable("TINYOBS_BIN_DIR") + u'/' + name, arguments);
    QString output;
    QRegularExpressionMatch match;
    while (!match.hasMatch() && m_process.waitForReadyRead(PatienceMs)) {
        output += QString::fromUtf8(m_process.readAllStandardOutput());
        match = address.match(output);
    }
    m_url = QUrl(match.captured(1));
    return match.hasMatch();
}

bool Program::stop()
{
    m_process.terminate();
    return m_process.waitForFinished(PatienceMs) &&
           m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == 0;
}

QJsonObject HttpClient::get(const QUrl &base, const QString &path, const QUrlQuery &query)
{
    QUrl url = base;
    url.setPath(path);
    url.setQuery(query);
    return wait(m_network.get(QNetworkRequest(url)));
}

QJsonObject HttpClient::post(const QUrl &base, const QString &path)
{
    QUrl url = base;
    url.setPath(path);
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    return wait(m_network.post(request, QByteArray()));
}

QJsonObject HttpClient::wait(QNetworkReply *reply)
{
    const bool answered = QTest::qWaitFor([reply] { return reply->isFinished(); }, PatienceMs);
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QByteArray body = reply->readAll();
    reply->deleteLater();
    return answered && status == 200 ? QJsonDocument::fromJson(body).object() : QJsonObject();
}
