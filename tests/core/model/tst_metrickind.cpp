#include "core/model/metrickind.h"
#include "core/model/refusal.h"

#include <QtTest>

#include <set>

using namespace tinyobs;

class TestMetricKind : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isGuessedFromTheName_data();
    void isGuessedFromTheName();
    void growsOnlyWhenCumulative();
    void everyRefusalReasonHasItsName();
};

void TestMetricKind::isGuessedFromTheName_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("unit");

    QTest::newRow("a counter") << "http_requests_total"
                               << "counter"
                               << "";
    QTest::newRow("a counter with a unit") << "cpu_seconds_total"
                                           << "counter"
                                           << "seconds";
    QTest::newRow("a bucket") << "latency_seconds_bucket"
                              << "histogram"
                              << "seconds";
    QTest::newRow("a sum") << "size_bytes_sum"
                           << "histogram"
                           << "bytes";
    QTest::newRow("a count has no unit") << "latency_seconds_count"
                                         << "histogram"
                                         << "";
    QTest::newRow("a gauge") << "queue_length"
                             << "gauge"
                             << "";
    QTest::newRow("a gauge with a unit") << "room_temperature_celsius"
                                         << "gauge"
                                         << "celsius";
    QTest::newRow("a unit alone is a name") << "seconds"
                                            << "gauge"
                                            << "";
    QTest::newRow("a unit within a word is none") << "kilobytes"
                                                  << "gauge"
                                                  << "";
}

void TestMetricKind::isGuessedFromTheName()
{
    QFETCH(QString, name);
    QFETCH(QString, kind);
    QFETCH(QString, unit);
    const std::string text = name.toStdString();
    const std::string_view found = toText(guessKind(text));
    QCOMPARE(QString::fromUtf8(found.data(), qsizetype(found.size())), kind);
    const std::string_view guessed = guessUnit(text);
    QCOMPARE(QString::fromUtf8(guessed.data(), qsizetype(guessed.size())), unit);
}

void TestMetricKind::growsOnlyWhenCumulative()
{
    QVERIFY(isCumulative(MetricKind::Counter));
    QVERIFY(isCumulative(MetricKind::Histogram));
    QVERIFY(!isCumulative(MetricKind::Gauge));
    QVERIFY(!isCumulative(MetricKind::Summary));
}

void TestMetricKind::everyRefusalReasonHasItsName()
{
    std::set<std::string_view> names;
    for (const RefusalReasonInfo &reason : RefusalReasons)
        names.insert(reason.name);
    QCOMPARE(names.size(), RefusalReasonCount);
    QVERIFY(!names.contains(std::string_view()));
    QVERIFY(infoOf(RefusalReason::Memory).name == "memory");
}

QTEST_APPLESS_MAIN(TestMetricKind)
#include "tst_metrickind.moc"
