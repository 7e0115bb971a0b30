// tinyobsd beside Debian's VictoriaMetrics and Prometheus: the same remote write bodies to each in
// turn, round after round over one connection, and what that cost each of them. CPU and memory are
// those of the servers alone, read at the last answer. Prints Markdown; a program that is not
// installed is left out. Needs some minutes and gigabytes of memory.
//     TINYOBS_BIN_DIR=build/bench/bin bench_peers [--help]

#include "tests/bench/peer.h"
#include "tests/bench/peerload.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

using namespace tinyobs;
using namespace tinyobs::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs StepMs = 15'000;
constexpr TimeMs HourMs = 3'600'000;

struct Scenario
{
    const char *name;
    std::size_t series;
    std::size_t samples; // of each series
    std::size_t rounds;
    bool isKilled;      // and started again, and asked for what it has
    const char *memory; // that tinyobsd may use
};

constexpr std::array<Scenario, 2> Scenarios{{
    {"steady", 10'000, 720, 8, true, "64MiB"},
    {"churn", 500'000, 10, 5, false, "256MiB"},
}};

struct Sizes
{
    std::size_t samplesPerRequest = 2000;
    TimeMs agoMs = 0;
    double scale = 1;
};

/// What was measured of one server; absent where it could not be.
struct Outcome
{
    using Figure = std::optional<double>;

    Figure cpuPerMillion;
    Figure wallPerMillion;
    Figure peakMegabytes;
    Figure bytesPerSeries;
    Figure diskPerSample;
    Figure crashSeconds;
    Figure missing;
    Figure cleanSeconds;
    Figure compactedPerSample;
};

struct FigureRow
{
    const char *title;
    std::optional<double> Outcome::*figure;
    int decimals;
};

constexpr FigureRow Figures[] = {
    {"CPU-s per M samples", &Outcome::cpuPerMillion, 2},
    {"wall s per M samples, one connection", &Outcome::wallPerMillion, 2},
    {"peak RSS, MB", &Outcome::peakMegabytes, 0},
    {"peak RSS per series, bytes", &Outcome::bytesPerSeries, 0},
    {"on disk at the last answer, bytes per sample", &Outcome::diskPerSample, 2},
    {"start after SIGKILL until ready, s", &Outcome::crashSeconds, 2},
    {"acknowledged samples missing then", &Outcome::missing, 0},
    {"start after SIGTERM until ready, s", &Outcome::cleanSeconds, 2},
    {"on disk after compaction, bytes per sample held", &Outcome::compactedPerSample, 2},
};

struct Runner
{
    std::unique_ptr<Peer> peer;
    Outcome outcome;
    double wallSeconds = 0;
    bool isGood = true;
};

void giveUp(Runner &runner, const char *what)
{
    runner.isGood = false;
    std::fprintf(stderr, "%s: %s: %s\n", runner.peer->row().name, what,
                 runner.peer->failure().constData());
}

/// Those that are wanted, installed and start.
std::vector<Runner> startAll(const Scenario &scenario, const QStringList &names)
{
    std::vector<Runner> runners;
    for (const PeerRow &row : peerTable()) {
        const bool isOurs = &row == peerTable().data();
        if (!names.isEmpty() && !names.contains(QString::fromLatin1(row.name)))
            continue;
        Runner runner;
        runner.peer = std::make_unique<Peer>(
            row, isOurs ? QStringList{u"--memory"_s, QString::fromLatin1(scenario.memory)}
                        : QStringList());
        if (!runner.peer->isInstalled()) {
            std::fprintf(stderr, "%s is not installed, left out\n", row.name);
            continue;
        }
        if (!runner.peer->start())
            giveUp(runner, "does not start");
        else
            runners.push_back(std::move(runner));
    }
    return runners;
}

void writeRound(Runner &runner, const std::vector<QByteArray> &bodies)
{
    QElapsedTimer timer;
    timer.start();
    if (!runner.peer->write(bodies))
        giveUp(runner, "refuses");
    runner.wallSeconds += double(timer.nsecsElapsed()) / 1e9;
}

void readCost(Runner &runner, double samples, double series)
{
    const auto peak = double(runner.peer->peakResidentBytes());
    runner.outcome.cpuPerMillion = runner.peer->cpuSeconds() / samples * 1e6;
    runner.outcome.wallPerMillion = runner.wallSeconds / samples * 1e6;
    runner.outcome.peakMegabytes = peak / 1e6;
    runner.outcome.bytesPerSeries = peak / series;
    runner.outcome.diskPerSample = double(Peer::diskBytes(runner.peer->folder())) / samples;
}

/// What a crash costs, a clean restart, and what remains on the disk.
void readAfterwards(Runner &runner, const Scenario &scenario, double samples, TimeMs firstMs)
{
    Peer &peer = *runner.peer;
    if (scenario.isKilled) {
        runner.outcome.crashSeconds = peer.start();
        const auto seconds = int((SystemClock().nowMs() - firstMs) / 1000 + 60);
        if (const auto count = peer.row().countSamples(peer, seconds))
            runner.outcome.missing = samples - double(*count);
    }
    if (!peer.stop())
        std::fprintf(stderr, "%s does not stop\n", peer.row().name);
    runner.outcome.cleanSeconds = peer.start();
    const double held = samples - runner.outcome.missing.value_or(0);
    if (const std::uint64_t bytes = peer.row().compactedBytes(peer); held > 0)
        runner.outcome.compactedPerSample = double(bytes) / held;
    peer.stop();
}

void print(const Scenario &scenario, const std::vector<Runner> &runners, const Sizes &sizes,
           std::size_t ticks)
{
    std::printf("\n%s: %zu series x %zu samples every %lld s, %zu samples a request\n\n| |",
                scenario.name, scenario.series, ticks, static_cast<long long>(StepMs / 1000),
                sizes.samplesPerRequest);
    for (const Runner &runner : runners)
        std::printf(" %s %s |", runner.peer->row().name, runner.peer->version().constData());
    std::printf("\n|---|");
    for (std::size_t i = 0; i < runners.size(); ++i)
        std::printf("---|");
    for (const FigureRow &row : Figures) {
        std::printf("\n| %s |", row.title);
        for (const Runner &runner : runners) {
            if (const auto &figure = runner.outcome.*row.figure)
                std::printf(" %.*f |", row.decimals, *figure);
            else
                std::printf(" - |");
        }
    }
    std::printf("\n");
    std::fflush(stdout);
}

void measure(Scenario scenario, const Sizes &sizes, const QStringList &names)
{
    scenario.series = std::max(std::size_t(double(scenario.series) * sizes.scale), std::size_t(1));
    const std::size_t ticksPerRound = scenario.samples / scenario.rounds;
    const std::size_t ticks = ticksPerRound * scenario.rounds;
    const TimeMs endMs = SystemClock().nowMs() - sizes.agoMs;
    const TimeMs firstMs = (endMs / StepMs - TimeMs(ticks)) * StepMs;
    PeerLoad load({.series = scenario.series, .startMs = firstMs}, sizes.samplesPerRequest);
    const auto samples = double(scenario.series * ticks);

    std::vector<Runner> runners = startAll(scenario, names);
    for (std::size_t round = 1; round <= scenario.rounds; ++round) {
        const std::vector<QByteArray> bodies = load.next(ticksPerRound);
        for (Runner &runner : runners) {
            if (runner.isGood)
                writeRound(runner, bodies);
            if (runner.isGood && round == scenario.rounds)
                readCost(runner, samples, double(scenario.series));
            if (round == scenario.rounds && scenario.isKilled)
                runner.peer->kill();
        }
    }
    for (Runner &runner : runners) {
        if (runner.isGood)
            readAfterwards(runner, scenario, samples, firstMs);
    }
    print(scenario, runners, sizes, ticks);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (!qEnvironmentVariableIsSet("TINYOBS_BIN_DIR"))
        qputenv("TINYOBS_BIN_DIR", QCoreApplication::applicationDirPath().toUtf8());
    QCommandLineParser parser;
    const QCommandLineOption scenario(u"scenario"_s, u"steady or churn alone"_s, u"name"_s);
    const QCommandLineOption only(u"only"_s, u"programs, with commas between"_s, u"names"_s);
    const QCommandLineOption scale(u"scale"_s, u"part of the series"_s, u"factor"_s, u"1"_s);
    const QCommandLineOption request(u"request"_s, u"samples per request"_s, u"count"_s, u"2000"_s);
    const QCommandLineOption ago(u"ago"_s, u"how long before now the last sample lies"_s,
                                 u"hours"_s, u"0"_s);
    parser.addHelpOption();
    parser.addOptions({scenario, only, scale, request, ago});
    parser.process(application);

    const Sizes sizes{.samplesPerRequest = std::max(parser.value(request).toULong(), 1UL),
                      .agoMs = TimeMs(parser.value(ago).toDouble() * double(HourMs)),
                      .scale = parser.value(scale).toDouble()};
    const QStringList names = parser.value(only).split(u',', Qt::SkipEmptyParts);
    for (const Scenario &each : Scenarios) {
        if (!parser.isSet(scenario) || parser.value(scenario) == QString::fromLatin1(each.name))
            measure(each, sizes, names);
    }
    return 0;
}
