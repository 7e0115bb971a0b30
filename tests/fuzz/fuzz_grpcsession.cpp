// A gRPC connection of a stranger: whatever frames come, in whatever pieces, the session ends or
// serves on within its limits. The first byte says how the input is cut; the connection's preface
// and settings stand before it, as nothing else gets past them.

#include "app/listeners/grpc/grpcsession.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace tinyobs;
using namespace tinyobs::listeners;

namespace {

constexpr std::string_view Method =
    "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

void require(bool condition)
{
    if (!condition)
        std::abort();
}

/// Answers every other call, and lets the others be.
void answerCalls(GrpcSession &session, const HttpLimits &limits)
{
    for (const GrpcCall &call : session.takeCalls()) {
        require(std::size_t(call.message.size()) <= limits.bodyBytes);
        if (call.stream % 4 == 1)
            session.answer(call.stream, {.response = QByteArray("answer")});
    }
    for (const RefusedCall &call : session.takeRefused())
        require(!call.reason.empty() && !call.message.empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const HttpLimits limits = [] {
        HttpLimits small;
        small.bodyBytes = 1000;
        small.headBytes = 1000;
        return small;
    }();
    static const GrpcService service{.method = Method, .format = WireFormat::Json};
    if (size == 0)
        return 0;
    server::BodyBudget budget(4000);
    GrpcSession::Clock::time_point now{};
    {
        GrpcSession session(service, limits, budget, now);
        session.feed({"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33}, now);
        const std::size_t step = data[0] % 64 + 1;
        std::string_view input(reinterpret_cast<const char *>(data + 1), size - 1);
        while (!input.empty() && session.feed(input.substr(0, step), now)) {
            input.remove_prefix(std::min(step, input.size()));
            answerCalls(session, limits);
            while (!session.takeOutput(4096).isEmpty()) {
            }
            now += limits.headDeadline / 50;
            session.checkDeadlines(now);
        }
        session.goAway();
        session.takeOutput(1 << 20);
    }
    std::size_t held = 0;
    require(budget.resize(held, 4000)); // all of it was given back
    return 0;
}
