// How the cost of a query grows: with the number of series over an hour, and with the range over
// some series, a year of which is kept as samples and rollups. In one process, no HTTP. Prints
// Markdown; --svg draws both.
//     bench_querygrowth [--series 20] [--most 100000] [--days 365] [--svg FILE]

#include "core/base/canceltoken.h"
#include "core/promql/query.h"
#include "core/storage/store.h"
#include "tests/bench/growthplot.h"
#include "tests/bench/workload.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

using namespace tinyobs;
using namespace tinyobs::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr TimeMs GapMs = 15'000;
constexpr TimeMs HourMs = 3600'000;
constexpr TimeMs DayLengthMs = 24 * HourMs;
constexpr TimeMs EndMs = 20'000 * DayLengthMs;
constexpr TimeMs WindowsBeforeMs = 600'000;

struct Answer
{
    double ms = 0; // median
    double millionSamples = 0;
};

Answer ask(const Store &store, const std::string &text, TimeMs spanMs, TimeMs stepMs)
{
    promql::Query query;
    query.text = text;
    query.isRange = true;
    query.grid = {EndMs - spanMs, stepMs, std::size_t(spanMs / stepMs) + 1};
    query.limits.series = 1'000'000;
    std::vector<double> times;
    Answer answer;
    for (int round = -1; round < 7; ++round) {
        QElapsedTimer timer;
        timer.start();
        const auto result = promql::runQuery(store, query, CancelToken());
        if (!result)
            qFatal("%s", result.error().message.c_str());
        if (round >= 0)
            times.push_back(double(timer.nsecsElapsed()) / 1e6);
        answer.millionSamples = double(result->stats.samplesRead) / 1e6;
    }
    std::sort(times.begin(), times.end());
    answer.ms = times[times.size() / 2];
    return answer;
}

/// Ticks until the end, with the upkeep of a running server.
void fill(Store &store, ManualClock &clock, std::size_t series, TimeMs spanMs)
{
    WorkloadOptions options;
    options.series = series;
    options.onlyKind = 0;
    options.startMs = EndMs - spanMs;
    options.stepMs = GapMs;
    Workload workload(options);
    SampleBatch batch;
    for (int tick = 0; workload.tickMs() <= EndMs; ++tick) {
        clock.set(workload.tickMs());
        workload.nextTick(batch);
        AppendReport report = store.append(batch, workload, AppendMode::WholeBatch);
        for (int attempt = 0; report.appended < batch.size(); ++attempt) {
            if (!report.isUnavailable || attempt == 1000)
                qFatal("%s", report.refusals.front().message.c_str());
            (void)store.maintain();
            report = store.append(batch, workload, AppendMode::WholeBatch);
        }
        if (tick % 4 == 0)
            (void)store.maintain();
    }
    clock.set(EndMs);
}

struct Span
{
    const char *name;
    TimeMs ms;
    TimeMs stepMs;
    const char *window;
};

constexpr Span Spans[] = {
    {"1 h", HourMs, 15'000, "5m"},
    {"1 d", 24 * HourMs, 360'000, "12m"},
    {"30 d", 30 * DayLengthMs, 3 * HourMs, "6h"},
    {"1 y", 360 * DayLengthMs, 36 * HourMs, "72h"},
};

void growSeries(int most, GrowthPlot &plot)
{
    std::printf(
        "| series, 1 h at 15 s | sum by (job)(rate(x[5m])), ms | M samples | ns per sample |\n"
        "|---|---|---|---|\n");
    for (int series = 10; series <= most; series *= 10) {
        ManualClock clock{EndMs};
        StoreOptions options;
        options.memoryBytes = 8ull << 30;
        Store store(options, clock);
        fill(store, clock, std::size_t(series), HourMs + WindowsBeforeMs);
        const Answer answer =
            ask(store, "sum by (job) (rate({__name__=~\".+\"}[5m]))", HourMs, GapMs);
        std::printf("| %d | %.2f | %.2f | %.1f |\n", series, answer.ms, answer.millionSamples,
                    answer.ms * 1e6 / (answer.millionSamples * 1e6));
        std::fflush(stdout);
        plot.addSeries(series, answer.ms);
    }
}

void growSpan(std::size_t series, int days, GrowthPlot &plot)
{
    QTemporaryDir folder;
    ManualClock clock{EndMs - days * DayLengthMs};
    StoreOptions options;
    options.retention.keepBytes = 0;
    Store store(options, clock);
    if (const auto opened = store.open(folder.path().toStdString()); !opened)
        qFatal("%s", opened.error().message.c_str());
    QElapsedTimer timer;
    timer.start();
    fill(store, clock, series, days * DayLengthMs);
    for (int i = 0; i < 50; ++i)
        (void)store.maintain();
    std::fprintf(stderr, "%d days of %zu series in %.0f s\n", days, series,
                 double(timer.elapsed()) / 1000);
    std::printf("\n| range, %zu series, about 240 steps | window | rate, ms | M samples and rows | "
                "sum of values, ms | highest, ms |\n|---|---|---|---|---|---|\n",
                series);
    const std::string all = "{__name__=~\".+\"}";
    for (const Span &span : Spans) {
        if (span.ms > days * DayLengthMs)
            continue;
        const std::string window = std::string("[") + span.window + "]";
        const Answer rate =
            ask(store, "sum by (job) (rate(" + all + window + "))", span.ms, span.stepMs);
        const Answer values = ask(store, "sum by (job) (" + all + ")", span.ms, span.stepMs);
        const Answer highest =
            ask(store, "max by (job) (max_over_time(" + all + window + "))", span.ms, span.stepMs);
        std::printf("| %s at %lld s | %s | %.2f | %.2f | %.2f | %.2f |\n", span.name,
                    static_cast<long long>(span.stepMs / 1000), span.window, rate.ms,
                    rate.millionSamples, values.ms, highest.ms);
        std::fflush(stdout);
        plot.addHours(double(span.ms) / double(HourMs), rate.ms);
    }
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"series"_s, u"Of the year."_s, u"n"_s, u"20"_s},
                       {u"most"_s, u"Series of the hour, at most."_s, u"n"_s, u"100000"_s},
                       {u"days"_s, u"How long the year is."_s, u"n"_s, u"365"_s},
                       {u"svg"_s, u"Where to draw."_s, u"file"_s}});
    parser.process(app);
    GrowthPlot plot;
    growSeries(parser.value(u"most"_s).toInt(), plot);
    growSpan(std::size_t(parser.value(u"series"_s).toInt()), parser.value(u"days"_s).toInt(), plot);
    const QString svg = parser.value(u"svg"_s);
    return svg.isEmpty() || plot.write(svg.toStdString()) ? 0 : 1;
}
