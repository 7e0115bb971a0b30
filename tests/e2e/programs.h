#pragma once

// The real programs as child processes, and a blocking HTTP client to look at them with. Each
// program is ended with its object. Lives in the test's thread.

#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QUrl>
#include <QUrlQuery>

class Program
{
public:
    ~Program();

    /// Starts a program of TINYOBS_BIN_DIR and reads its address from what it prints first.
    bool start(const QString &name, const QStringList &arguments);
    /// Asks it to stop; true when it ended by itself with status 0.
    bool stop();
    QUrl url() const { return m_url; }
    QByteArray log() { return m_process.readAllStandardError(); }

private:
    QProcess m_process;
    QUrl m_url;
};

class HttpClient
{
public:
    /// The JSON of a 200, an empty object for everything else.
    QJsonObject get(const QUrl &base, const QString &path, const QUrlQuery &query = {});
    QJsonObject post(const QUrl &base, const QString &path);

private:
    QJsonObject wait(QNetworkReply *reply);

    QNetworkAccessManager m_network;
};
