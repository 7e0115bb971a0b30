// What a sample costs by each way in, tinyobsd beside Debian's VictoriaMetrics and Prometheus: the
// same bodies to each in turn. CPU is that of the servers alone. Every server of a row is new.
// Prints Markdown; a program that is not installed is left out.
//     TINYOBS_BIN_DIR=build/bench/bin bench_doors [--only names] [--row text] [--seconds 6]

#include "tests/bench/doorload.h"
#include "tests/bench/peer.h"
#include "tests/integration/keepalive.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>

#include <cstdio>
#include <optional>
#include <vector>

using namespace tinyobs;
using namespace tinyobs::bench;
using namespace Qt::StringLiterals;

namespace {

struct Row
{
    const char *title;
    Door door;
    std::size_t connections;
    std::size_t samplesPerRequest; // 1: what counts is the request
    std::size_t requests;
};

constexpr Row Rows[] = {
    {"remote write, 2 connections", Door::RemoteWrite, 2, 2000, 2400},
    {"OTLP protobuf", Door::Otlp, 1, 2000, 1200},
    {"VictoriaMetrics' JSON lines", Door::VmImport, 1, 2000, 1200},
    {"Prometheus text", Door::Text, 1, 2000, 1200},
    {"seed JSON", Door::SeedJson, 1, 2000, 1200},
    {"one sample by remote write, 1 connection", Door::RemoteWrite, 1, 1, 40'000},
    {"one sample by remote write, 16 connections", Door::RemoteWrite, 16, 1, 100'000},
    {"one sample by remote write, 256 connections", Door::RemoteWrite, 256, 1, 100'000},
    {"one sample by seed JSON, 1 connection", Door::SeedJson, 1, 1, 40'000},
};

struct Cost
{
    double cpuSeconds = 0;
    double wallSeconds = 0;
    double requests = 0;
};

/// Nothing where the server does not take it.
std::optional<Cost> measure(const PeerRow &row, const Row &what,
                            const std::vector<QByteArray> &bodies, double seconds)
{
    const QByteArray head = headOf(what.door, row.name);
    Peer peer(row);
    if (head.isEmpty() || !peer.isInstalled() || !peer.start())
        return std::nullopt;
    const double cpuBefore = peer.cpuSeconds();
    QElapsedTimer timer;
    timer.start();
    Cost cost;
    test::KeepAlive connections(peer.port(), what.connections, head);
    auto next = bodies.begin();
    const auto isOver = [&] { return double(timer.elapsed()) / 1000 >= seconds; };
    cost.requests = double(connections.post(
        [&] { return next == bodies.end() || isOver() ? QByteArray() : *next++; }));
    cost.wallSeconds = double(timer.nsecsElapsed()) / 1e9;
    cost.cpuSeconds = peer.cpuSeconds() - cpuBefore;
    if (!connections.failure().isEmpty()) {
        std::fprintf(stderr, "%s, %s: %s\n", row.name, what.title,
                     connections.failure().constData());
        return std::nullopt;
    }
    return cost;
}

void print(const Row &what, const PeerRow &peer, const std::optional<Cost> &cost)
{
    if (!cost)
        return;
    const double samples = cost->requests * double(what.samplesPerRequest);
    std::printf("| %s | %s | %.0f | %.2f | %.2f | %.1f |\n", what.title, peer.name,
                samples / cost->wallSeconds / 1000, cost->cpuSeconds / samples * 1e6,
                samples / cost->cpuSeconds / 1e6, cost->cpuSeconds / cost->requests * 1e6);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (!qEnvironmentVariableIsSet("TINYOBS_BIN_DIR"))
        qputenv("TINYOBS_BIN_DIR", QCoreApplication::applicationDirPath().toUtf8());
    QCommandLineParser parser;
    const QCommandLineOption only(u"only"_s, u"programs, with commas between"_s, u"names"_s);
    const QCommandLineOption row(u"row"_s, u"rows whose title holds this"_s, u"text"_s);
    const QCommandLineOption seconds(u"seconds"_s, u"per row and program, at most"_s, u"count"_s,
                                     u"6"_s);
    parser.addHelpOption();
    parser.addOptions({only, row, seconds});
    parser.process(application);

    const QStringList names = parser.value(only).split(u',', Qt::SkipEmptyParts);
    std::printf(
        "| way in | program | k samples/s | CPU-s per M samples | M samples per CPU-s | CPU "
        "us per request |\n|---|---|---|---|---|---|\n");
    for (const Row &what : Rows) {
        if (!QString::fromLatin1(what.title).contains(parser.value(row)))
            continue;
        const std::vector<QByteArray> bodies =
            bodiesOf(what.door, what.samplesPerRequest, what.requests);
        for (const PeerRow &peer : peerTable()) {
            if (names.isEmpty() || names.contains(QString::fromLatin1(peer.name)))
                print(what, peer, measure(peer, what, bodies, parser.value(seconds).toDouble()));
        }
    }
    return 0;
}
