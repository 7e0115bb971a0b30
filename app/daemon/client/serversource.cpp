#include "app/daemon/client/serversource.h"

#include "core/base/quoted.h"
#include "core/base/units.h"
#include "core/ingest/compress.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLibraryInfo>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <memory>

using namespace Qt::StringLiterals;

namespace tinyobs::daemon {
namespace {

constexpr std::size_t MostOfAnError = 4096;
constexpr qsizetype PackedFrom = 64 << 10;

QByteArray formOf(const Pairs &parameters)
{
    QByteArray form;
    for (const auto &[name, value] : parameters) {
        if (!form.isEmpty())
            form += '&';
        form += QByteArray::fromStdString(name).toPercentEncoding() + '=' +
                QByteArray::fromStdString(value).toPercentEncoding();
    }
    return form;
}

/// What the server says of its error, in either of its shapes; empty when it says nothing.
std::string errorOf(const std::string &body)
{
    const QJsonObject answer = QJsonDocument::fromJson(QByteArray::fromStdString(body)).object();
    return answer["error"_L1].toString().toStdString();
}

Error::Code codeOf(int status)
{
    switch (status) {
    case 400:
    case 415:
        return Error::Code::InvalidArgument;
    case 404:
    case 405:
        return Error::Code::NotFound;
    case 413:
    case 414:
        return Error::Code::LimitExceeded;
    case 422:
        return Error::Code::Execution;
    default:
        return Error::Code::Unavailable;
    }
}

/// GET only where there is no other way: queries may be longer than a URL may.
bool takesForm(std::string_view path)
{
    return !path.starts_with("/api/v1/label/") && !path.starts_with("/api/v1/status/");
}

} // namespace

Result<QUrl> parseServerUrl(std::string_view text)
{
    const auto refuse = [text](std::string_view why) {
        return fail(Error::Code::InvalidArgument,
                    quoted(text, 256) + " is no address of a server" + std::string(why) +
                        ", expected something like http://127.0.0.1:8080");
    };
    QString written = QString::fromUtf8(text.data(), qsizetype(text.size()));
    if (!written.contains("://"_L1))
        written.prepend("http://"_L1);
    QUrl url(written, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return refuse("");
    if (url.scheme() != "http"_L1 && url.scheme() != "https"_L1)
        return refuse(": its scheme is neither http nor https");
    if (url.hasQuery() || url.hasFragment())
        return refuse(": it has a query or a fragment");
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path);
    return url;
}

ServerSource::ServerSource(ServerAddress address)
    : m_address(std::move(address))
{
    // The program runs without plugins (see main.cpp); TLS is one.
    if (m_address.url.scheme() == "https"_L1)
        QCoreApplication::addLibraryPath(QLibraryInfo::path(QLibraryInfo::PluginsPath));
}

ServerSource::~ServerSource() = default;

TimeMs ServerSource::nowMs() const
{
    return SystemClock().nowMs();
}

std::string ServerSource::name() const
{
    return m_address.url.toString(QUrl::RemoveUserInfo).toStdString();
}

void ServerSource::cancel()
{
    m_isCancelled = true;
    if (m_waitingFor)
        m_waitingFor->abort();
}

QNetworkRequest ServerSource::requestFor(std::string_view path, const QByteArray &query) const
{
    QUrl url = m_address.url;
    url.setPath(url.path(QUrl::FullyEncoded) +
                    QString::fromUtf8(path.data(), qsizetype(path.size())),
                QUrl::TolerantMode);
    if (!query.isEmpty())
        url.setQuery(QString::fromLatin1(query), QUrl::StrictMode);
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"tinyobsd"_s);
    request.setTransferTimeout(static_cast<int>(m_address.timeout.count()));
    // A token must not go elsewhere.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::SameOriginRedirectPolicy);
    // Answers of series that hardly change pack better than what Qt takes for an attack.
    request.setDecompressedSafetyCheckThreshold(-1);
    if (!m_address.token.empty())
        request.setRawHeader("Authorization",
                             "Bearer " + QByteArray::fromStdString(m_address.token));
    return request;
}

Result<std::string> ServerSource::ask(std::string_view path, const Pairs &parameters)
{
    if (!takesForm(path))
        return wait(m_network.get(requestFor(path, formOf(parameters))), path);
    QNetworkRequest request = requestFor(path);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/x-www-form-urlencoded"_s);
    return wait(m_network.post(request, formOf(parameters)), path);
}

Result<std::string> ServerSource::post(std::string_view path, const Pairs &parameters,
                                       const QByteArray &contentType, const QByteArray &body)
{
    QNetworkRequest request = requestFor(path, formOf(parameters));
    request.setHeader(QNetworkRequest::ContentTypeHeader, contentType);
    if (body.size() < PackedFrom)
        return wait(m_network.post(request, body), path);
    const std::string packed = gzip({body.constData(), static_cast<std::size_t>(body.size())});
    request.setRawHeader("Content-Encoding", "gzip");
    return wait(m_network.post(request, QByteArray::fromStdString(packed)), path);
}

Result<std::string> ServerSource::wait(QNetworkReply *started, std::string_view path)
{
    const std::unique_ptr<QNetworkReply> reply(started);
    if (m_isCancelled)
        return fail(Error::Code::Cancelled, "interrupted");
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    m_waitingFor = reply.get();
    if (!reply->isFinished())
        loop.exec();
    m_waitingFor = nullptr;
    if (m_isCancelled)
        return fail(Error::Code::Cancelled, "interrupted");
    std::string body = reply->isOpen() ? reply->readAll().toStdString() : std::string();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (reply->error() != QNetworkReply::NoError || status < 200 || status > 299)
        return failure(*reply, body, path);
    return body;
}

Failure ServerSource::failure(const QNetworkReply &reply, const std::string &body,
                              std::string_view path) const
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (reply.error() == QNetworkReply::OperationCanceledError)
        return fail(Error::Code::Timeout, name() + " has not answered within " +
                                              formatDuration(m_address.timeout) +
                                              ": ask for less, or say --timeout");
    if (status == 0)
        return fail(Error::Code::Unavailable,
                    name() + " cannot be reached: " + reply.errorString().toStdString() +
                        " (start a server with tinyobsd, or say --server URL or --data DIR)");
    if (status == 401)
        return fail(Error::Code::Unavailable,
                    name() + (m_address.token.empty()
                                  ? " wants a token: say --token or set TINYOBS_TOKEN (401)"
                                  : " does not know this token (401): see --token, TINYOBS_TOKEN"));
    const std::string told = errorOf(body).substr(0, MostOfAnError);
    if (status >= 300 && status < 400)
        return fail(Error::Code::NotFound, name() + " sends elsewhere (" + std::to_string(status) +
                                               "): say that address with --server");
    if (told.empty())
        return fail(codeOf(status), name() + std::string(path) + " was answered with " +
                                        std::to_string(status) +
                                        ": is it a TinyObs server, and is its path right?");
    return fail(codeOf(status), told);
}

} // namespace tinyobs::daemon
