#pragma once

// The two families every HTTP service should have: http_requests_total by method, route and status,
// and http_request_duration_seconds by method and route. Simulated and real requests are recorded
// here alike. Safe wherever its registry is.

#include "example/client/registry.h"

namespace tinyobs::example {

class RequestRecorder
{
public:
    /// `statuses` start at zero, so that the first failure already shows as a rise.
    RequestRecorder(client::Registry &registry, std::string_view method, std::string_view route,
                    std::span<const int> statuses);
    void record(int status, double seconds);

private:
    client::Registry &m_registry;
    client::Labels m_labels;
    client::Histogram &m_seconds;
    std::map<int, client::Counter *> m_byStatus;
};

} // namespace tinyobs::example
