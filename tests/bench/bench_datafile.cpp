// Data files: writing a flush of many short chunks, a day as it is closed, reading a day of many
// series, and what a sample takes on disk with everything.

#include "core/encoding/sealedchunk.h"
#include "core/storage/disk/merge.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workload.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace tinyobs;

namespace {

constexpr Day Today = 20'000;
constexpr TimeMs DayStart = dayStartMs(Today);

template <typename T>
T must(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
    return std::move(*result);
}

std::vector<SampleColumns> samplesOf(std::size_t series, std::size_t ticks, TimeMs jitterMs)
{
    bench::Workload workload({.series = series, .startMs = DayStart, .jitterMs = jitterMs});
    std::vector<SampleColumns> columns(series);
    SampleBatch batch;
    for (std::size_t tick = 0; tick < ticks; ++tick) {
        workload.nextTick(batch);
        for (std::size_t i = 0; i < series; ++i) {
            const TimeMs timeMs = std::max(batch.timesMs[i], DayStart);
            columns[i].append(std::min(timeMs, DayStart + DayMs - 1), batch.values[i]);
        }
    }
    return columns;
}

DataFilePtr write(const std::string &folder, const FileName &name, int pageBytes,
                  const std::vector<SampleColumns> &columns)
{
    const auto writer = must(DataFileWriter::create(folder, name, pageBytes));
    for (std::uint32_t i = 0; i < columns.size(); ++i)
        static_cast<void>(writer->addSamples(i, columns[i]));
    return must(writer->finish(0));
}

std::size_t readAll(const DataFile &file, SampleColumns &out)
{
    std::size_t samples = 0;
    DataFile::Lease reader = must(file.lease());
    for (const std::uint32_t series : file.series()) {
        out.clear();
        const auto done = reader->chunksOf(series, [&](const StoredChunk &chunk) -> Result<bool> {
            if (const auto opened = encoding::openChunk(chunk.data, out); !opened)
                return Failure(opened.error());
            return true;
        });
        samples += done ? out.size() : 0;
    }
    return samples;
}

double bestRead(const DataFile &file)
{
    SampleColumns out;
    double best = 1e9;
    for (int round = 0; round < 7; ++round) {
        const bench::Stopwatch watch;
        readAll(file, out);
        best = std::min(best, watch.cpuSeconds());
    }
    return best;
}

void measureFlush(const std::string &folder)
{
    constexpr std::size_t Ticks = 10;
    constexpr std::size_t Series = 500'000;
    const std::vector<SampleColumns> columns = samplesOf(Series, Ticks, 3);
    std::vector<std::uint8_t> sealed;
    const bench::Stopwatch sealing;
    for (const SampleColumns &series : columns) {
        sealed.clear();
        encoding::sealChunk(series.timesMs, series.values, sealed);
    }
    std::printf("flush: sealing alone %5.2f s\n", sealing.cpuSeconds());
    for (const int pageBytes : {4096, 16'384}) {
        const bench::Stopwatch watch;
        const DataFilePtr file = write(folder, {Tier::Raw, Today, Today, 1, 1}, pageBytes, columns);
        const double writeSeconds = watch.cpuSeconds();
        std::printf("flush: 500k chunks of 10 samples, pages of %2d KiB: write %5.2f s, "
                    "read %5.2f s, %5.2f B/sample\n",
                    pageBytes / 1024, writeSeconds, bestRead(*file),
                    double(file->bytes()) / double(Series * Ticks));
    }
}

void measureDay(const std::string &folder, TimeMs jitterMs)
{
    constexpr std::size_t Ticks = 5760;
    const std::vector<SampleColumns> columns = samplesOf(1000, Ticks, jitterMs);
    std::size_t sealedBytes = 0;
    for (const SampleColumns &series : columns) {
        std::vector<std::uint8_t> sealed;
        encoding::sealChunk(series.timesMs, series.values, sealed);
        sealedBytes += sealed.size();
    }
    DataFilePtr file;
    for (const int pageBytes : {2048, 4096, 16'384}) {
        const bench::Stopwatch watch;
        file = write(folder, {Tier::Raw, Today, Today, 1, 1}, pageBytes, columns);
        const double writeSeconds = watch.cpuSeconds();
        std::printf("day: 1000 series, each 15 s +-%lld ms, pages of %2d KiB: write %5.0f ms, "
                    "read %5.1f ms, %5.3f B/sample (chunks alone %5.3f)\n",
                    static_cast<long long>(jitterMs), pageBytes / 1024, writeSeconds * 1e3,
                    bestRead(*file) * 1e3, double(file->bytes()) / double(1000 * Ticks),
                    double(sealedBytes) / double(1000 * Ticks));
    }
    const MergePlan plan{MergePlan::Kind::CloseDay, {file}};
    const bench::Stopwatch watch;
    const DataFileList made = must(runMerge(folder, plan, {file}, {}));
    std::printf("     closed in %5.0f ms:", watch.cpuSeconds() * 1e3);
    for (const DataFilePtr &result : made) {
        std::printf(" %s %.2f B/row, %.3f B/sample;", rowOf(result->name().tier).name.data(),
                    double(result->bytes()) / double(result->samples()),
                    double(result->bytes()) / double(1000 * Ticks));
    }
    std::printf("\n");
}

/// Twelve flushes of two hours each.
void measureMerge(const std::string &folder)
{
    constexpr std::size_t Ticks = 480;
    bench::Workload workload({.series = 10'000, .startMs = DayStart, .jitterMs = 0});
    SampleBatch batch;
    DataFileList files;
    std::vector<SampleColumns> columns(10'000);
    for (Epoch epoch = 1; epoch <= 12; ++epoch) {
        for (SampleColumns &series : columns)
            series.clear();
        for (std::size_t tick = 0; tick < Ticks; ++tick) {
            workload.nextTick(batch);
            for (std::size_t i = 0; i < columns.size(); ++i)
                columns[i].append(batch.timesMs[i], batch.values[i]);
        }
        files.push_back(write(folder, {Tier::Raw, Today, Today, epoch, epoch}, 16'384, columns));
    }
    std::uint64_t bytes = 0;
    for (const DataFilePtr &file : files)
        bytes += file->bytes();
    const double before = bench::residentBytes();
    const bench::Stopwatch watch;
    const DataFileList made = must(runMerge(folder, {MergePlan::Kind::CloseDay, files}, files, {}));
    const double seconds = watch.cpuSeconds();
    const double samples = double(made.back()->samples());
    std::printf("merge: 12 files of 10k series into a closed day: %4.1f M samples/s, %.0f MiB more "
                "resident, %.3f -> %.3f B/sample raw\n",
                samples / seconds / 1e6, (bench::residentBytes() - before) / (1 << 20),
                double(bytes) / samples, double(made.back()->bytes()) / samples);
}

} // namespace

int main()
{
    const QTemporaryDir dir;
    const std::string folder = dir.path().toStdString();
    measureFlush(folder);
    measureDay(folder, 0);
    measureDay(folder, 3);
    measureMerge(folder);
    return 0;
}
