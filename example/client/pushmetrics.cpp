#include "example/client/pushmetrics.h"

namespace tinyobs::client {

void addPushMetrics(Registry &registry, const Pusher &pusher)
{
    const auto samples = [&registry](const char *result) -> Counter & {
        return registry.counter("tinyobs_client_samples_total", Labels{{"result", result}});
    };
    registry.beforeCollecting([&pusher, &sent = samples("sent"), &refused = samples("refused"),
                               &dropped = samples("dropped"),
                               &waiting = registry.gauge("tinyobs_client_queue_samples")] {
        const PushState state = pusher.state();
        sent.raiseTo(double(state.sent));
        refused.raiseTo(double(state.refused));
        dropped.raiseTo(double(state.dropped));
        waiting.set(double(state.waiting));
    });
}

} // namespace tinyobs::client
