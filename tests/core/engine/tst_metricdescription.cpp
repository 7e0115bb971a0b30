#include "core/engine/metricdescription.h"

#include <QtTest>

#include <map>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

using enum MetricType;

const std::map<std::string_view, Metadata> Said{
    {"duration", {Histogram, "seconds", "How long"}},
    {"rtt", {Summary, "milliseconds", "Round trip"}},
    {"jobs", {Counter, "jobs", "Jobs done"}},
    {"sent_total", {Counter, "bytes", "Bytes sent"}},
    {"build", {Info, "", "What runs"}},
    {"queue_count", {Gauge, "", "How many wait"}},
    {"lone", {Unknown, "", "Said alone"}},
    {"level_bytes", {Gauge, "", ""}},
    {"depth", {Gauge, "metres", "How deep"}},
};

} // namespace

class TestMetricDescription : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void describes_data();
    void describes();
};

void TestMetricDescription::describes_data()
{
    QTest::addColumn<QString>("metric");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing said") << u"x_seconds_total"_s << u"counter [seconds] "_s;
    QTest::newRow("a gauge") << u"depth"_s << u"gauge [metres] How deep"_s;
    QTest::newRow("buckets of a histogram")
        << u"duration_bucket"_s << u"histogram [seconds] How long"_s;
    QTest::newRow("its sum") << u"duration_sum"_s << u"histogram [seconds] How long"_s;
    QTest::newRow("its count has no unit") << u"duration_count"_s << u"histogram [] How long"_s;
    QTest::newRow("a native histogram") << u"duration"_s << u"histogram [seconds] How long"_s;
    QTest::newRow("quantiles") << u"rtt"_s << u"summary [milliseconds] Round trip"_s;
    QTest::newRow("the sum of a summary grows")
        << u"rtt_sum"_s << u"histogram [milliseconds] Round trip"_s;
    QTest::newRow("a counter as OpenMetrics names it")
        << u"jobs_total"_s << u"counter [jobs] Jobs done"_s;
    QTest::newRow("a counter as remote write names it")
        << u"sent_total"_s << u"counter [bytes] Bytes sent"_s;
    QTest::newRow("an info") << u"build_info"_s << u"gauge [] What runs"_s;
    QTest::newRow("a gauge with a part's name") << u"queue_count"_s << u"gauge [] How many wait"_s;
    QTest::newRow("a part of what has no parts") << u"depth_sum"_s << u"histogram [] "_s;
    QTest::newRow("a help alone") << u"lone"_s << u"gauge [] Said alone"_s;
    QTest::newRow("a unit that only the name says") << u"level_bytes"_s << u"gauge [bytes] "_s;
}

void TestMetricDescription::describes()
{
    QFETCH(QString, metric);
    QFETCH(QString, text);
    const MetricDescription description =
        describe(metric.toStdString(), [](std::string_view name) -> std::optional<Metadata> {
            const auto said = Said.find(name);
            return said == Said.end() ? std::nullopt : std::optional<Metadata>(said->second);
        });
    QCOMPARE(QString::fromStdString(std::string(toText(description.kind)) + " [" +
                                    description.unit + "] " + description.help),
             text);
}

QTEST_GUILESS_MAIN(TestMetricDescription)
#include "tst_metricdescription.moc"
