// A store on disk: how long a start takes with a million series and with a long journal, and how
// fast a warm day is read.
//   bench_restart [series of the first figure, default 1000000]

#include "core/storage/store.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workload.h"

#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

using namespace tinyobs;
using namespace tinyobs::bench;

namespace {

constexpr TimeMs Forever = std::numeric_limits<TimeMs>::max();
constexpr TimeMs Midnight = 1'700'006'400'000;

StoreOptions roomy()
{
    StoreOptions options;
    options.memoryBytes = std::size_t(4) << 30;
    options.maxSeries = 10'000'000;
    options.durability = Durability::Relaxed;
    options.journalBytes = std::uint64_t(4) << 30;
    options.flushInterval = std::chrono::hours(10'000);
    return options;
}

class WallClock
{
public:
    double seconds() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
    }

private:
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

template <typename T>
T valueOf(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(EXIT_FAILURE);
    }
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

void fill(Store &store, ManualClock &clock, Workload &workload, int ticks)
{
    SampleBatch batch;
    for (int i = 0; i < ticks; ++i) {
        clock.set(workload.tickMs());
        workload.nextTick(batch);
        const AppendReport report = store.append(batch, workload, AppendMode::WholeBatch);
        if (report.appended != batch.size()) {
            std::fprintf(stderr, "%s\n", report.refusals.front().message.c_str());
            std::exit(EXIT_FAILURE);
        }
        valueOf(store.waitDurable(report.ticket));
    }
}

void restart(const char *what, const std::string &folder, const Clock &clock)
{
    Store store(roomy(), clock);
    const WallClock wall;
    const Stopwatch cpu;
    const OpenReport opened = valueOf(store.open(folder));
    const double seconds = cpu.cpuSeconds();
    std::printf("%s: open %.3f s, %.3f s of CPU; %llu series, %llu samples, of them %llu from the "
                "journal; %.0f B counted per series\n",
                what, wall.seconds(), seconds, static_cast<unsigned long long>(opened.series),
                static_cast<unsigned long long>(opened.samples),
                static_cast<unsigned long long>(opened.journalSamples),
                double(store.stats().memoryBytes) / double(opened.series));
    std::fflush(stdout);
}

void manySeries(std::size_t series)
{
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    ManualClock clock(Midnight);
    {
        Workload workload({.series = series, .startMs = Midnight});
        Store store(roomy(), clock);
        valueOf(store.open(path));
        fill(store, clock, workload, 2);
        valueOf(store.flush());
    }
    for (int i = 0; i < 3; ++i)
        restart("clean start", path, clock);
}

void longJournal()
{
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    ManualClock clock(Midnight);
    {
        Workload workload({.series = 10'000, .startMs = Midnight});
        Store store(roomy(), clock);
        valueOf(store.open(path));
        fill(store, clock, workload, 720);
    }
    for (int i = 0; i < 3; ++i)
        restart("journal", path, clock);
}

void warmDay()
{
    const QTemporaryDir folder;
    ManualClock clock(Midnight);
    Workload workload({.series = 1000, .startMs = Midnight + 1000});
    Store store(roomy(), clock);
    valueOf(store.open(folder.path().toStdString()));
    fill(store, clock, workload, 5760);
    clock.advance(90 * 60'000);
    valueOf(store.flush());
    valueOf(store.maintain());
    double best = std::numeric_limits<double>::max();
    std::size_t samples = 0;
    for (int i = 0; i < 10; ++i) {
        samples = 0;
        SampleColumns columns;
        const Stopwatch cpu;
        const Snapshot snapshot = store.snapshot({}, 0, Forever, 1000);
        for (std::size_t one = 0; one < snapshot.size(); ++one) {
            valueOf(snapshot.read(one, columns));
            samples += columns.size();
        }
        best = std::min(best, cpu.cpuSeconds());
    }
    std::printf("warm read of %zu samples of 1000 series: %.1f ms of CPU at best\n", samples,
                best * 1e3);
}

} // namespace

int main(int argc, char **argv)
{
    warmDay();
    longJournal();
    manySeries(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000);
    return EXIT_SUCCESS;
}
