// Exemplars: what the ring keeps and lets go of, and what the store takes of a batch.

#include "core/storage/exemplarring.h"
#include "core/storage/store.h"
#include "tests/core/storage/samplerows.h"

#include <QTemporaryDir>
#include <QtTest>

#include <limits>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs Now = 1'700'000'000'000;
constexpr TimeMs Always = std::numeric_limits<TimeMs>::min();
constexpr TimeMs Forever = std::numeric_limits<TimeMs>::max();

ExemplarPtr exemplar(TimeMs timeMs, double value, std::string_view trace = "t")
{
    return std::make_shared<const KeptExemplar>(
        KeptExemplar{timeMs, value, labelsOf({{"trace_id", trace}})});
}

QString textOf(const std::vector<ExemplarPtr> &exemplars)
{
    QStringList parts;
    for (const ExemplarPtr &one : exemplars) {
        parts << u"%1=%2"_s.arg(QString::number(one->timeMs), QString::number(one->value));
    }
    return parts.join(u' ');
}

QString kept(const ExemplarRing &ring, std::uint32_t series)
{
    return textOf(ring.find(series, Always, Forever));
}

SampleRows rowsWith(std::string_view name, std::initializer_list<double> exemplars)
{
    SampleRows rows;
    rows.add(metric(name), Now, 1);
    for (const double value : exemplars)
        rows.batch.exemplars.push_back({.row = 0,
                                        .series = {},
                                        .timeMs = Now,
                                        .value = value,
                                        .labels = labelsOf({{"trace_id", "t"}})});
    return rows;
}

QString stored(const Store &store, std::string_view name)
{
    const std::vector<Matcher> matchers{equals("__name__", std::string(name))};
    QStringList values;
    for (const SeriesExemplars &series : store.exemplars(matchers, Always, Forever)) {
        for (const ExemplarPtr &one : series.exemplars)
            values << QString::number(one->value);
    }
    return values.join(u' ');
}

} // namespace

class TestStoreExemplars : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ringKeepsTheNewest();
    void ringKeepsToItsBytes();
    void ringLeavesOutTheSameAgain();
    void ringForgetsSeries();
    void ringForgetsARange();

    void areStoredWithTheirSeries();
    void comeWithoutASample();
    void areLeftOutWithAReason_data();
    void areLeftOutWithAReason();
    void goWithTheirSeries();
    void areDeletedWithTheirSamples();

private:
    ManualClock m_clock{Now};
};

void TestStoreExemplars::ringKeepsTheNewest()
{
    ExemplarRing ring(3);
    for (int i = 0; i < 5; ++i)
        QVERIFY(ring.add(i % 2 == 0 ? 1 : 2, exemplar(i, i)));
    QCOMPARE(kept(ring, 1), u"2=2 4=4"_s);
    QCOMPARE(kept(ring, 2), u"3=3"_s);
    QCOMPARE(textOf(ring.find(1, 3, 9)), u"4=4"_s);
    QCOMPARE(kept(ring, 7), QString());
    QVERIFY(ring.add(1, exemplar(1, 9))); // late
    QCOMPARE(kept(ring, 1), u"1=9 4=4"_s);
}

void TestStoreExemplars::ringKeepsToItsBytes()
{
    ExemplarRing ring(1000, 1000);
    for (int i = 0; i < 100; ++i)
        ring.add(static_cast<std::uint32_t>(i), exemplar(i, i));
    QVERIFY(ring.bytes() < 2000);
    QCOMPARE(kept(ring, 0), QString());
    QCOMPARE(kept(ring, 99), u"99=99"_s);
}

void TestStoreExemplars::ringLeavesOutTheSameAgain()
{
    ExemplarRing ring(10);
    QVERIFY(ring.add(1, exemplar(1, 1)));
    QVERIFY(!ring.add(1, exemplar(1, 1)));
    QVERIFY(ring.add(2, exemplar(1, 1)));
    QVERIFY(ring.add(1, exemplar(1, 1, "other")));
    QVERIFY(ring.add(1, exemplar(2, 1, "other")));
    QCOMPARE(kept(ring, 1), u"1=1 1=1 2=1"_s);
}

void TestStoreExemplars::ringForgetsSeries()
{
    ExemplarRing ring(3);
    ring.add(1, exemplar(1, 1));
    ring.add(2, exemplar(2, 2));
    ring.drop(1);
    QCOMPARE(kept(ring, 1), QString());
    ring.add(1, exemplar(3, 3)); // another series of the same number
    QCOMPARE(kept(ring, 1), u"3=3"_s);
    for (int i = 4; i < 10; ++i)
        ring.add(3, exemplar(i, i));
    QCOMPARE(kept(ring, 1) + kept(ring, 2), QString());
    QCOMPARE(kept(ring, 3), u"7=7 8=8 9=9"_s);
}

void TestStoreExemplars::ringForgetsARange()
{
    ExemplarRing ring(10);
    for (int i = 0; i < 5; ++i)
        ring.add(1, exemplar(i, i));
    ring.drop(1, 1, 3);
    ring.drop(2, 1, 3);
    QCOMPARE(kept(ring, 1), u"0=0 4=4"_s);
}

void TestStoreExemplars::areStoredWithTheirSeries()
{
    Store store({}, m_clock);
    AppendReport report = rowsWith("a", {1, 2}).appendTo(store);
    QCOMPARE(report.exemplars, std::size_t(2));
    QVERIFY(!report.exemplarsLeftOut);
    report = rowsWith("a", {2}).appendTo(store); // what a scrape sends again
    QCOMPARE(report.exemplars, std::size_t(0));
    QVERIFY(!report.exemplarsLeftOut);
    QCOMPARE(stored(store, "a"), u"1 2"_s);
    QCOMPARE(stored(store, "b"), QString());
}

void TestStoreExemplars::comeWithoutASample()
{
    Store store({}, m_clock);
    rowsWith("a", {}).appendTo(store);
    SampleRows rows;
    for (const std::string_view name : {"a", "unknown"}) {
        rows.batch.exemplars.push_back({.row = BatchExemplar::NoRow,
                                        .series = metric(name),
                                        .timeMs = Now,
                                        .value = 3,
                                        .labels = {}});
    }
    const AppendReport report = rows.appendTo(store);
    QCOMPARE(report.exemplars, std::size_t(1));
    QCOMPARE(report.exemplarsLeftOut->count, std::size_t(1));
    QCOMPARE(stored(store, "a"), u"3"_s);
    QCOMPARE(store.stats().series, std::uint64_t(1));
}

void TestStoreExemplars::areLeftOutWithAReason_data()
{
    QTest::addColumn<bool>("areKept");
    QTest::addColumn<qint64>("time");
    QTest::addColumn<int>("labelBytes");
    QTest::addColumn<QString>("message");
    QTest::newRow("none are kept") << false << qint64(Now) << 1 << u"are not kept"_s;
    QTest::newRow("too old") << true << qint64(1) << 1 << u"time is outside"_s;
    QTest::newRow("too far ahead") << true << qint64(Now * 2) << 1 << u"time is outside"_s;
    QTest::newRow("labels too long") << true << qint64(Now) << 2000 << u"limit 1024"_s;
}

void TestStoreExemplars::areLeftOutWithAReason()
{
    QFETCH(bool, areKept);
    QFETCH(qint64, time);
    QFETCH(int, labelBytes);
    QFETCH(QString, message);
    StoreOptions options;
    options.maxExemplars = areKept ? 10 : 0;
    Store store(options, m_clock);
    SampleRows rows = rowsWith("a", {1, 2});
    for (BatchExemplar &one : rows.batch.exemplars) {
        one.timeMs = time;
        one.labels = labelsOf({{"l", std::string(static_cast<std::size_t>(labelBytes), 'x')}});
    }
    const AppendReport report = rows.appendTo(store);
    QCOMPARE(report.appended, std::size_t(1));
    QVERIFY(report.refusals.empty());
    QCOMPARE(report.exemplars, std::size_t(0));
    QVERIFY(report.exemplarsLeftOut);
    QCOMPARE(report.exemplarsLeftOut->reason, RefusalReason::Exemplar);
    QCOMPARE(report.exemplarsLeftOut->count, std::size_t(2));
    QVERIFY(QString::fromStdString(report.exemplarsLeftOut->message).contains(message));
    QCOMPARE(stored(store, "a"), QString());
}

void TestStoreExemplars::goWithTheirSeries()
{
    const QTemporaryDir folder;
    Store store({}, m_clock);
    QVERIFY(store.open(folder.path().toStdString()));
    rowsWith("old", {1}).appendTo(store);
    QVERIFY(store.flush());
    m_clock.advance(TimeMs(5) * 365 * 86'400'000);
    QVERIFY(store.maintain());
    QCOMPARE(store.stats().seriesRemoved, std::uint64_t(1));
    QCOMPARE(store.stats().series, std::uint64_t(0));
    QCOMPARE(stored(store, "old"), QString());
    m_clock.set(Now);
}

void TestStoreExemplars::areDeletedWithTheirSamples()
{
    const QTemporaryDir folder;
    Store store({}, m_clock);
    QVERIFY(store.open(folder.path().toStdString()));
    rowsWith("a", {1}).appendTo(store);
    rowsWith("b", {2}).appendTo(store);
    const std::vector<std::vector<Matcher>> selectors{{equals("__name__", "a")}};
    QVERIFY(store.deleteSeries(selectors, Always, Forever));
    QCOMPARE(stored(store, "a"), QString());
    QCOMPARE(stored(store, "b"), u"2"_s);
}

QTEST_GUILESS_MAIN(TestStoreExemplars)
#include "tst_storeexemplars.moc"
