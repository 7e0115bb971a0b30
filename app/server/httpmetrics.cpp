#include "app/server/httpmetrics.h"

#include "app/server/httpserver.h"

#include <charconv>
#include <string>

namespace tinyobs::server {
namespace {

class HttpMetrics : public MetricSource
{
public:
    explicit HttpMetrics(const HttpServer &server)
        : m_server(server)
    {
    }

    std::string_view job() const override { return "tinyobs"; }
    void collect(const Emit &emit) override;

private:
    const HttpServer &m_server;
};

std::string boundText(double seconds)
{
    std::array<char, 32> text;
    return {text.data(),
            std::to_chars(text.data(), text.data() + text.size(), seconds, std::chars_format::fixed)
                .ptr};
}

void emitDurations(const HttpCounters &counters, const MetricSource::Emit &emit)
{
    constexpr auto &Bounds = HttpCounters::LatencyBounds;
    for (std::size_t i = 0; i < counters.latencyBuckets.size(); ++i) {
        const std::string bound = i < Bounds.size() ? boundText(Bounds[i]) : "+Inf";
        emit("tinyobs_http_request_duration_seconds_bucket", {{"le", bound}},
             static_cast<double>(counters.latencyBuckets[i]));
    }
    emit("tinyobs_http_request_duration_seconds_sum", {}, counters.latencySumSeconds);
    emit("tinyobs_http_request_duration_seconds_count", {},
         static_cast<double>(counters.latencyBuckets.back()));
}

void HttpMetrics::collect(const Emit &emit)
{
    const HttpCounters counters = m_server.counters();
    const auto emitCount = [&emit](std::string_view name, std::uint64_t count) {
        emit(name, {}, static_cast<double>(count));
    };
    emitCount("tinyobs_http_connections", counters.connectionsOpen);
    emitCount("tinyobs_http_connections_accepted_total", counters.connectionsAccepted);
    emitCount("tinyobs_http_connections_refused_total", counters.connectionsRefused);
    emitCount("tinyobs_http_requests_total", counters.requests);
    emitCount("tinyobs_http_received_bytes_total", counters.bytesReceived);
    emitCount("tinyobs_http_sent_bytes_total", counters.bytesSent);
    for (std::size_t i = 2; i < counters.responsesByClass.size(); ++i) {
        emit("tinyobs_http_responses_total", {{"class", std::to_string(i) + "xx"}},
             static_cast<double>(counters.responsesByClass[i]));
    }
    for (const HttpCounters::Refused &refused : counters.refusedByGate) {
        emit("tinyobs_http_requests_refused_total", {{"reason", refused.reason}},
             static_cast<double>(refused.count));
    }
    emitDurations(counters, emit);
}

} // namespace

std::unique_ptr<MetricSource> makeHttpMetrics(const HttpServer &server)
{
    return std::make_unique<HttpMetrics>(server);
}

} // namespace tinyobs::server
