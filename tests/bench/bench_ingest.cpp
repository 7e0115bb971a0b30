// What a request and a sample cost the real tinyobsd, from the socket to the store and back: posts
// of one sample on 1, 16 and 256 keep-alive connections, and batches of 1000 and 5000 on one. The
// CPU time is that of the server alone, from /proc. Linux only.
//     TINYOBS_BIN_DIR=build/bench/bin bench_ingest [seconds per row]

#include "tests/integration/keepalive.h"
#include "tests/integration/seedload.h"
#include "tests/integration/serverprocess.h"

#include <QCoreApplication>

#include <chrono>
#include <cstdio>
#include <vector>

using namespace tinyobs;
using namespace tinyobs::test;

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr TimeMs DayMs = 24LL * 60 * 60 * 1000;

struct Row
{
    std::size_t connections;
    std::size_t samples; // per request
    std::size_t bodies;  // made before the clock runs
};

constexpr Row Rows[] = {
    {1, 1, 200'000}, {16, 1, 400'000}, {256, 1, 400'000}, {1, 1000, 3000}, {1, 5000, 600}};

/// True when the row could be measured. Each has a server of its own.
bool measure(const Row &row, double seconds)
{
    ServerProcess server;
    if (!server.start({QStringLiteral("--self-metrics"), QStringLiteral("off"),
                       QStringLiteral("--host-metrics"), QStringLiteral("off")})) {
        std::printf("tinyobsd does not start: %s\n", server.errors().constData());
        return false;
    }
    SeedLoad load(SystemClock().nowMs() - 10 * DayMs);
    std::vector<QByteArray> bodies(row.bodies);
    for (QByteArray &body : bodies)
        body = load.next(row.samples);

    KeepAlive connections(server.port(), row.connections);
    const double cpuBefore = server.cpuSeconds();
    const auto begin = SteadyClock::now();
    const auto end = begin + std::chrono::duration<double>(seconds);
    auto next = bodies.begin();
    const std::size_t requests = connections.post(
        [&] { return next == bodies.end() || SteadyClock::now() >= end ? QByteArray() : *next++; });
    const std::chrono::duration<double> elapsed = SteadyClock::now() - begin;
    const double cpu = server.cpuSeconds() - cpuBefore;
    if (!connections.failure().isEmpty()) {
        std::printf("failed: %s\n", connections.failure().constData());
        return false;
    }
    const auto samples = static_cast<double>(requests * row.samples);
    std::printf("%11zu %8zu %12.0f %14.2f %14.0f %14.0f %16.3f\n", row.connections, row.samples,
                double(requests) / elapsed.count(), cpu / double(requests) * 1e6,
                double(requests) / cpu, samples / cpu, cpu / samples * 1e6);
    std::fflush(stdout);
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const double seconds = argc > 1 ? QByteArray(argv[1]).toDouble() : 3;
    std::printf("%11s %8s %12s %14s %14s %14s %16s\n", "connections", "samples", "requests/s",
                "CPU us/request", "requests/CPU-s", "samples/CPU-s", "CPU-s/M samples");
    for (const Row &row : Rows) {
        if (!measure(row, seconds))
            return 1;
    }
    return 0;
}
