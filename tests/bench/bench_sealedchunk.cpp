// The sealed formats by themselves: bytes per sample and samples per second of CPU for every kind
// of metric of the workload and for their mix, on a regular and on a jittered clock, at several
// sizes of chunk; then the statistics of chunks and rollup blocks. A day at 15 s.

#include "core/encoding/chunkstatistics.h"
#include "core/encoding/sealedchunk.h"
#include "core/storage/disk/rollup.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workload.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

using namespace tinyobs;

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr unsigned Mix = ~0u;
constexpr std::size_t DaySamples = 5760;
constexpr std::size_t Repeats = 3; // the fastest counts: others use the machine too

struct Chunk
{
    std::span<const TimeMs> timesMs;
    std::span<const double> values;
};

struct Figures
{
    std::size_t things = 0; // samples, chunks or rows
    std::size_t bytes = 0;
    double writeSeconds = 1e9;
    double readSeconds = 1e9;
};

[[noreturn]] void stop(const Error &error)
{
    std::fprintf(stderr, "%s\n", error.message.c_str());
    std::exit(1);
}

std::vector<SampleColumns> makeSeries(unsigned kind, TimeMs jitterMs, std::size_t samples)
{
    bench::Workload workload(
        {.series = kind == Mix ? 300u : 20u, .jitterMs = jitterMs, .onlyKind = kind});
    std::vector<SampleColumns> series(workload.size());
    SampleBatch batch;
    for (std::size_t i = 0; i < samples; ++i) {
        workload.nextTick(batch);
        for (std::size_t row = 0; row < series.size(); ++row)
            series[row].append(batch.timesMs[row], batch.values[row]);
    }
    return series;
}

std::vector<Chunk> split(const std::vector<SampleColumns> &series, std::size_t chunkSamples)
{
    std::vector<Chunk> chunks;
    for (const SampleColumns &samples : series) {
        for (std::size_t first = 0; first < samples.size(); first += chunkSamples) {
            const std::size_t count = std::min(chunkSamples, samples.size() - first);
            chunks.push_back({std::span(samples.timesMs).subspan(first, count),
                              std::span(samples.values).subspan(first, count)});
        }
    }
    return chunks;
}

/// Writes every thing into bytes of its own, reads all of them, and measures both.
template <typename Things, typename Write, typename Read>
Figures measure(const Things &things, Write write, Read read)
{
    Figures figures;
    std::vector<Bytes> written(things.size());
    for (std::size_t repeat = 0; repeat < Repeats; ++repeat) {
        bench::Stopwatch watch;
        for (std::size_t i = 0; i < things.size(); ++i) {
            written[i].clear();
            write(things[i], written[i]);
        }
        figures.writeSeconds = std::min(figures.writeSeconds, watch.cpuSeconds());
        watch.restart();
        for (const Bytes &bytes : written)
            read(bytes);
        figures.readSeconds = std::min(figures.readSeconds, watch.cpuSeconds());
    }
    for (const Bytes &bytes : written)
        figures.bytes += bytes.size();
    return figures;
}

Figures measureChunks(const std::vector<SampleColumns> &series, std::size_t chunkSamples)
{
    SampleColumns back;
    Figures figures = measure(
        split(series, chunkSamples),
        [](const Chunk &chunk, Bytes &out) {
            encoding::sealChunk(chunk.timesMs, chunk.values, out);
        },
        [&back](const Bytes &bytes) {
            back.clear();
            if (const auto opened = encoding::openChunk(bytes, back); !opened)
                stop(opened.error());
        });
    figures.things = series.size() * series.front().size();
    return figures;
}

Figures measureStatistics(const std::vector<SampleColumns> &series)
{
    const std::vector<Chunk> chunks = split(series, DaySamples);
    double sum = 0;
    Figures figures = measure(
        chunks,
        [](const Chunk &chunk, Bytes &out) {
            encoding::writeStatistics(encoding::statisticsOf(chunk.timesMs, chunk.values), out);
        },
        [&sum](const Bytes &bytes) {
            const auto statistics = encoding::readStatistics(bytes);
            if (!statistics)
                stop(statistics.error());
            sum += statistics->sum;
        });
    if (sum == 0)
        std::printf("nothing was summed up\n");
    figures.things = chunks.size();
    return figures;
}

Figures measureRollups(const std::vector<SampleColumns> &series, TimeMs stepMs)
{
    std::vector<encoding::RollupColumns> rows(series.size());
    std::size_t count = 0;
    for (std::size_t i = 0; i < series.size(); ++i) {
        rollUp(series[i], stepMs, std::nullopt, rows[i]);
        count += rows[i].size();
    }
    Figures figures = measure(rows, encoding::sealRollup, [](const Bytes &bytes) {
        encoding::RollupColumns back;
        if (const auto opened = encoding::openRollup(bytes, back); !opened)
            stop(opened.error());
    });
    figures.things = count;
    return figures;
}

std::string nameOf(unsigned kind)
{
    return kind == Mix ? "mix of 300 series" : std::string(bench::Workload::kindName(kind));
}

void print(const std::string &name, TimeMs jitterMs, const std::string &what,
           const Figures &figures)
{
    const auto things = double(figures.things);
    std::printf("%-38s %4lld %12s %9.3f %11.1f %11.1f\n", name.c_str(),
                static_cast<long long>(jitterMs), what.c_str(), double(figures.bytes) / things,
                things / figures.writeSeconds / 1e6, things / figures.readSeconds / 1e6);
}

/// Writing takes a look at every sample, reading does not.
void printStatistics(const std::string &name, const Figures &figures)
{
    const auto chunks = double(figures.things);
    std::printf("%-38s %4d %12s %9.1f %11.1f %11.1f\n", name.c_str(), 0, "1 of 5760",
                double(figures.bytes) / chunks,
                chunks * double(DaySamples) / figures.writeSeconds / 1e6,
                chunks / figures.readSeconds / 1e6);
}

void printHead(const char *thing)
{
    std::printf("\n%-38s %4s %12s %9s %11s %11s\n", "metric", "±ms", thing, "bytes", "write M/s",
                "read M/s");
}

std::vector<unsigned> allKinds()
{
    std::vector<unsigned> kinds;
    for (unsigned kind = 0; kind < bench::Workload::kindCount(); ++kind)
        kinds.push_back(kind);
    kinds.push_back(Mix);
    return kinds;
}

} // namespace

int main()
{
    printHead("chunk");
    for (const unsigned kind : allKinds())
        print(nameOf(kind), 0, "5760", measureChunks(makeSeries(kind, 0, DaySamples), DaySamples));
    for (const TimeMs jitterMs : {0, 3}) {
        const auto series = makeSeries(Mix, jitterMs, 8192);
        for (const std::size_t chunkSamples : {120u, 512u, 2048u, 8192u})
            print(nameOf(Mix), jitterMs, std::to_string(chunkSamples),
                  measureChunks(series, chunkSamples));
    }
    print(nameOf(Mix), 3, "5760", measureChunks(makeSeries(Mix, 3, DaySamples), DaySamples));

    std::printf("\n%-38s %4s %12s %9s %11s %11s\n", "metric", "±ms", "statistics", "bytes",
                "samples M/s", "read M/s");
    for (const unsigned kind : allKinds())
        printStatistics(nameOf(kind), measureStatistics(makeSeries(kind, 0, DaySamples)));

    printHead("rollup row");
    constexpr TimeMs Minute = 60'000;
    for (const unsigned kind : allKinds()) {
        const auto series = makeSeries(kind, 0, DaySamples);
        print(nameOf(kind), 0, "1m of a day", measureRollups(series, Minute));
        print(nameOf(kind), 0, "1h of a day", measureRollups(series, 60 * Minute));
    }
    print(nameOf(Mix), 3, "1m of a day", measureRollups(makeSeries(Mix, 3, DaySamples), Minute));
    const auto month = makeSeries(0, 0, 30 * DaySamples);
    print(nameOf(0), 0, "1h of a month", measureRollups(month, 60 * Minute));
    return 0;
}
