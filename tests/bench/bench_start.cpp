// Start, idle and the seed's load of the real tinyobsd: time from exec to the line that says it
// listens, resident memory idle with self and host metrics on, and what 2,905,632 samples of 60
// series add. Usage: bench_start [starts].

#include "tests/integration/keepalive.h"
#include "tests/integration/seedload.h"
#include "tests/integration/serverprocess.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>
#include <vector>

using namespace tinyobs;
using namespace tinyobs::test;

namespace {

constexpr std::uint64_t SeedSamples = 2'905'632;
constexpr std::uint64_t BatchSize = 5000;

double megabytes(std::uint64_t bytes)
{
    return double(bytes) / 1e6;
}

bool measureStarts(int starts)
{
    std::vector<double> startMs;
    std::vector<double> cpuMs;
    for (int i = 0; i < starts; ++i) {
        ServerProcess server;
        QElapsedTimer timer;
        timer.start();
        if (!server.start())
            return false;
        startMs.push_back(double(timer.nsecsElapsed()) / 1e6);
        cpuMs.push_back(server.cpuSeconds() * 1000);
    }
    std::ranges::sort(startMs);
    std::ranges::sort(cpuMs);
    std::printf("start to listening: min %.1f ms, median %.1f ms, max %.1f ms (%d starts); "
                "CPU median %.0f ms\n",
                startMs.front(), startMs[startMs.size() / 2], startMs.back(), starts,
                cpuMs[cpuMs.size() / 2]);
    return true;
}

bool measureIdle()
{
    constexpr std::chrono::seconds Watched{30};
    ServerProcess server;
    if (!server.start())
        return false;
    const double before = server.cpuSeconds();
    std::this_thread::sleep_for(Watched);
    std::printf("idle, self and host metrics on: %.1f MB resident after %d s, %.3f %% of a core\n",
                megabytes(server.residentBytes()), int(Watched.count()),
                (server.cpuSeconds() - before) / double(Watched.count()) * 100);
    return true;
}

bool measureSeedLoad()
{
    ServerProcess server;
    if (!server.start())
        return false;
    const std::uint64_t idleBytes = server.residentBytes();
    const auto rounds = TimeMs(SeedSamples / SeedLoad::Series + 1);
    SeedLoad load(SystemClock().nowMs() - rounds * SeedLoad::IntervalMs);
    KeepAlive connection(server.port(), 1);
    std::uint64_t made = 0;
    const double before = server.cpuSeconds();
    connection.post([&] {
        const std::uint64_t batch = std::min(BatchSize, SeedSamples - made);
        made += batch;
        return batch > 0 ? load.next(batch) : QByteArray();
    });
    std::printf("%llu samples of %zu series: %.1f MB idle, at most %.1f MB more, %.2f s of CPU\n",
                static_cast<unsigned long long>(SeedSamples), SeedLoad::Series,
                megabytes(idleBytes), megabytes(server.peakResidentBytes() - idleBytes),
                server.cpuSeconds() - before);
    return connection.failure().isEmpty();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (!qEnvironmentVariableIsSet("TINYOBS_BIN_DIR"))
        qputenv("TINYOBS_BIN_DIR", QCoreApplication::applicationDirPath().toUtf8());
    const int starts = argc > 1 ? std::max(1, QByteArray(argv[1]).toInt()) : 15;
    if (measureStarts(starts) && measureIdle() && measureSeedLoad())
        return 0;
    std::fprintf(stderr, "bench_start: tinyobsd does not start or does not answer\n");
    return 1;
}
