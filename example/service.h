#pragma once

// The demo service on its port: the shop's endpoints, each request measured, and the page with the
// fault buttons. A plain QHttpServer is enough here: a demonstration that listens on loopback.
// Lives in the main thread.

#include "example/endpoints.h"
#include "example/requestrecorder.h"
#include "example/statejson.h"

#include <QHttpServer>

namespace tinyobs::example {

class Service : public QObject
{
    Q_OBJECT

public:
    Service(Options options, Demo &demo, const client::Pusher &pusher, client::Pusher::Clock clock);

    /// An empty text when it listens, else why not.
    QString listen();
    QUrl url() const;

private:
    using Request = QHttpServerRequest;

    void addEndpoint(const Endpoint &endpoint);
    void addPage(const char *path, const char *file, const char *mimeType);
    void addState();
    void addFaultButtons();
    QHttpServerResponse respondToUnknown(const Request &request);
    QHttpServerResponse press(const QString &id, const QString &action, const Request &request);
    bool isSameOrigin(const Request &request) const;

    const Options m_options;
    Demo &m_demo;
    const client::Pusher &m_pusher;
    const client::Pusher::Clock m_clock;
    QHttpServer m_http;
    std::uint16_t m_port = 0;
    RequestRecorder m_unknownPaths;
};

} // namespace tinyobs::example
