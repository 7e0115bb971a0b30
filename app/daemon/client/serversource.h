#pragma once

// Speaks to a server over HTTP: one request at a time, the caller waits. Main thread, with a
// QCoreApplication.

#include "app/daemon/client/source.h"

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QUrl>

#include <chrono>
#include <string>

QT_BEGIN_NAMESPACE
class QNetworkReply;
class QNetworkRequest;
QT_END_NAMESPACE

namespace tinyobs::daemon {

struct ServerAddress
{
    QUrl url; // may have a path in front of all others
    std::string token;
    std::chrono::milliseconds timeout = std::chrono::seconds(30);
};

/// "http://host:port/prefix", or "host:port". InvalidArgument says what is wrong.
Result<QUrl> parseServerUrl(std::string_view text);

class ServerSource : public Source
{
public:
    explicit ServerSource(ServerAddress address);
    ~ServerSource() override;

    Result<std::string> ask(std::string_view path, const Pairs &parameters) override;
    void cancel() override;
    TimeMs nowMs() const override;

    /// Sends a document; the body of the answer.
    Result<std::string> post(std::string_view path, const Pairs &parameters,
                             const QByteArray &contentType, const QByteArray &body);
    /// "http://127.0.0.1:8080", for people.
    std::string name() const;

private:
    /// `query` is encoded.
    QNetworkRequest requestFor(std::string_view path, const QByteArray &query = {}) const;
    Result<std::string> wait(QNetworkReply *reply, std::string_view path);
    Failure failure(const QNetworkReply &reply, const std::string &body,
                    std::string_view path) const;

    ServerAddress m_address;
    QNetworkAccessManager m_network;
    QNetworkReply *m_waitingFor = nullptr; // owned by wait()
    bool m_isCancelled = false;
};

} // namespace tinyobs::daemon
