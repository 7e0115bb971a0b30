// Queries over HTTP, tinyobsd beside Debian's VictoriaMetrics (without its response cache) and
// Prometheus: the same data by remote write, the same queries one after the other over one
// connection, the servers in turn. Prints the median of each as Markdown; a program that is not
// installed is left out.
//     TINYOBS_BIN_DIR=build/bench/bin bench_promql [--only names] [--row text] [--rounds 21]
//         [--wide 500000]

#include "core/base/clock.h"
#include "tests/bench/querypeers.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>

#include <cstdio>
#include <memory>
#include <vector>

using namespace tinyobs;
using namespace tinyobs::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int TimesInARow = 7;

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"only"_s, u"Servers, separated by commas."_s, u"names"_s},
                       {u"row"_s, u"Rows with this text."_s, u"text"_s},
                       {u"rounds"_s, u"Times that each query is asked."_s, u"n"_s, u"21"_s},
                       {u"wide"_s, u"Series of the wide metric."_s, u"n"_s, u"500000"_s}});
    parser.process(app);
    const int rounds = parser.value(u"rounds"_s).toInt();
    const TimeMs endMs = SystemClock().nowMs() / 60'000 * 60'000 - 60'000;
    const std::vector<QueryMetrics> metrics = makeQueryMetrics(parser.value(u"wide"_s).toInt());

    std::vector<std::unique_ptr<Peer>> peers;
    const QString only = parser.value(u"only"_s);
    for (const PeerRow &row : peerTable()) {
        if (!only.isEmpty() && !only.split(u',').contains(QLatin1StringView(row.name)))
            continue;
        auto peer = std::make_unique<Peer>(row, QLatin1StringView(row.name) == "tinyobsd"_L1
                                                    ? QStringList{u"--memory"_s, u"1GiB"_s}
                                                    : QStringList());
        if (!peer->isInstalled() || !peer->start())
            continue;
        std::fprintf(stderr, "loading %s\n", row.name);
        loadQueryMetrics(*peer, metrics, endMs);
        peer->waitUntilSettled();
        peers.push_back(std::move(peer));
    }

    std::vector<std::unique_ptr<QueryConnection>> connections;
    for (const auto &peer : peers)
        connections.push_back(std::make_unique<QueryConnection>(peer->port()));
    std::printf("| query, p50 ms |");
    for (const auto &peer : peers)
        std::printf(" %s %s |", peer->row().name, peer->version().constData());
    std::printf("\n|---|");
    for (std::size_t i = 0; i < peers.size(); ++i)
        std::printf("---|");
    std::printf("\n");
    for (const QueryRow &row : queryRows()) {
        if (!QString::fromUtf8(row.title).contains(parser.value(u"row"_s)))
            continue;
        std::vector<std::vector<double>> times(peers.size());
        std::vector<qsizetype> sizes(peers.size(), 0);
        // In turn, but some times in a row: what another server left in the caches, and does after
        // its answer, is not this one's.
        for (int block = 0; block * TimesInARow < rounds; ++block) {
            for (std::size_t i = 0; i < peers.size(); ++i) {
                for (int time = -2; time < TimesInARow; ++time) {
                    QElapsedTimer timer;
                    timer.start();
                    sizes[i] = connections[i]->ask(targetOf(row, endMs));
                    if (time >= 0)
                        times[i].push_back(double(timer.nsecsElapsed()) / 1e6);
                }
            }
        }
        std::printf("| %s |", row.title);
        for (std::size_t i = 0; i < peers.size(); ++i)
            std::printf(" %.2f (%lld B) |", quantileOf(times[i], 0.5),
                        static_cast<long long>(sizes[i]));
        std::printf("\n");
        std::fflush(stdout);
    }
    return 0;
}
