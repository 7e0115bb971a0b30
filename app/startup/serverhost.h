#pragma once

// What both programs run: the data folder, the engine with its metric sources, the HTTP server with
// its routes. Built, started, stopped and destroyed in the main thread, which has a
// QCoreApplication.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/engine/settings.h"

#include <memory>
#include <string>

namespace tinyobs {
class Engine;
}

namespace tinyobs::startup {

class ServerHost
{
public:
    /// Makes the engine, but starts nothing.
    explicit ServerHost(const Settings &settings);
    ~ServerHost();
    ServerHost(const ServerHost &) = delete;
    ServerHost &operator=(const ServerHost &) = delete;

    /// Takes the data folder, starts the engine and listens. Io with a line for the user when the
    /// folder or the port is not to be had; then nothing runs.
    Result<void> start();
    /// The one line on standard output: those who start the server read the port from it.
    void announce() const;
    /// Stops listening, ends requests, stops the engine. Idempotent; the destructor calls it, and
    /// gives the folder back.
    void stop();

    Engine &engine();
    /// Where it listens, with the port really used.
    const ListenAddress &address() const;
    /// "http://127.0.0.1:8080": what a browser on this machine opens.
    std::string url() const;
    const std::string &dataFolder() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs::startup
