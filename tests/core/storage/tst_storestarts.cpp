// Starts of series (StartRow): stored before the first sample of a series, left out of it without a
// word otherwise.

#include "core/storage/store.h"
#include "tests/core/storage/samplerows.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs Now = 1'700'000'000'000;

QString textOf(const Store &store)
{
    const Snapshot snapshot = store.snapshot({}, 0, Now + 1'000'000, 100);
    QStringList parts;
    SampleColumns columns;
    for (std::size_t series = 0; series < snapshot.size(); ++series) {
        snapshot.read(series, columns);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            parts << u"%1 %2=%3"_s.arg(QString::fromStdString(snapshot.labels(series).toString()),
                                       QString::number(columns.timesMs[i] - Now),
                                       QString::number(columns.values[i]));
        }
    }
    return parts.join(u", "_s);
}

using Fill = void (*)(SampleRows &);

} // namespace

Q_DECLARE_METATYPE(Fill)

class TestStoreStarts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areTakenBeforeTheFirstSample_data();
    void areTakenBeforeTheFirstSample();
    void areLeftOutBehindASampleInAFile();
    void comeBackFromTheJournal();
    void areNoReasonToRefuse_data();
    void areNoReasonToRefuse();
    void makeNoSeries();

private:
    const ManualClock m_clock{Now};
};

void TestStoreStarts::areTakenBeforeTheFirstSample_data()
{
    QTest::addColumn<Fill>("before");
    QTest::addColumn<Fill>("then");
    QTest::addColumn<quint64>("appended"); // by `then`
    QTest::addColumn<QString>("samples");

    const Fill nothing = [](SampleRows &) {};
    const Fill once = [](SampleRows &rows) {
        rows.addStart(metric("a"), Now - 60).add(metric("a"), Now, 5);
    };
    QTest::newRow("a new series has its start")
        << nothing << once << quint64(1) << u"a{} -60=0, a{} 0=5"_s;
    QTest::newRow("a start that comes again is left out")
        << once << once << quint64(1) << u"a{} -60=0, a{} 0=5"_s;
    QTest::newRow("a later start goes behind the last sample")
        << once << Fill([](SampleRows &rows) {
               rows.addStart(metric("a"), Now + 10).add(metric("a"), Now + 20, 1);
           })
        << quint64(1) << u"a{} -60=0, a{} 0=5, a{} 10=0, a{} 20=1"_s;
    QTest::newRow("a start at the time of a sample is left out")
        << once << Fill([](SampleRows &rows) {
               rows.addStart(metric("a"), Now).add(metric("a"), Now + 20, 6);
           })
        << quint64(1) << u"a{} -60=0, a{} 0=5, a{} 20=6"_s;
    QTest::newRow("a start before a known series' samples is left out")
        << Fill([](SampleRows &rows) { rows.add(metric("a"), Now - 30, 4); }) << once << quint64(1)
        << u"a{} -30=4, a{} 0=5"_s;
    QTest::newRow("samples of the same batch count") << nothing << Fill([](SampleRows &rows) {
        rows.addStart(metric("a"), Now - 60).add(metric("a"), Now - 30, 5);
        rows.addStart(metric("a"), Now - 60).add(metric("a"), Now, 6);
    }) << quint64(2) << u"a{} -60=0, a{} -30=5, a{} 0=6"_s;
    QTest::newRow("each series has its own") << nothing << Fill([](SampleRows &rows) {
        rows.addStart(metric("a"), Now - 60).addStart(metric("b"), Now - 50);
        rows.add(metric("a"), Now, 5).add(metric("b"), Now, 6).add(metric("c"), Now, 7);
    }) << quint64(3) << u"a{} -60=0, a{} 0=5, b{} -50=0, b{} 0=6, c{} 0=7"_s;
}

void TestStoreStarts::areTakenBeforeTheFirstSample()
{
    QFETCH(Fill, before);
    QFETCH(Fill, then);
    QFETCH(quint64, appended);
    QFETCH(QString, samples);
    Store store({}, m_clock);
    SampleRows first;
    before(first);
    first.appendTo(store);
    SampleRows second;
    then(second);
    const AppendReport report = second.appendTo(store);
    QCOMPARE(report.appended, appended);
    QVERIFY(report.refusals.empty());
    QCOMPARE(textOf(store), samples);
}

void TestStoreStarts::areLeftOutBehindASampleInAFile()
{
    const QTemporaryDir folder;
    Store store({}, m_clock);
    QVERIFY(store.open(folder.path().toStdString()));
    SampleRows().add(metric("a"), Now - 30, 4).appendTo(store);
    QVERIFY(store.flush());
    SampleRows().addStart(metric("a"), Now - 60).add(metric("a"), Now, 5).appendTo(store);
    QCOMPARE(textOf(store), u"a{} -30=4, a{} 0=5"_s);
}

void TestStoreStarts::comeBackFromTheJournal()
{
    const QTemporaryDir folder;
    {
        Store store({}, m_clock);
        QVERIFY(store.open(folder.path().toStdString()));
        SampleRows().add(metric("a"), Now - 90, 4).appendTo(store);
        // A batch of nothing but a start.
        SampleRows().addStart(metric("a"), Now - 60).appendTo(store);
    }
    Store store({}, m_clock);
    QVERIFY(store.open(folder.path().toStdString()));
    QCOMPARE(textOf(store), u"a{} -90=4, a{} -60=0"_s);
}

void TestStoreStarts::areNoReasonToRefuse_data()
{
    QTest::addColumn<qint64>("start");
    QTest::newRow("too old") << qint64(Now - qint64(100) * 365 * 86'400'000);
    QTest::newRow("too far ahead") << qint64(Now + 86'400'000);
}

void TestStoreStarts::areNoReasonToRefuse()
{
    QFETCH(qint64, start);
    Store store({}, m_clock);
    SampleRows rows;
    rows.addStart(metric("a"), start).add(metric("a"), Now, 5);
    const AppendReport report = rows.appendTo(store);
    QCOMPARE(report.appended, std::size_t(1));
    QVERIFY(report.refusals.empty());
    QCOMPARE(textOf(store), u"a{} 0=5"_s);
}

void TestStoreStarts::makeNoSeries()
{
    StoreOptions options;
    options.maxSeries = 1;
    Store store(options, m_clock);
    SampleRows rows;
    rows.addStart(metric("a"), Now - 60).add(metric("a"), Now + 86'400'000, 5); // too far ahead
    rows.addStart(metric("b"), Now - 60).add(metric("b"), Now, 6);
    rows.addStart(metric("c"), Now - 60).add(metric("c"), Now, 7); // one series too many
    const AppendReport report = rows.appendTo(store, AppendMode::GoodRows);
    QCOMPARE(report.appended, std::size_t(1));
    QCOMPARE(report.refusals.size(), std::size_t(2));
    QCOMPARE(report.refusals[0].reason, RefusalReason::TooFarAhead);
    QCOMPARE(report.refusals[1].reason, RefusalReason::SeriesLimit);
    QCOMPARE(textOf(store), u"b{} -60=0, b{} 0=6"_s);
    QCOMPARE(store.stats().seriesCreated, std::uint64_t(1));
}

QTEST_GUILESS_MAIN(TestStoreStarts)
#include "tst_storestarts.moc"
