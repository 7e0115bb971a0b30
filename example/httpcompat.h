#pragma once

// The differences between Qt HttpServer 6.4 and 6.8 that this program meets, in one place.

#include <QHttpServer>
#include <QHttpServerResponse>
#include <QTcpServer>

#include <utility>

namespace tinyobs::example::httpcompat {

/// Hands over a server that listens already. The HTTP server owns it from then on.
inline bool bind(QHttpServer &http, QTcpServer *listening)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    return http.bind(listening);
#else
    http.bind(listening);
    return true;
#endif
}

inline void setHeader(QHttpServerResponse &response, const QByteArray &name,
                      const QByteArray &value)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QHttpHeaders headers = response.headers();
    headers.replaceOrAppend(name, value);
    response.setHeaders(std::move(headers));
#else
    response.setHeader(name, value);
#endif
}

/// `respond` takes the request and returns the QHttpServerResponse for paths that have no route.
template <typename Respond>
void setMissingHandler(QHttpServer &http, QObject *context, Respond respond)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    http.setMissingHandler(
        context, [respond](const QHttpServerRequest &request, QHttpServerResponder &responder) {
            responder.sendResponse(respond(request));
        });
#else
    Q_UNUSED(context)
    http.setMissingHandler(
        [respond](const QHttpServerRequest &request, QHttpServerResponder &&responder) {
            respond(request).write(std::move(responder));
        });
#endif
}

} // namespace tinyobs::example::httpcompat
