#include "app/listeners/listenertable.h"

#include "app/listeners/grpc/otlpgrpc.h"
#include "app/listeners/lines/linelistener.h"
#include "app/listeners/otlphttplistener.h"

#include <array>
#include <cstddef>

namespace tinyobs::listeners {
namespace {

#ifdef TINYOBS_WITH_GRPC
constexpr auto GrpcMaker = makeOtlpGrpcListener;
#else
constexpr std::nullptr_t GrpcMaker = nullptr;
#endif

constexpr std::string_view Collector = "an OpenTelemetry Collector";

template <auto Make>
std::unique_ptr<Listener> make(const ListenerContext &context)
{
    return Make(context.engine);
}

// clang-format off
constexpr std::array Rows{
    ListenerRow{"otlp-grpc", "OTLP over gRPC", 4317, Collector,     &ListenerPorts::otlpGrpc, GrpcMaker},
    ListenerRow{"otlp-http", "OTLP over HTTP", 4318, Collector,     &ListenerPorts::otlpHttp, makeOtlpHttpListener},
    ListenerRow{"statsd",    "StatsD",         8125, "StatsD or an agent of its kind", &ListenerPorts::statsd, make<makeStatsdListener>},
    ListenerRow{"graphite",  "Graphite",       2003, "Graphite's carbon", &ListenerPorts::graphite, make<makeGraphiteListener>},
};
// clang-format on

} // namespace

std::span<const ListenerRow> listenerTable()
{
    return Rows;
}

std::string optionOf(const ListenerRow &row)
{
    return "--" + std::string(row.name) + "-port";
}

} // namespace tinyobs::listeners
