#include "app/startup/serverhost.h"

#include "app/listeners/listenermetrics.h"
#include "app/listeners/listeners.h"
#include "app/server/handlers/handlers.h"
#include "app/server/httpmetrics.h"
#include "app/server/httpserver.h"
#include "app/server/livehub.h"
#include "app/server/routes.h"
#include "app/startup/datafolder.h"
#include "core/base/units.h"
#include "core/engine/engine.h"
#include "core/engine/hostmetrics.h"
#include "core/engine/selfmetrics.h"

#include <QLoggingCategory>

#include <cstdio>
#include <optional>
#include <utility>

namespace tinyobs::startup {

Q_LOGGING_CATEGORY(startupLog, "tinyobs.startup")

class ServerHost::Impl
{
public:
    explicit Impl(const Settings &settings)
        : engine(settings, clock)
        , hub(engine)
        , server(settings.http, settings.allowedHosts, server::makeRoutes(engine, hub))
        , listeners(engine, server)
        , address(settings.listen)
    {
    }

    void addMetricSources();
    Result<void> listen();
    std::vector<ListenerStatus> openPorts() const;
    Result<void> load(const std::string &path);

    // Each is used by those below it; the folder is given back when the store is gone.
    SystemClock clock;
    std::optional<DataFolder> folder;
    Engine engine;
    server::LiveHub hub;
    server::HttpServer server;
    listeners::Listeners listeners;
    ListenAddress address;
    std::string dataFolder;
    bool running = false;
};

void ServerHost::Impl::addMetricSources()
{
    const Settings &settings = engine.settings();
    const MetricUse use = settings.selfMetrics ? MetricUse::Stored : MetricUse::ShownOnly;
    engine.addMetricSource(makeSelfMetrics(engine), use);
    engine.addMetricSource(server::makeHttpMetrics(server), use);
    engine.addMetricSource(listeners::makeListenerMetrics(listeners), use);
    if (!settings.hostMetrics)
        return;
    if (std::unique_ptr<MetricSource> host = makeHostMetrics())
        engine.addMetricSource(std::move(host));
}

Result<void> ServerHost::Impl::listen()
{
    if (!address.isLoopback()) {
        qCWarning(startupLog).noquote()
            << "listening on" << QString::fromStdString(address.toString())
            << "lets everybody who reaches this address read and write: there are no tokens yet";
    }
    server.observeRefusals(server::refusalObserver(engine));
    Result<void> listening = server.listen(address);
    if (!listening)
        return listening;
    address.port = server.port();
    hub.setListening(address);
    listeners.start(address.host);
    hub.setListeners(listeners.states());
    engine.setListeners(openPorts());
    return {};
}

/// And those that should be open.
std::vector<ListenerStatus> ServerHost::Impl::openPorts() const
{
    std::vector<ListenerStatus> ports{{"HTTP", address.toString(), {}}};
    for (const server::ListenerState &state : listeners.states()) {
        if (!state.address.empty() || !state.error.empty())
            ports.push_back({std::string(state.title), state.address, state.error});
    }
    return ports;
}

Result<void> ServerHost::Impl::load(const std::string &path)
{
    const Result<OpenReport> opened = engine.open(path);
    if (!opened)
        return Failure(opened.error());
    for (const std::string &warning : opened->warnings)
        qCWarning(startupLog).noquote() << QString::fromStdString(warning);
    if (opened->samples == 0)
        return {};
    qCInfo(startupLog).noquote() << QString::fromStdString(path) << "holds" << opened->samples
                                 << "samples of" << opened->series << "series,"
                                 << opened->journalSamples << "of them replayed from journals";
    return {};
}

ServerHost::ServerHost(const Settings &settings)
    : m_impl(std::make_unique<Impl>(settings))
{
}

ServerHost::~ServerHost()
{
    stop();
}

Result<void> ServerHost::start()
{
    Result<DataFolder> folder = DataFolder::open(m_impl->engine.settings().dataDir);
    if (!folder)
        return Failure(std::move(folder.error()));
    m_impl->dataFolder = folder->path();
    m_impl->folder = std::move(*folder);
    if (Result<void> loaded = m_impl->load(m_impl->dataFolder); !loaded)
        return loaded;
    // Before the metric sources: that of the server reads what listen() sets up.
    if (Result<void> listening = m_impl->listen(); !listening)
        return listening;
    m_impl->addMetricSources();
    m_impl->engine.start();
    m_impl->running = true;
    return {};
}

void ServerHost::announce() const
{
    const StoreOptions &store = m_impl->engine.settings().store;
    std::printf("TinyObs listening on %s (samples in %s, kept for %s)\n", url().c_str(),
                m_impl->dataFolder.c_str(), formatDuration(store.retention.keepRaw()).c_str());
    std::fflush(stdout);
}

void ServerHost::stop()
{
    if (!std::exchange(m_impl->running, false))
        return;
    m_impl->listeners.stop();
    m_impl->server.stop();
    m_impl->engine.stop();
}

Engine &ServerHost::engine()
{
    return m_impl->engine;
}

const ListenAddress &ServerHost::address() const
{
    return m_impl->address;
}

std::string ServerHost::url() const
{
    ListenAddress local = m_impl->address;
    if (local.host == "0.0.0.0")
        local.host = "127.0.0.1";
    else if (local.host == "::")
        local.host = "::1";
    return "http://" + local.toString();
}

const std::string &ServerHost::dataFolder() const
{
    return m_impl->dataFolder;
}

} // namespace tinyobs::startup
