#include "example/requestrecorder.h"

namespace tinyobs::example {
namespace {

constexpr std::string_view RequestsTotal = "http_requests_total";

client::Labels withStatus(client::Labels labels, int status)
{
    labels["status"] = std::to_string(status);
    return labels;
}

} // namespace

RequestRecorder::RequestRecorder(client::Registry &registry, std::string_view method,
                                 std::string_view route, std::span<const int> statuses)
    : m_registry(registry)
    , m_labels{{"method", std::string(method)}, {"route", std::string(route)}}
    , m_seconds(registry.histogram("http_request_duration_seconds", m_labels))
{
    for (const int status : statuses)
        m_byStatus[status] = &m_registry.counter(RequestsTotal, withStatus(m_labels, status));
}

void RequestRecorder::record(int status, double seconds)
{
    client::Counter *&counter = m_byStatus[status];
    if (!counter)
        counter = &m_registry.counter(RequestsTotal, withStatus(m_labels, status));
    counter->add();
    m_seconds.observe(seconds);
}

} // namespace tinyobs::example
