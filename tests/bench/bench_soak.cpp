// The seed's 53 days, 137 M samples, through a store on disk: memory, disk and time, and the proof
// that everything is there afterwards.
//   bench_soak [--days N] [--series N] [--raw-days N, default 15] [--memory MIB, default 64]
//              [--strict] [--folder PATH, stays] [--svg FILE]

#include "tests/bench/soak.h"
#include "tests/bench/soakplot.h"
#include "tests/bench/stopwatch.h"

#include <QTemporaryDir>

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

using namespace tinyobs;
using namespace tinyobs::bench;

namespace {

// STORAGE.md 8: what 53 days of raw samples and their rollups took in the prototype.
constexpr double PrototypeDays = 53;
constexpr double PrototypeRaw = 149e6;
constexpr double PrototypeRollups = 11e6;

double mega(double bytes)
{
    return bytes / 1e6;
}

double peakResidentBytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return double(usage.ru_maxrss) * 1024;
}

/// CPU seconds that making the samples takes, which is none of the store's work.
double workloadSeconds(const SoakOptions &options)
{
    Workload workload = soakWorkload(options);
    SampleBatch batch;
    const Stopwatch watch;
    const TimeMs end = workload.tickMs() + DayMs;
    while (workload.tickMs() < end)
        workload.nextTick(batch);
    return watch.cpuSeconds() * options.days;
}

double total(const SoakDay &day)
{
    double bytes = double(day.otherBytes);
    for (const std::uint64_t tier : day.tierBytes)
        bytes += double(tier);
    return bytes;
}

void print(const SoakDay &day, double resident)
{
    std::printf("%4d  %6.1f  %6.2f  %8.2f %6.2f %6.2f %6.2f  %8.2f  %5llu  %10llu\n", day.day,
                mega(resident), mega(double(day.stats.memoryBytes)), mega(double(day.tierBytes[0])),
                mega(double(day.tierBytes[1])), mega(double(day.tierBytes[2])),
                mega(double(day.otherBytes)), mega(total(day)),
                static_cast<unsigned long long>(day.files),
                static_cast<unsigned long long>(day.stats.samples));
    std::fflush(stdout);
}

int failed(const Error &error)
{
    std::fprintf(stderr, "%s\n", error.message.c_str());
    return EXIT_FAILURE;
}

struct Arguments
{
    SoakOptions soak;
    int rawDays = 15;
    std::string svg;
};

bool parse(int argc, char **argv, Arguments &arguments)
{
    arguments.soak.store.durability = Durability::Relaxed;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (name == "--strict") {
            arguments.soak.store.durability = Durability::Strict;
            continue;
        }
        if (++i == argc)
            return false;
        if (name == "--days")
            arguments.soak.days = std::max(1, std::atoi(argv[i]));
        else if (name == "--series")
            arguments.soak.series = std::strtoull(argv[i], nullptr, 10);
        else if (name == "--raw-days")
            arguments.rawDays = std::max(1, std::atoi(argv[i]));
        else if (name == "--memory")
            arguments.soak.store.memoryBytes = std::strtoull(argv[i], nullptr, 10) << 20;
        else if (name == "--folder")
            arguments.soak.folder = argv[i];
        else if (name == "--svg")
            arguments.svg = argv[i];
        else
            return false;
    }
    arguments.soak.store.retention.keepFor[0] = std::chrono::hours(24 * arguments.rawDays);
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    Arguments arguments;
    if (!parse(argc, argv, arguments)) {
        std::fprintf(stderr, "unknown or unfinished option; they are at the top of the source\n");
        return EXIT_FAILURE;
    }
    SoakOptions &options = arguments.soak;
    const QTemporaryDir temporary;
    if (options.folder.empty())
        options.folder = temporary.path().toStdString();
    const double makingSeconds = workloadSeconds(options);
    const double idle = residentBytes();

    std::printf(
        " day  RSS MB    head   raw MB     1m     1h  other     total  files     samples\n");
    SoakPlot plot;
    SoakDay last;
    const auto begin = std::chrono::steady_clock::now();
    const std::clock_t cpuBegin = std::clock();
    const auto waits = runSoak(options, [&](const SoakDay &day) {
        const double resident = residentBytes();
        print(day, resident);
        plot.add({resident, double(day.tierBytes[0]), double(day.tierBytes[1] + day.tierBytes[2]),
                  total(day)});
        last = day;
    });
    if (!waits)
        return failed(waits.error());
    const double cpu = double(std::clock() - cpuBegin) / CLOCKS_PER_SEC;
    const double wall =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const double peak = peakResidentBytes();
    const auto samples = double(last.stats.samplesAppended);
    std::printf("%.0f samples in %.1f s, %.1f s of CPU, about %.1f of it making the samples: "
                "%.2f M samples per CPU-second of the store\n",
                samples, wall, cpu, makingSeconds, samples / (cpu - makingSeconds) / 1e6);
    std::printf("%llu commits, %llu flushes, %llu merges, %llu failures, %llu waits\n",
                static_cast<unsigned long long>(last.stats.commits),
                static_cast<unsigned long long>(last.stats.flushes),
                static_cast<unsigned long long>(last.stats.merges),
                static_cast<unsigned long long>(last.stats.upkeepFailures),
                static_cast<unsigned long long>(*waits));
    std::printf("peak RSS %.1f MB, of it %.1f before the first sample\n", mega(peak), mega(idle));

    const double share = std::min(double(options.days), PrototypeDays) / PrototypeDays;
    const double keptShare =
        std::min(double(std::min(options.days, arguments.rawDays)), PrototypeDays) / PrototypeDays;
    std::printf("raw %.1f MB, %.2f B/sample held; the prototype had %.1f. "
                "Rollups %.1f MB; the prototype had %.1f\n",
                mega(double(last.tierBytes[0])),
                double(last.tierBytes[0]) / double(std::max<std::uint64_t>(1, last.stats.samples)),
                mega(PrototypeRaw * keptShare), mega(double(last.tierBytes[1] + last.tierBytes[2])),
                mega(PrototypeRollups * share));

    const auto checked = checkSoak(options);
    if (!checked)
        return failed(checked.error());
    std::printf("restart %.3f s; %llu samples compared bit for bit, %llu too old; "
                "%llu rows of 1m and %llu of 1h\n",
                checked->restartSeconds, static_cast<unsigned long long>(checked->samples),
                static_cast<unsigned long long>(checked->clipped),
                static_cast<unsigned long long>(checked->minuteRows),
                static_cast<unsigned long long>(checked->hourRows));
    if (!arguments.svg.empty() && !plot.write(arguments.svg)) {
        std::fprintf(stderr, "%s cannot be written\n", arguments.svg.c_str());
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
