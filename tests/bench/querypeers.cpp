#include "tests/bench/querypeers.h"

#include "tests/bench/writerequest.h"

#include <QHostAddress>
#include <QUrl>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tinyobs::bench {
namespace {

using Kind = QueryRow::Kind;

constexpr QueryRow Rows[] = {
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

std::string fields(std::initializer_list<LabelView> labels)
{
    std::string text;
    for (const LabelView label : labels)
        text += labelField(label.name, label.value);
    return text;
}

} // namespace

std::span<const QueryRow> queryRows()
{
    return Rows;
}

std::vector<QueryMetrics> makeQueryMetrics(int wide)
{
    std::vector<QueryMetrics> all;
    QueryMetrics narrow;
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
    QueryMetrics broad;
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
void loadQueryMetrics(Peer &peer, const std::vector<QueryMetrics> &metrics, TimeMs endMs)
{
    constexpr std::size_t SamplesPerRequest = 8000;
    for (const QueryMetrics &metric : metrics) {
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
            const TimeMs timeMs = endMs - (metric.moments - 1 - moment) * QueryGapMs;
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

QByteArray targetOf(const QueryRow &row, TimeMs endMs)
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

QueryConnection::QueryConnection(quint16 port)
{
    m_socket.connectToHost(QHostAddress::LocalHost, port);
}

qsizetype QueryConnection::ask(const QByteArray &target)
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
        length = headers
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

bool QueryConnection::read(QByteArray &in)
{
    if (!m_socket.bytesAvailable() && !m_socket.waitForReadyRead(120'000))
        return false;
    in += m_socket.readAll();
    return true;
}

double quantileOf(std::vector<double> values, double q)
{
    std::sort(values.begin(), values.end());
    return values.empty()
               ? std::nan("")
               : values[std::min(values.size() - 1, std::size_t(double(values.size()) * q))];
}

} // namespace tinyobs::bench
