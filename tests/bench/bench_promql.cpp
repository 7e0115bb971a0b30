// Queries over HTTP, tinyobsd beside Debian's VictoriaMetrics (without its response cache) and
// Prometheus: the same data by remote write, the same queries one after the other over one
// connection, the servers in turn. Prints the median of each as Markdown; a program that is not
// installed is left out.
//     TINYOBS_BIN_DIR=build/bench/bin bench_promql [--only names] [--row text] [--rounds 21]
//         [--wide 500000]

#include "core/base/clock.h"
#include "tests/bench/peer.h"
#include "tests/bench/writerequest.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QHostAddress>
#include <QTcpSocket>
#include <QUrl>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <vector>

using namespace tinyobs;
using namespace tinyobs::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs GapMs = 15'000;
constexpr int Moments = 720; // three hours

enum class Kind { Instant, Range, Series };

struct Row
{
    const char *title;
    Kind kind;
    const char *query;
    int minutes; // of a range
    int stepSeconds;
};

constexpr Row Rows[] = {
    {"instant, one series", Kind::Instant, "one", 0, 0},
    {"range 1 h at 15 s, rate of one series", Kind::Range, "rate(one[5m])", 60, 15},
    {"sum by (job)(rate(x[5m])), 3k series x 720 samples, 60 s step", Kind::Range,
     "sum by (job) (rate(x[5m]))", 180, 60},
    {"histogram_quantile(0.99, sum by (le)(rate(b[5m]))), 2.4k buckets", Kind::Range,
     "histogram_quantile(0.99, sum by (le) (rate(b_bucket[5m])))", 180, 60},
    {"avg by (instance)(rate(cpu[5m])), 1.4k series, 1 h at 15 s", Kind::Range,
     "avg by (instance) (rate(cpu[5m]))", 60, 15},
    {"topk(10, rate(x[5m])) instant, 3k series", Kind::Instant, "topk(10, rate(x[5m]))", 0, 0},
    {"quantile_over_time(0.9, g[10m]), 25 series, 60 s step", Kind::Range,
     "quantile_over_time(0.9, g[10m])", 180, 60},
    {"/series, 3k", Kind::Series, "x", 180, 0},
    {"regex on a label, 3k series", Kind::Instant, "count(x{path=~\"/p[0-9]*7\"})", 0, 0},
    {"500k series: count with regex", Kind::Instant, "count(wide{path=~\"/w.*7\"})", 0, 0},
    {"500k series: sum by (path) of 29k", Kind::Instant, "sum by (path) (wide{shard=~\"1|2\"})", 0,
     0},
};

/// Label sets of the metrics, and how many samples each has.
struct Metric
{
    std::vector<std::string> labels; // fields of a TimeSeries
    int moments = Moments;
};

std::string fields(std::initializer_list<LabelView> labels)
{
    std::string text;
    for (const LabelView label : labels)
        text += labelField(label.name, label.value);
    return text;
}

std::vector<Metric> makeMetrics(int wide)
{
    std::vector<Metric> all;
    Metric narrow;
    narrow.labels.push_back(fields({{"__name__", "one"}, {"job", "api"}}));
    for (int i = 0; i < 25; ++i)
        narrow.labels.push_back(fields({{"__name__", "g"}, {"instance", "i" + std::to_string(i)}}));
    for (int i = 0; i < 3000; ++i)
        narrow.labels.push_back(fields({{"__name__", "x"},
                                        {"instance", "i" + std::to_string(i % 60)},
                                        {"job", "job" + std::to_string(i % 10)},
                                        {"path", "/p" + std::to_string(i / 10)}}));
    for (int i = 0; i < 200; ++i) {
        for (const char *le : {"0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5",
                               "5", "10", "+Inf"})
            narrow.labels.push_back(fields(
                {{"__name__", "b_bucket"}, {"instance", "i" + std::to_string(i)}, {"le", le}}));
    }
    for (int i = 0; i < 1400; ++i)
        narrow.labels.push_back(fields({{"__name__", "cpu"},
                                        {"cpu", std::to_string(i % 14)},
                                        {"instance", "i" + std::to_string(i / 14)}}));
    all.push_back(std::move(narrow));
    Metric broad;
    broad.moments = 2;
    for (int i = 0; i < wide; ++i)
        broad.labels.push_back(fields({{"__name__", "wide"},
                                       {"id", std::to_string(i)},
                                       {"path", "/w" + std::to_string(i % 1000)},
                                       {"shard", std::to_string(i % 34)}}));
    all.push_back(std::move(broad));
    return all;
}

/// Requests of some thousand samples, moment after moment.
void load(Peer &peer, const std::vector<Metric> &metrics, TimeMs endMs)
{
    constexpr std::size_t SamplesPerRequest = 8000;
    for (const Metric &metric : metrics) {
        std::string request;
        std::size_t samples = 0;
        std::vector<QByteArray> bodies;
        const auto send = [&](bool all) {
            if (samples > 0 && (all || samples >= SamplesPerRequest)) {
                bodies.push_back(QByteArray::fromStdString(snappyOf(request)));
                request.clear();
                samples = 0;
            }
            if (bodies.size() >= 64 || (all && !bodies.empty())) {
                if (!peer.write(bodies))
                    std::fprintf(stderr, "%s: %s\n", peer.row().name, peer.failure().constData());
                bodies.clear();
            }
        };
        for (int moment = 0; moment < metric.moments; ++moment) {
            const TimeMs timeMs = endMs - (metric.moments - 1 - moment) * GapMs;
            for (std::size_t i = 0; i < metric.labels.size(); ++i) {
                // Counters of different pace; g is as good as any gauge.
                const double value = std::floor(moment * (1 + double(i % 97) * 0.37));
                request += seriesField(metric.labels[i] + sampleField(value, timeMs));
                ++samples;
                send(false);
            }
        }
        send(true);
    }
}

QByteArray targetOf(const Row &row, TimeMs endMs)
{
    const auto seconds = [](TimeMs timeMs) { return QByteArray::number(timeMs / 1000); };
    const QByteArray query = QUrl::toPercentEncoding(QString::fromUtf8(row.query));
    const QByteArray start = seconds(endMs - row.minutes * 60'000LL);
    switch (row.kind) {
    case Kind::Instant:
        return "/api/v1/query?nocache=1&query=" + query + "&time=" + seconds(endMs);
    case Kind::Range:
        return "/api/v1/query_range?nocache=1&query=" + query + "&start=" + start +
               "&end=" + seconds(endMs) + "&step=" + QByteArray::number(row.stepSeconds);
    case Kind::Series:
        return "/api/v1/series?match[]=" + query + "&start=" + start + "&end=" + seconds(endMs);
    }
    return {};
}

/// One connection that asks and waits: less of its own time than any answer takes.
class Connection
{
public:
    explicit Connection(quint16 port) { m_socket.connectToHost(QHostAddress::LocalHost, port); }

    /// The bytes of the answer's body.
    qsizetype ask(const QByteArray &target)
    {
        m_socket.write("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QByteArray in;
        qsizetype head = -1;
        while ((head = in.indexOf("\r\n\r\n")) < 0) {
            if (!read(in))
                return -1;
        }
        const QByteArray headers = in.first(head).toLower();
        qsizetype length = -1;
        if (const qsizetype at = headers.indexOf("content-length: "); at >= 0)
            length =
                headers
                    .mid(at + 16,
                         headers.indexOf('\r', at) < 0 ? -1 : headers.indexOf('\r', at) - at - 16)
                    .toLongLong();
        // Of chunks the last one is empty.
        while (length >= 0 ? in.size() < head + 4 + length : !in.endsWith("\r\n0\r\n\r\n")) {
            if (!read(in))
                return -1;
        }
        return in.size() - head - 4;
    }

private:
    bool read(QByteArray &in)
    {
        if (!m_socket.bytesAvailable() && !m_socket.waitForReadyRead(120'000))
            return false;
        in += m_socket.readAll();
        return true;
    }

    QTcpSocket m_socket;
};

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? std::nan("") : values[values.size() / 2];
}

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
    const std::vector<Metric> metrics = makeMetrics(parser.value(u"wide"_s).toInt());

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
        load(*peer, metrics, endMs);
        peer->waitUntilSettled();
        peers.push_back(std::move(peer));
    }

    std::vector<std::unique_ptr<Connection>> connections;
    for (const auto &peer : peers)
        connections.push_back(std::make_unique<Connection>(peer->port()));
    std::printf("| query, p50 ms |");
    for (const auto &peer : peers)
        std::printf(" %s %s |", peer->row().name, peer->version().constData());
    std::printf("\n|---|");
    for (std::size_t i = 0; i < peers.size(); ++i)
        std::printf("---|");
    std::printf("\n");
    for (const Row &row : Rows) {
        if (!QString::fromUtf8(row.title).contains(parser.value(u"row"_s)))
            continue;
        std::vector<std::vector<double>> times(peers.size());
        std::vector<qsizetype> sizes(peers.size(), 0);
        for (int round = -2; round < rounds; ++round) {
            for (std::size_t i = 0; i < peers.size(); ++i) {
                QElapsedTimer timer;
                timer.start();
                sizes[i] = connections[i]->ask(targetOf(row, endMs));
                if (round >= 0) // the first two fill caches
                    times[i].push_back(double(timer.nsecsElapsed()) / 1e6);
            }
        }
        std::printf("| %s |", row.title);
        for (std::size_t i = 0; i < peers.size(); ++i)
            std::printf(" %.2f (%lld B) |", median(times[i]), static_cast<long long>(sizes[i]));
        std::printf("\n");
        std::fflush(stdout);
    }
    return 0;
}
