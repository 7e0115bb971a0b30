// What it costs to keep a batch: a journal's write alone (CPU, bytes for the device) for records of
// several sizes, reading a journal back, the latency of a lone client of the committer, and its
// throughput with many that wait. Linux only. The folder says which device is measured.
//     bench_committer [folder]

#include "core/storage/disk/committer.h"
#include "core/storage/disk/folder.h"
#include "tests/bench/stopwatch.h"

#include <QDir>
#include <QTemporaryDir>

#include <sys/resource.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <random>

using namespace tinyobs;

namespace {

using SteadyClock = std::chrono::steady_clock;
using Record = std::vector<std::uint8_t>;

double secondsSince(SteadyClock::time_point begin)
{
    return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

double processCpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) {
        return double(time.tv_sec) + double(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Bytes this process has caused to be written to devices.
double deviceBytes()
{
    std::FILE *io = std::fopen("/proc/self/io", "r");
    if (!io)
        return 0;
    char line[128];
    double bytes = 0;
    while (std::fgets(line, sizeof line, io))
        std::sscanf(line, "write_bytes: %lf", &bytes);
    std::fclose(io);
    return bytes;
}

Record recordOf(std::size_t size)
{
    std::mt19937 random(1);
    Record record(size);
    for (std::uint8_t &byte : record)
        byte = static_cast<std::uint8_t>(random());
    record.front() = 1;
    return record;
}

/// A folder of its own for each row, so that each begins with an empty journal.
struct Folder
{
    explicit Folder(const QString &parent)
        : folder(parent + QStringLiteral("/bench_committer-XXXXXX"))
    {
    }
    std::unique_ptr<Journal> open(Epoch epoch) const
    {
        auto journal = Journal::open(folder.path().toStdString(), epoch);
        if (!journal) {
            std::fprintf(stderr, "%s\n", journal.error().message.c_str());
            std::exit(1);
        }
        return std::move(*journal);
    }

    QTemporaryDir folder;
};

struct WriteRow
{
    std::size_t recordBytes;
    std::size_t records;
    Sync sync;
};

constexpr WriteRow WriteRows[] = {{100, 3000, Sync::Full},       {1000, 3000, Sync::Full},
                                  {20'000, 1000, Sync::Full},    {200'000, 200, Sync::Full},
                                  {100, 20'000, Sync::WriteOut}, {20'000, 2000, Sync::WriteOut},
                                  {200'000, 200, Sync::WriteOut}};

void measureWrites(const QString &parent)
{
    std::printf("%-10s %9s %9s %11s %11s %11s %11s\n", "write", "record B", "records", "CPU us",
                "wall us", "log B", "device B");
    for (const WriteRow &row : WriteRows) {
        const Folder folder(parent);
        const std::unique_ptr<Journal> journal = folder.open(1);
        const Record record = recordOf(row.recordBytes);
        static_cast<void>(journal->write(record, row.sync));
        const std::uint64_t logBefore = journal->bytes();
        const double deviceBefore = deviceBytes();
        const auto begin = SteadyClock::now();
        const bench::Stopwatch cpu;
        for (std::size_t i = 0; i < row.records; ++i) {
            if (!journal->write(record, row.sync))
                std::exit(1);
        }
        const auto count = double(row.records);
        const double cpuSeconds = cpu.cpuSeconds();
        const double wall = secondsSince(begin);
        static_cast<void>(journal->sync());
        std::printf("%-10s %9zu %9zu %11.1f %11.1f %11.0f %11.0f\n",
                    row.sync == Sync::Full ? "full" : "write-out", row.recordBytes, row.records,
                    cpuSeconds / count * 1e6, wall / count * 1e6,
                    double(journal->bytes() - logBefore) / count,
                    (deviceBytes() - deviceBefore) / count);
        std::fflush(stdout);
    }
}

void measureReading(const QString &parent)
{
    std::printf("\n%-10s %9s %9s %11s %11s\n", "read", "record B", "records", "open ms", "read ms");
    for (const std::size_t recordBytes :
         {std::size_t(100), std::size_t(5000), std::size_t(200'000)}) {
        const Folder folder(parent);
        const std::size_t records = recordBytes < 1000 ? 20'000 : 25'000'000 / recordBytes;
        {
            const std::unique_ptr<Journal> journal = folder.open(1);
            for (std::size_t i = 0; i < records; ++i)
                static_cast<void>(journal->write(recordOf(recordBytes), Sync::WriteOut));
        }
        auto begin = SteadyClock::now();
        const std::unique_ptr<Journal> journal = folder.open(1);
        const double openSeconds = secondsSince(begin);
        begin = SteadyClock::now();
        std::size_t sum = 0;
        static_cast<void>(journal->read([&sum](Bytes record) -> Result<void> {
            sum += record.size() + record.back();
            return {};
        }));
        std::printf("%-10s %9zu %9zu %11.1f %11.1f   (log %.1f MB)\n", sum ? "" : "nothing",
                    recordBytes, records, openSeconds * 1e3, secondsSince(begin) * 1e3,
                    double(journal->bytes()) / 1e6);
        std::fflush(stdout);
    }
}

void measureLoneClient(const QString &parent, Durability durability)
{
    const Folder folder(parent);
    Committer committer({.durability = durability}, folder.open(1));
    const Record record = recordOf(100);
    std::vector<double> latencies;
    const auto start = SteadyClock::now();
    const double cpuBefore = processCpuSeconds();
    for (int i = 0; i < 3000; ++i) {
        const auto begin = SteadyClock::now();
        static_cast<void>(committer.waitDurable(*committer.submit(record)));
        latencies.push_back(secondsSince(begin));
    }
    const double cpu = processCpuSeconds() - cpuBefore;
    const double elapsed = secondsSince(start);
    std::sort(latencies.begin(), latencies.end());
    std::printf("%-10s %9d %11.0f %11.0f %11.0f %13.1f %11s\n",
                durability == Durability::Strict ? "strict" : "relaxed", 1, 3000 / elapsed,
                latencies[latencies.size() / 2] * 1e6, latencies[latencies.size() * 99 / 100] * 1e6,
                cpu / 3000 * 1e6, "1.0");
    std::fflush(stdout);
}

/// Clients of which each submits again when its ticket is complete, all in one thread, as the
/// network thread does it.
void measureClients(const QString &parent, Durability durability, std::size_t clients)
{
    const Folder folder(parent);
    Committer committer({.durability = durability}, folder.open(1));
    const Record record = recordOf(100);
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<SteadyClock::time_point> ready(clients, SteadyClock::now());
    std::vector<SteadyClock::time_point> taken;
    std::vector<double> latencies;
    std::size_t waiting = clients;
    std::size_t done = 0;
    const auto begin = SteadyClock::now();
    const double cpuBefore = processCpuSeconds();
    const double seconds = 2;
    while (waiting > 0) {
        {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return !ready.empty(); });
            taken.swap(ready);
            waiting -= taken.size();
        }
        const bool goesOn = secondsSince(begin) < seconds;
        for (std::size_t i = 0; goesOn && i < taken.size(); ++i) {
            const auto start = SteadyClock::now();
            const Result<Committer::Ticket> ticket = committer.submit(record);
            {
                const std::lock_guard lock(mutex);
                ++waiting;
            }
            committer.whenDurable(*ticket, [&, start](const Result<void> &) {
                const std::lock_guard lock(mutex);
                latencies.push_back(secondsSince(start));
                ++done;
                ready.push_back({});
                changed.notify_one();
            });
        }
        taken.clear();
    }
    const double cpu = processCpuSeconds() - cpuBefore;
    const double elapsed = secondsSince(begin);
    std::sort(latencies.begin(), latencies.end());
    std::printf("%-10s %9zu %11.0f %11.0f %11.0f %13.2f %11.1f\n",
                durability == Durability::Strict ? "strict" : "relaxed", clients,
                double(done) / elapsed, latencies[latencies.size() / 2] * 1e6,
                latencies[latencies.size() * 99 / 100] * 1e6, cpu / double(done) * 1e6,
                double(done) / double(committer.stats().commits));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    const QString parent = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QDir::tempPath();
    measureWrites(parent);
    measureReading(parent);
    std::printf("\n%-10s %9s %11s %11s %11s %13s %11s\n", "committer", "clients", "batches/s",
                "p50 us", "p99 us", "CPU us/batch", "per commit");
    for (const Durability durability : {Durability::Strict, Durability::Relaxed}) {
        measureLoneClient(parent, durability);
        for (const std::size_t clients : {std::size_t(16), std::size_t(256)})
            measureClients(parent, durability, clients);
    }
    return 0;
}
