#include "app/listeners/listenermetrics.h"

#include "app/listeners/listeners.h"

namespace tinyobs::listeners {
namespace {

class ListenerMetrics : public MetricSource
{
public:
    explicit ListenerMetrics(const Listeners &listeners)
        : m_listeners(listeners)
    {
    }

    std::string_view job() const override { return "tinyobs"; }

    void collect(const Emit &emit) override
    {
        for (const auto &[name, counters] : m_listeners.counters()) {
            const auto emitCount = [&, listener = name](std::string_view metric,
                                                        std::uint64_t count) {
                emit(metric, {{"listener", listener}}, static_cast<double>(count));
            };
            emitCount("tinyobs_listener_connections", counters.connectionsOpen);
            emitCount("tinyobs_listener_connections_accepted_total", counters.connectionsAccepted);
            emitCount("tinyobs_listener_connections_refused_total", counters.connectionsRefused);
            emitCount("tinyobs_listener_requests_total", counters.requests);
            emitCount("tinyobs_listener_received_bytes_total", counters.bytesReceived);
            emitCount("tinyobs_listener_sent_bytes_total", counters.bytesSent);
            emitCount("tinyobs_listener_dropped_total", counters.dropped);
        }
    }

private:
    const Listeners &m_listeners;
};

} // namespace

std::unique_ptr<MetricSource> makeListenerMetrics(const Listeners &listeners)
{
    return std::make_unique<ListenerMetrics>(listeners);
}

} // namespace tinyobs::listeners
