// The store by itself, one thread: append of known series, memory per sample and per series, reads.
//   bench_store [series for the memory figure, default 100000 and 500000]

#include "core/storage/store.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workload.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <vector>

using namespace tinyobs;

namespace {

constexpr TimeMs Forever = std::numeric_limits<TimeMs>::max();

StoreOptions roomy()
{
    StoreOptions options;
    options.memoryBytes = std::size_t(16) << 30;
    options.maxSeries = 10'000'000;
    return options;
}

struct Rows
{
    SampleBatch part;

    // Appends a tick in batches of 1000 rows, as clients send them. Returns CPU seconds.
    double append(Store &store, const bench::Workload &workload, const SampleBatch &tick)
    {
        double seconds = 0;
        for (std::size_t at = 0; at < tick.size(); at += 1000) {
            const std::size_t end = std::min(at + 1000, tick.size());
            part.clear();
            for (std::size_t row = at; row < end; ++row) {
                part.hashes.push_back(tick.hashes[row]);
                part.timesMs.push_back(tick.timesMs[row]);
                part.values.push_back(tick.values[row]);
            }
            const Offset source(workload, at);
            const bench::Stopwatch watch;
            const AppendReport report = store.append(part, source, AppendMode::WholeBatch);
            seconds += watch.cpuSeconds();
            if (report.appended != part.size())
                std::abort();
        }
        return seconds;
    }

    class Offset : public BatchSource
    {
    public:
        Offset(const bench::Workload &workload, std::size_t first)
            : m_workload(workload)
            , m_first(first)
        {
        }
        tl::expected<Labels, Refusal> labels(std::size_t row) const override
        {
            return m_workload.labels(m_first + row);
        }
        std::string path(std::size_t row) const override { return m_workload.path(m_first + row); }

    private:
        const bench::Workload &m_workload;
        std::size_t m_first;
    };
};

double readAll(const Store &store, std::size_t &samples)
{
    const bench::Stopwatch watch;
    const Snapshot snapshot =
        store.snapshot({}, 0, Forever, std::numeric_limits<std::size_t>::max());
    SampleColumns columns;
    samples = 0;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        snapshot.read(i, columns);
        samples += columns.size();
    }
    return watch.cpuSeconds();
}

void known(std::size_t series, std::size_t ticks, TimeMs jitterMs)
{
    bench::Workload workload({.series = series, .jitterMs = jitterMs});
    ManualClock clock(workload.tickMs());
    Store store(roomy(), clock);
    SampleBatch tick;
    Rows rows;
    workload.nextTick(tick);
    rows.append(store, workload, tick);
    const std::size_t before = store.stats().memoryBytes;
    double seconds = 0;
    for (std::size_t i = 0; i < ticks; ++i) {
        clock.set(workload.tickMs());
        workload.nextTick(tick);
        seconds += rows.append(store, workload, tick);
    }
    const double appended = double(series * ticks);
    std::size_t samples = 0;
    const double readSeconds = readAll(store, samples);
    std::printf("%8zu series x %4zu, +-%lld ms: append %5.1f ns/sample (%.1f M/s), "
                "%.2f B/sample, read %.0f M/s\n",
                series, ticks, static_cast<long long>(jitterMs), seconds / appended * 1e9,
                appended / seconds / 1e6, double(store.stats().memoryBytes - before) / appended,
                double(samples) / readSeconds / 1e6);
}

void single(std::size_t series)
{
    bench::Workload workload({.series = series});
    ManualClock clock(workload.tickMs());
    Store store(roomy(), clock);
    SampleBatch tick;
    SampleBatch one;
    double seconds = 0;
    constexpr int Ticks = 50;
    for (int i = 0; i <= Ticks; ++i) {
        clock.set(workload.tickMs());
        workload.nextTick(tick);
        const bench::Stopwatch watch;
        for (std::size_t row = 0; row < tick.size(); ++row) {
            one.hashes.assign(1, tick.hashes[row]);
            one.timesMs.assign(1, tick.timesMs[row]);
            one.values.assign(1, tick.values[row]);
            store.append(one, Rows::Offset(workload, row), AppendMode::WholeBatch);
        }
        if (i > 0)
            seconds += watch.cpuSeconds();
    }
    std::printf("%8zu series, one sample a call: %5.1f ns/call\n", series,
                seconds / double(series * Ticks) * 1e9);
}

void newSeries(std::size_t series)
{
    bench::Workload workload({.series = series});
    ManualClock clock(workload.tickMs());
    SampleBatch tick;
    Rows rows;
    workload.nextTick(tick);
    const double before = bench::residentBytes();
    Store store(roomy(), clock);
    const double createSeconds = rows.append(store, workload, tick);
    double seconds = 0;
    for (int i = 1; i < 10; ++i) {
        clock.set(workload.tickMs());
        workload.nextTick(tick);
        seconds += rows.append(store, workload, tick);
    }
    const double resident = bench::residentBytes() - before;
    std::printf("%8zu new series x 10: create %.2f us each, then %.1f ns/sample; per series "
                "%.0f B counted, %.0f B resident\n",
                series, createSeconds / double(series) * 1e6, seconds / double(series * 9) * 1e9,
                double(store.stats().memoryBytes) / double(series), resident / double(series));
    const auto instance = Matcher::make(Matcher::Op::Match, "instance", "10.0.1.*");
    const auto method = Matcher::make(Matcher::Op::Equal, "method", "GET");
    const std::vector<Matcher> matchers{*instance, *method};
    const bench::Stopwatch watch;
    const std::size_t matched = store.snapshot(matchers, 0, Forever, 1000).matched();
    std::printf("%8zu series: a regular expression and an equality find %zu in %.2f ms\n", series,
                matched, watch.cpuSeconds() * 1e3);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 1) {
        newSeries(std::strtoull(argv[1], nullptr, 10));
        return 0;
    }
    newSeries(100'000);
    newSeries(500'000);
    for (const TimeMs jitterMs : {0, 3})
        known(10'000, 720, jitterMs);
    known(100, 20'000, 0);
    single(10'000);
    return 0;
}
