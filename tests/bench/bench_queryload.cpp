// Ten clients that ask over and over while samples come in, tinyobsd beside Debian's
// VictoriaMetrics (without its response cache) and Prometheus, each alone: how long answers take,
// and what comes in meanwhile. Prints Markdown.
//     TINYOBS_BIN_DIR=build/bench/bin bench_queryload [--only names] [--clients 10] [--seconds 20]
//         [--rate 500000]

#include "core/base/clock.h"
#include "tests/bench/peerload.h"
#include "tests/bench/querypeers.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>

#include <atomic>
#include <cstdio>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

using namespace tinyobs;
using namespace tinyobs::bench;
using namespace Qt::StringLiterals;

namespace {

struct Options
{
    int clients = 10;
    int seconds = 20;
    int rate = 500'000; // samples a second
};

struct Outcome
{
    std::vector<double> times; // ms
    int failures = 0;
    double samplesPerSecond = 0;
    double cpuSeconds = 0;
};

constexpr std::size_t IngestSeries = 10'000;

/// Requests at the wanted pace, or as fast as they are taken, until it is time to stop.
void ingest(Peer &peer, const Options &options, const std::atomic_bool &stops, Outcome &outcome)
{
    WorkloadOptions workload;
    workload.series = IngestSeries;
    workload.startMs = SystemClock().nowMs() - 3600'000;
    workload.stepMs = 1000;
    PeerLoad load(workload, 8000);
    QElapsedTimer timer;
    timer.start();
    std::size_t sent = 0;
    while (!stops) {
        const std::vector<QByteArray> bodies = load.next(5);
        if (!peer.write(bodies))
            std::fprintf(stderr, "%s: %s\n", peer.row().name, peer.failure().constData());
        sent += 5 * IngestSeries;
        const double dueMs = 1000.0 * double(sent) / options.rate;
        if (const double aheadMs = dueMs - double(timer.elapsed()); aheadMs > 0)
            std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(aheadMs));
    }
    outcome.samplesPerSecond = 1000.0 * double(sent) / double(timer.elapsed());
}

Outcome measure(Peer &peer, const Options &options, TimeMs endMs)
{
    Outcome outcome;
    std::mutex mutex;
    std::atomic_bool stops = false;
    const double cpuBefore = peer.cpuSeconds();
    const auto client = [&](int number) {
        QueryConnection connection(peer.port());
        std::vector<double> times;
        int failures = 0;
        for (std::size_t i = std::size_t(number); !stops; ++i) {
            const QueryRow &row = queryRows()[i % (queryRows().size() - 2)]; // not the wide ones
            QElapsedTimer timer;
            timer.start();
            if (connection.ask(targetOf(row, endMs)) < 0)
                ++failures;
            times.push_back(double(timer.nsecsElapsed()) / 1e6);
        }
        const std::lock_guard lock(mutex);
        outcome.times.insert(outcome.times.end(), times.begin(), times.end());
        outcome.failures += failures;
    };
    // The peer's own connection belongs to this thread, which brings the samples.
    std::vector<std::thread> clients;
    for (int i = 0; i < options.clients; ++i)
        clients.emplace_back(client, i);
    std::thread clock([&] {
        std::this_thread::sleep_for(std::chrono::seconds(options.seconds));
        stops = true;
    });
    ingest(peer, options, stops, outcome);
    clock.join();
    for (std::thread &thread : clients)
        thread.join();
    outcome.cpuSeconds = peer.cpuSeconds() - cpuBefore;
    return outcome;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"only"_s, u"Servers, separated by commas."_s, u"names"_s},
                       {u"clients"_s, u"That ask at once."_s, u"n"_s, u"10"_s},
                       {u"seconds"_s, u"For each server."_s, u"n"_s, u"20"_s},
                       {u"rate"_s, u"Samples a second that come in."_s, u"n"_s, u"500000"_s}});
    parser.process(app);
    const Options options{parser.value(u"clients"_s).toInt(), parser.value(u"seconds"_s).toInt(),
                          parser.value(u"rate"_s).toInt()};
    const TimeMs endMs = SystemClock().nowMs() / 60'000 * 60'000 - 60'000;
    const std::vector<QueryMetrics> metrics = makeQueryMetrics(1);
    std::printf(
        "| server | answers/s | p50 ms | p99 ms | samples/s taken | server's CPU-s | failed |\n"
        "|---|---|---|---|---|---|---|\n");
    const QString only = parser.value(u"only"_s);
    for (const PeerRow &row : peerTable()) {
        if (!only.isEmpty() && !only.split(u',').contains(QLatin1StringView(row.name)))
            continue;
        Peer peer(row, QLatin1StringView(row.name) == "tinyobsd"_L1
                           ? QStringList{u"--memory"_s, u"1GiB"_s}
                           : QStringList());
        if (!peer.isInstalled() || !peer.start())
            continue;
        std::fprintf(stderr, "loading %s\n", row.name);
        loadQueryMetrics(peer, metrics, endMs);
        peer.waitUntilSettled();
        const Outcome outcome = measure(peer, options, endMs);
        std::printf("| %s %s | %.0f | %.1f | %.1f | %.0f | %.1f | %d |\n", row.name,
                    peer.version().constData(), double(outcome.times.size()) / options.seconds,
                    quantileOf(outcome.times, 0.5), quantileOf(outcome.times, 0.99),
                    outcome.samplesPerSecond, outcome.cpuSeconds, outcome.failures);
        std::fflush(stdout);
    }
    return 0;
}
