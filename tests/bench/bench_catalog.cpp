// The catalog with the workload's labels: writing the definitions of new series, and reading them
// all as a start does (decoding only; what the store builds of them is bench_start's).

#include "core/storage/disk/catalogfile.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workload.h"

#include <QTemporaryDir>

#include <chrono>
#include <cstdio>

using namespace tinyobs;

namespace {

double wallSeconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

bool measure(std::size_t series, std::size_t labels)
{
    const bench::Workload workload({.series = series, .labels = labels});
    std::vector<SeriesDefinition> definitions;
    for (std::size_t i = 0; i < series; ++i)
        definitions.push_back({static_cast<std::uint32_t>(i), 0, workload.seriesLabels(i)});

    const QTemporaryDir folder;
    Result<CatalogFile> catalog = CatalogFile::open(folder.path().toStdString());
    if (!catalog)
        return false;
    bench::Stopwatch watch;
    double begin = wallSeconds();
    if (!catalog->addSeries(definitions))
        return false;
    const double addCpu = watch.cpuSeconds();
    const double addWall = wallSeconds() - begin;

    std::size_t visited = 0;
    watch.restart();
    begin = wallSeconds();
    const auto damage = catalog->visitSeries([&](const SeriesBlock &block) -> Result<void> {
        visited += block.entries.size();
        return {};
    });
    std::printf("%9zu %7zu %11.3f %11.3f %12.3f %12.3f\n", series, labels, addCpu, addWall,
                watch.cpuSeconds(), wallSeconds() - begin);
    return damage && damage->empty() && visited == series;
}

} // namespace

int main()
{
    std::printf("%9s %7s %11s %11s %12s %12s\n", "series", "labels", "add CPU s", "add wall s",
                "load CPU s", "load wall s");
    for (const std::size_t series : {100'000, 500'000, 1'000'000}) {
        if (!measure(series, 9)) {
            std::fprintf(stderr, "the catalog failed\n");
            return 1;
        }
    }
    return 0;
}
