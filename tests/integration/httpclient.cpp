#include "tests/integration/httpclient.h"

#include <QEventLoop>
#include <QNetworkProxy>
#include <QUrl>

namespace tinyobs::test {

QByteArray Answer::header(const QByteArray &name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

QNetworkRequest HttpClient::requestFor(const QByteArray &target) const
{
    QNetworkRequest request(QUrl(m_base + QString::fromUtf8(target)));
    // Setting it keeps the network manager from asking for gzip and unpacking it behind our back.
    request.setRawHeader("Accept-Encoding", "identity");
    request.setTransferTimeout(60'000);
    return request;
}

Answer HttpClient::get(const QByteArray &target, const std::vector<Header> &headers)
{
    return send("GET", target, {}, headers);
}

Answer HttpClient::post(const QByteArray &target, const QByteArray &body,
                        const std::vector<Header> &headers)
{
    std::vector<Header> all{{"Content-Type", "application/json"}};
    all.insert(all.end(), headers.begin(), headers.end());
    return send("POST", target, body, all);
}

Answer HttpClient::send(const QByteArray &method, const QByteArray &target, const QByteArray &body,
                        const std::vector<Header> &headers)
{
    QNetworkRequest request = requestFor(target);
    for (const auto &[name, value] : headers)
        request.setRawHeader(name, value);
    m_network.setProxy(QNetworkProxy::NoProxy);
    // A custom HEAD would wait for a body.
    const std::unique_ptr<QNetworkReply> reply(
        method == "HEAD" ? m_network.head(request)
                         : m_network.sendCustomRequest(request, method, body));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished())
        loop.exec();
    Answer answer;
    answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.body = reply->isOpen() ? reply->readAll() : QByteArray();
    answer.headers.assign(reply->rawHeaderPairs().begin(), reply->rawHeaderPairs().end());
    return answer;
}

std::unique_ptr<QNetworkReply> HttpClient::open(const QByteArray &target)
{
    m_network.setProxy(QNetworkProxy::NoProxy);
    QNetworkRequest request = requestFor(target);
    request.setTransferTimeout(0);
    return std::unique_ptr<QNetworkReply>(m_network.get(request));
}

} // namespace tinyobs::test
