#pragma once

// A client for tests: one request at a time, answers whole. Compressed answers stay compressed.

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QString>

#include <memory>
#include <utility>
#include <vector>

namespace tinyobs::test {

using Header = std::pair<QByteArray, QByteArray>;

struct Answer
{
    int status = 0; // 0: no answer
    QByteArray body;
    std::vector<Header> headers;

    QByteArray header(const QByteArray &name) const;
};

class HttpClient
{
public:
    explicit HttpClient(quint16 port)
        : m_base(QStringLiteral("http://127.0.0.1:%1").arg(port))
    {
    }

    Answer get(const QByteArray &target, const std::vector<Header> &headers = {});
    /// Content type application/json unless the headers say otherwise.
    Answer post(const QByteArray &target, const QByteArray &body,
                const std::vector<Header> &headers = {});
    Answer send(const QByteArray &method, const QByteArray &target, const QByteArray &body,
                const std::vector<Header> &headers);
    /// Under way; what comes in is read by the caller.
    std::unique_ptr<QNetworkReply> open(const QByteArray &target);

private:
    QNetworkRequest requestFor(const QByteArray &target) const;

    QString m_base;
    QNetworkAccessManager m_network;
};

} // namespace tinyobs::test
