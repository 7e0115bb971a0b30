#pragma once

// The server in-process on a free port of loopback, with a clock that the test owns and a data
// folder of its own.

#include "app/server/handlers/handlers.h"
#include "app/server/httpserver.h"
#include "app/server/livehub.h"
#include "app/server/routes.h"
#include "core/engine/engine.h"

#include <QTemporaryDir>

namespace tinyobs::test {

constexpr TimeMs Now = 1'795'341'600'000; // 2026-11-22T10:00:00Z

struct TestServer
{
    explicit TestServer(const Settings &settings = {})
        : engine(settings, clock)
        , hub(engine)
        , http(settings.http, settings.allowedHosts, server::makeRoutes(engine, hub))
    {
        const Result<OpenReport> opened = engine.open(folder.path().toStdString());
        if (!opened)
            qFatal("%s", opened.error().message.c_str());
        engine.start();
        http.observeRefusals(server::refusalObserver(engine));
        const ListenAddress anyPort{.host = "127.0.0.1", .port = 0};
        const Result<void> listening = http.listen(anyPort);
        if (!listening)
            qFatal("%s", listening.error().message.c_str());
        hub.setListening({.host = anyPort.host, .port = http.port()});
    }
    ~TestServer()
    {
        http.stop();
        engine.stop();
    }

    QTemporaryDir folder;
    ManualClock clock{Now};
    Engine engine;
    server::LiveHub hub;
    server::HttpServer http;
};

} // namespace tinyobs::test
