// The same data by remote write into the real tinyobsd and the real Prometheus, and the same random
// queries to both, instant and range: the same series, values to 1e-9, the same errors by kind.
// Skipped where there is no prometheus. TINYOBS_QUERIES says how many, TINYOBS_SEED which;
// TINYOBS_PROMETHEUS names another program than the one on the PATH.
//
// Debian's Prometheus is 2.42. What differs from 3.x, which we follow, is kept out of the way:
//   windows   of 2.42 hold a sample at their left end: no sample and no subquery step falls there
//   names     functions that are new or renamed since are not generated
//   choices   among equal values are the order of series: topk and bottomk stand outermost, and
//             their values are compared without their labels
// and what is left is listed in knownReason().

#include "core/base/clock.h"
#include "tests/bench/writerequest.h"
#include "tests/integration/httpclient.h"
#include "tests/integration/querygenerator.h"
#include "tests/integration/serverprocess.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTest>
#include <QUrl>

#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <memory>

using namespace tinyobs;
using namespace tinyobs::bench;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs GapMs = 15'000;
constexpr int Moments = 160;                // 40 minutes
constexpr TimeMs BesideEveryEdge = 7'123;   // of samples, in a period of 30 s
constexpr TimeMs QueryBesideSteps = 13'000; // of queries, in a period of 30 s

struct Series
{
    std::vector<LabelView> labels;
    std::function<std::optional<double>(int)> value; // at a moment; nothing: no sample
};

double staleMarker()
{
    return std::bit_cast<double>(std::uint64_t(0x7ff0000000000002));
}

/// Counters that are reset, gaps, ends, odd values, buckets and series that come and go.
std::vector<Series> makeSeries()
{
    constexpr double Infinity = std::numeric_limits<double>::infinity();
    std::vector<Series> all;
    const auto add = [&all](std::vector<LabelView> labels,
                            std::function<std::optional<double>(int)> value) {
        all.push_back({std::move(labels), std::move(value)});
    };
    int number = 0;
    for (const std::string_view job : {"api", "web"}) {
        for (const std::string_view instance : {"a", "b", "c"}) {
            for (const std::string_view code : {"200", "500"}) {
                const int n = ++number;
                add({{"__name__", "requests_total"},
                     {"job", job},
                     {"instance", instance},
                     {"code", code}},
                    [n](int i) -> std::optional<double> {
                        if (i % (9 + n) == n) // gaps
                            return std::nullopt;
                        return double((i * (n + 1)) % (350 + 30 * n)) + 0.5 * n; // resets
                    });
            }
            const int n = number;
            add({{"__name__", "level"}, {"job", job}, {"instance", instance}, {"zone", "east"}},
                [n](int i) { return std::sin(i * 0.1 * n) * 10 + n; });
            add({{"__name__", "sparse"}, {"job", job}, {"instance", instance}},
                [n](int i) -> std::optional<double> {
                    return i % 25 == n ? std::optional(double(i)) : std::nullopt;
                });
            for (const std::string_view le : {"0.1", "0.5", "1", "5", "+Inf"}) {
                const double share = le == "+Inf" ? 10 : std::stod(std::string(le)) + 3;
                add({{"__name__", "latency_bucket"},
                     {"job", job},
                     {"instance", instance},
                     {"le", le}},
                    [n, share](int i) { return std::floor(i * share * n); });
            }
            add({{"__name__", "latency_sum"}, {"job", job}, {"instance", instance}},
                [n](int i) { return i * 1.7 * n; });
        }
        add({{"__name__", "errors_total"}, {"job", job}, {"instance", "a"}},
            [](int i) -> std::optional<double> {
                if (i > 70 && i < 100)
                    return i == 71 ? std::optional(staleMarker()) : std::nullopt;
                return i * 3.25;
            });
        add({{"__name__", "odd_values"}, {"job", job}, {"instance", "b"}}, [Infinity](int i) {
            constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
            const double odd[] = {1, NaN, -2.5, Infinity, 0, -0.0, -Infinity, 1e-9, 4e8, 3, 3, 3};
            return odd[i % 12];
        });
    }
    for (int n = 0; n < 8; ++n) {
        static std::vector<std::string> names;
        names.reserve(8);
        names.push_back("p" + std::to_string(n));
        add({{"__name__", "churning"}, {"job", "api"}, {"instance", names.back()}},
            [n](int i) -> std::optional<double> {
                return i / 20 == n ? std::optional(double(i % 20)) : std::nullopt;
            });
    }
    return all;
}

QByteArray writeRequest(const std::vector<Series> &all, TimeMs firstMs)
{
    std::string request;
    for (const Series &series : all) {
        std::string fields;
        std::vector<LabelView> sorted = series.labels;
        std::sort(sorted.begin(), sorted.end(),
                  [](const LabelView &a, const LabelView &b) { return a.name < b.name; });
        for (const LabelView &label : sorted)
            fields += labelField(label.name, label.value);
        for (int i = 0; i < Moments; ++i) {
            if (const auto value = series.value(i))
                fields += sampleField(*value, firstMs + i * GapMs);
        }
        request += seriesField(fields);
    }
    return QByteArray::fromStdString(snappyOf(request));
}

/// Series by their labels as text, each with its values by time.
using Values = std::map<QString, std::map<qint64, double>>;

double numberOf(const QJsonValue &value)
{
    const QString text = value.toString();
    if (text == u"NaN"_s)
        return std::numeric_limits<double>::quiet_NaN();
    if (text.endsWith(u"Inf"_s))
        return (text.startsWith(u'-') ? -1 : 1) * std::numeric_limits<double>::infinity();
    return text.toDouble();
}

struct Outcome
{
    QString errorType; // empty: it succeeded
    QString error;
    QString resultType;
    Values values;
};

Outcome outcomeOf(const QByteArray &body)
{
    const QJsonObject answer = QJsonDocument::fromJson(body).object();
    Outcome outcome;
    if (answer[u"status"].toString() != u"success"_s) {
        outcome.errorType = answer[u"errorType"].toString(u"no answer"_s);
        outcome.error = answer[u"error"].toString();
        return outcome;
    }
    const QJsonObject data = answer[u"data"].toObject();
    outcome.resultType = data[u"resultType"].toString();
    const auto addPoint = [&](const QString &labels, const QJsonArray &point) {
        outcome.values[labels][qint64(std::llround(point[0].toDouble() * 1000))] =
            numberOf(point[1]);
    };
    if (outcome.resultType == u"scalar"_s) {
        addPoint({}, data[u"result"].toArray());
        return outcome;
    }
    for (const QJsonValue &series : data[u"result"].toArray()) {
        const QString labels = QString::fromUtf8(
            QJsonDocument(series[u"metric"].toObject()).toJson(QJsonDocument::Compact));
        if (series[u"value"].isArray())
            addPoint(labels, series[u"value"].toArray());
        for (const QJsonValue &point : series[u"values"].toArray())
            addPoint(labels, point.toArray());
    }
    return outcome;
}

bool areNear(double left, double right)
{
    if (std::isnan(left) || std::isnan(right))
        return std::isnan(left) && std::isnan(right);
    return left == right ||
           std::abs(left - right) <= 1e-9 * std::max({std::abs(left), std::abs(right), 1e-6});
}

/// All values of each moment, in order, under no name.
Values withoutLabels(const Values &values)
{
    std::map<qint64, std::vector<double>> byTime;
    for (const auto &[labels, series] : values) {
        for (const auto &[timeMs, value] : series)
            byTime[timeMs].push_back(value);
    }
    Values sorted;
    for (auto &[timeMs, all] : byTime) {
        std::sort(all.begin(), all.end(), [](double a, double b) {
            return std::isnan(a) ? false : std::isnan(b) || a < b;
        });
        for (std::size_t i = 0; i < all.size(); ++i)
            sorted[QString::number(i)][timeMs] = all[i];
    }
    return sorted;
}

struct KnownDifference
{
    const char *pattern; // of queries
    const char *reason;
};

const KnownDifference KnownDifferencesOf2[] = {
    {" atan2 ", "2.x keeps the metric's name where a scalar is one side"},
    {"predict_linear\\(.*@ ", "2.x predicts from the step's time where the range is fixed by @, "
                              "3.x has one answer for all steps"},
    {"std(dev|var)", "2.x has no Kahan sums: of infinite values its answer is 0 or NaN by order"},
    {"(rate|increase)\\(", "2.x limits the way to a counter's zero before it limits the "
                           "extrapolation, 3.x after"},
};

const char *knownReason(const QByteArray &query, const QString &difference, bool isVersion2)
{
    if (difference.startsWith(u"we: execution multiple matches for labels"_s) &&
        difference.endsWith(u"they:  "_s))
        return "before 3.9 many-to-one was refused only where comparisons kept both elements";
    static const QRegularExpression roundedLarge(u"(exp|sinh|tan|\\^).*%|%.*(exp|sinh|tan|\\^)"_s);
    if (roundedLarge.match(QString::fromUtf8(query)).hasMatch())
        return "the remainder of a large number, which two mathematics libraries round differently";
    if (!isVersion2)
        return nullptr;
    for (const KnownDifference &known : KnownDifferencesOf2) {
        const QRegularExpression pattern(QString::fromLatin1(known.pattern));
        if (pattern.match(QString::fromUtf8(query)).hasMatch())
            return known.reason;
    }
    return nullptr;
}

/// Empty when they agree.
QString differenceOf(const Outcome &ours, const Outcome &theirs)
{
    if (ours.errorType != theirs.errorType)
        return u"we: %1 %2, they: %3 %4"_s.arg(ours.errorType, ours.error, theirs.errorType,
                                               theirs.error);
    if (!ours.errorType.isEmpty())
        return {};
    if (ours.resultType != theirs.resultType)
        return u"types %1 and %2"_s.arg(ours.resultType, theirs.resultType);
    for (const auto &[labels, values] : theirs.values) {
        const auto found = ours.values.find(labels);
        if (found == ours.values.end())
            return u"we have no "_s + labels;
        for (const auto &[timeMs, value] : values) {
            const auto at = found->second.find(timeMs);
            if (at == found->second.end())
                return u"we have no value of %1 at %2: %3"_s.arg(labels).arg(timeMs).arg(value);
            if (!areNear(at->second, value))
                return u"%1 at %2: we %3, they %4"_s.arg(labels)
                    .arg(timeMs)
                    .arg(at->second, 0, 'g', 17)
                    .arg(value, 0, 'g', 17);
        }
        if (found->second.size() != values.size())
            return u"we have more values of "_s + labels;
    }
    for (const auto &[labels, values] : ours.values) {
        if (!theirs.values.contains(labels))
            return u"they have no "_s + labels;
    }
    return {};
}

} // namespace

class TestPromqlDifferential : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void answersLikePrometheus();
    void cleanupTestCase();

private:
    Outcome ask(quint16 port, const QByteArray &target);
    bool startPrometheus();

    ServerProcess m_server;
    QProcess m_prometheus;
    QTemporaryDir m_folder;
    quint16 m_prometheusPort = 0;
    TimeMs m_firstMs = 0;
    bool m_isVersion2 = false;
};

bool TestPromqlDifferential::startPrometheus()
{
    QString program = qEnvironmentVariable("TINYOBS_PROMETHEUS");
    if (program.isEmpty())
        program = QStandardPaths::findExecutable(u"prometheus"_s);
    if (program.isEmpty())
        return false;
    QTcpServer free;
    free.listen(QHostAddress::LocalHost);
    m_prometheusPort = free.serverPort();
    free.close();
    QFile config(m_folder.filePath(u"prometheus.yml"_s));
    if (!config.open(QIODevice::WriteOnly))
        return false;
    config.write("global:\n  evaluation_interval: 1m\n");
    config.close();
    m_prometheus.setProcessChannelMode(QProcess::MergedChannels);
    m_prometheus.start(program, {u"--config.file="_s + config.fileName(),
                                 u"--storage.tsdb.path="_s + m_folder.filePath(u"data"_s),
                                 u"--web.enable-remote-write-receiver"_s,
                                 u"--web.listen-address=127.0.0.1:%1"_s.arg(m_prometheusPort)});
    return QTest::qWaitFor(
        [this] { return HttpClient(m_prometheusPort).get("/-/ready").status == 200; }, 30'000);
}

void TestPromqlDifferential::initTestCase()
{
    if (!startPrometheus())
        QSKIP("there is no prometheus on the PATH: install the package to run this test");
    const QByteArray build = HttpClient(m_prometheusPort).get("/api/v1/status/buildinfo").body;
    m_isVersion2 = build.contains("\"version\":\"2.");
    QVERIFY(m_server.start());
    const TimeMs nowMs = SystemClock().nowMs();
    const TimeMs wholeMs = nowMs / 60'000 * 60'000;
    m_firstMs = wholeMs - Moments * GapMs - 60'000 + BesideEveryEdge;
    const QByteArray body = writeRequest(makeSeries(), m_firstMs);
    const std::vector<Header> headers{{"Content-Type", "application/x-protobuf"},
                                      {"Content-Encoding", "snappy"},
                                      {"X-Prometheus-Remote-Write-Version", "0.1.0"}};
    for (const quint16 port : {m_server.port(), m_prometheusPort}) {
        const Answer answer = HttpClient(port).post("/api/v1/write", body, headers);
        QVERIFY2(answer.status / 100 == 2, answer.body);
    }
}

Outcome TestPromqlDifferential::ask(quint16 port, const QByteArray &target)
{
    return outcomeOf(HttpClient(port).get(target).body);
}

void TestPromqlDifferential::answersLikePrometheus()
{
    const int queries = qEnvironmentVariableIntValue("TINYOBS_QUERIES") > 0
                            ? qEnvironmentVariableIntValue("TINYOBS_QUERIES")
                            : 1500;
    QueryGenerator generator(
        static_cast<std::uint32_t>(qEnvironmentVariableIntValue("TINYOBS_SEED")));
    const TimeMs startMs =
        (m_firstMs - BesideEveryEdge) / 30'000 * 30'000 + 10 * 60'000 + QueryBesideSteps;
    const auto seconds = [](TimeMs timeMs) {
        return QByteArray::number(double(timeMs) / 1000, 'f', 3);
    };
    int withValues = 0;
    int known = 0;
    QStringList differences;
    for (int i = 0; i < queries; ++i) {
        const QByteArray query = generator.next();
        const QByteArray encoded = QUrl::toPercentEncoding(QString::fromUtf8(query));
        const QByteArray instant =
            "/api/v1/query?query=" + encoded + "&time=" + seconds(startMs + (i % 40) * 30'000);
        const QByteArray range =
            "/api/v1/query_range?query=" + encoded + "&start=" + seconds(startMs) +
            "&end=" + seconds(startMs + 25 * 60'000) + "&step=" + (i % 2 ? "30" : "150");
        for (const QByteArray &target : {instant, range}) {
            Outcome ours = ask(m_server.port(), target);
            Outcome theirs = ask(m_prometheusPort, target);
            if (query.startsWith("topk") || query.startsWith("bottomk")) {
                ours.values = withoutLabels(ours.values);
                theirs.values = withoutLabels(theirs.values);
            }
            const QString difference = differenceOf(ours, theirs);
            withValues += ours.values.empty() ? 0 : 1;
            if (difference.isEmpty())
                continue;
            if (const char *reason = knownReason(query, difference, m_isVersion2)) {
                ++known;
                qDebug().noquote() << query << difference << reason;
                continue;
            }
            differences.append(QString::fromUtf8(query) + u"\n    "_s +
                               (target == range ? u"range: "_s : u"instant: "_s) + difference);
            qWarning().noquote() << differences.last();
        }
    }
    qInfo("%d of %d answers had values, %d differ for known reasons", withValues, 2 * queries,
          known);
    QVERIFY2(differences.isEmpty(),
             qPrintable(u"%1 of %2 answers differ"_s.arg(differences.size()).arg(2 * queries)));
    QVERIFY(withValues > queries / 2);
    QVERIFY(known * 50 <= queries);
}

void TestPromqlDifferential::cleanupTestCase()
{
    m_prometheus.terminate();
    if (!m_prometheus.waitForFinished(5'000))
        m_prometheus.kill();
    m_prometheus.waitForFinished(5'000);
}

QTEST_GUILESS_MAIN(TestPromqlDifferential)
#include "tst_promqldifferential.moc"
