#pragma once

// What differs between the Qt releases we build on (6.4.2 to 6.8 and later) in QHttpServer: the
// only place in app/server with a version check. Written for 6.8 after its documentation.

#include <QHttpServer>
#include <QHttpServerResponder>
#include <QTcpServer>
#include <QtGlobal>

#if QT_VERSION >= QT_VERSION_CHECK(6, 10, 0)
#include <QHttpServerConfiguration>
#endif

#include <chrono>

namespace tinyobs::server::httpcompat {

/// Hands the connections of a listening server to QHttpServer, which becomes its parent.
inline bool bind(QHttpServer &http, QTcpServer *server)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    return http.bind(server);
#else
    http.bind(server);
    return server->isListening();
#endif
}

/// Answers requests that no route takes with a plain status.
inline void setMissingStatus(QHttpServer &http, QHttpServerResponder::StatusCode status)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    http.setMissingHandler(&http,
                           [status](const QHttpServerRequest &, QHttpServerResponder &responder) {
                               responder.write(status);
                           });
#else
    http.setMissingHandler([status](const QHttpServerRequest &, QHttpServerResponder &&responder) {
        responder.write(status);
    });
#endif
}

/// Qt 6.10 and later close a connection that idles for 15 s: the gate owns the deadlines.
inline void liftOwnDeadlines([[maybe_unused]] QHttpServer &http)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 10, 0)
    QHttpServerConfiguration configuration = http.configuration();
    configuration.setKeepAliveTimeout(std::chrono::hours(24));
    http.setConfiguration(configuration);
#endif
}

} // namespace tinyobs::server::httpcompat
