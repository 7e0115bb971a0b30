#include "core/storage/store.h"
#include "tests/core/storage/samplerows.h"

#include <QtTest>

#include <cstdio>
#include <limits>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs Now = 1'700'000'000'000;
constexpr TimeMs Forever = std::numeric_limits<TimeMs>::max();

QString text(const SampleColumns &columns)
{
    QStringList parts;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        char sample[64]; // QString prints -0.0 as 0
        std::snprintf(sample, sizeof sample, "%lld=%.10g",
                      static_cast<long long>(columns.timesMs[i] - Now), columns.values[i]);
        parts << QString::fromLatin1(sample);
    }
    return parts.join(QLatin1Char(' '));
}

QString readAll(const Store &store, const std::vector<Matcher> &matchers, TimeMs fromMs = 0,
                TimeMs toMs = Forever)
{
    const Snapshot snapshot = store.snapshot(matchers, fromMs, toMs, 1000);
    QStringList parts;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        SampleColumns columns;
        snapshot.read(i, columns);
        parts << QString::fromStdString(snapshot.labels(i).toString()) + QLatin1Char(' ') +
                     text(columns);
    }
    return parts.join(QLatin1Char('\n'));
}

} // namespace

class TestStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samplesComeBack();
    void knownSeriesAreNotParsedAgain();
    void oneSeriesHasManySpellings();
    void samplesAreReadInOrder_data();
    void samplesAreReadInOrder();
    void badRowsAreRefused_data();
    void badRowsAreRefused();
    void seriesLimitNamesTheSeries();
    void matchersSelect_data();
    void matchersSelect();
    void labelValuesAreSortedAndDistinct();
    void changedSeriesAreTakenOnce();
    void newestSampleSurvivesLateOnes();
    void statsCount();
    void snapshotStaysAsItWas();
    void snapshotClipsToWhatIsKept();
    void snapshotsGoOnWhereTheLastOneEnded();
    void snapshotIsReadPieceByPiece();

private:
    ManualClock m_clock{Now};
};

void TestStore::samplesComeBack()
{
    Store store({}, m_clock);
    const Labels labels = labelsOf({{"__name__", "up"}, {"job", "api"}});
    const AppendReport report =
        SampleRows().add(labels, Now - 2000, 1.5).add(labels, Now, -0.0).appendTo(store);
    QCOMPARE(report.appended, std::size_t(2));
    QVERIFY(report.refusals.empty());
    QCOMPARE(readAll(store, {equals("__name__", "up")}), u"up{job=\"api\"} -2000=1.5 0=-0"_s);
    QCOMPARE(readAll(store, {equals("__name__", "up")}, Now, Now), u"up{job=\"api\"} 0=-0"_s);
    QCOMPARE(readAll(store, {equals("__name__", "down")}), QString());
}

void TestStore::knownSeriesAreNotParsedAgain()
{
    Store store({}, m_clock);
    SampleRows rows;
    for (int i = 0; i < 10; ++i)
        rows.add(metric("up"), Now + i, i);
    rows.appendTo(store);
    QCOMPARE(rows.resolved, std::size_t(1));
    rows.appendTo(store);
    QCOMPARE(rows.resolved, std::size_t(1));
    QCOMPARE(store.stats().seriesCreated, std::uint64_t(1));
}

void TestStore::oneSeriesHasManySpellings()
{
    Store store({}, m_clock);
    SampleRows rows;
    rows.addAs({1, 1}, metric("up"), Now, 1).addAs({2, 2}, metric("up"), Now + 1, 2);
    QCOMPARE(rows.appendTo(store).appended, std::size_t(2));
    QCOMPARE(store.stats().series, std::uint64_t(1));
    QCOMPARE(readAll(store, {}), u"up{} 0=1 1=2"_s);
}

void TestStore::samplesAreReadInOrder_data()
{
    QTest::addColumn<QList<int>>("times");
    QTest::addColumn<QString>("expected");

    QTest::newRow("in order") << QList<int>{1, 2, 3} << "1=0 2=1 3=2";
    QTest::newRow("one comes late") << QList<int>{1, 3, 2} << "1=0 2=2 3=1";
    QTest::newRow("backwards") << QList<int>{3, 2, 1} << "1=2 2=1 3=0";
    QTest::newRow("a duplicate replaces") << QList<int>{1, 2, 2} << "1=0 2=2";
    QTest::newRow("a late duplicate replaces") << QList<int>{1, 2, 3, 1} << "1=3 2=1 3=2";
    QTest::newRow("all the same") << QList<int>{5, 5, 5, 5} << "5=3";
    QTest::newRow("a gap of a month backwards")
        << QList<int>{0, -1'200'000'000, 1} << "-1200000000=1 0=0 1=2";
}

void TestStore::samplesAreReadInOrder()
{
    QFETCH(QList<int>, times);
    QFETCH(QString, expected);
    Store store({}, m_clock);
    double value = 0;
    for (const int time : times)
        SampleRows().add(metric("m"), Now + time, value++).appendTo(store);
    QCOMPARE(readAll(store, {}), u"m{} "_s + expected);
}

void TestStore::badRowsAreRefused_data()
{
    QTest::addColumn<qint64>("time");
    QTest::addColumn<int>("reason");
    QTest::addColumn<QString>("message");

    QTest::newRow("too far ahead")
        << qint64(Now + 600'001) << int(RefusalReason::TooFarAhead)
        << ".timestamp: is 600001 ms ahead of the server's clock, limit 600000 ms";
    QTest::newRow("older than what is kept")
        << qint64(Now - 15 * 86'400'000LL - 1) << int(RefusalReason::TooOld)
        << ".timestamp: is 1296000001 ms behind the server's clock, limit 1296000000 ms";
    QTest::newRow("labels do not parse")
        << qint64(Now) << int(RefusalReason::BadLabel) << "labels are broken";
}

void TestStore::badRowsAreRefused()
{
    QFETCH(qint64, time);
    QFETCH(int, reason);
    QFETCH(QString, message);
    SampleRows rows;
    rows.add(metric("good"), Now, 1);
    rows.addBroken(time, RefusalReason(reason));
    rows.add(metric("good"), Now + 1, 2);
    const std::vector<Refusal> expected{{RefusalReason(reason), 1, message.toStdString()}};

    Store whole({}, m_clock);
    const AppendReport refused = rows.appendTo(whole, AppendMode::WholeBatch);
    QCOMPARE(refused.appended, std::size_t(0));
    QVERIFY(refused.refusals == expected);
    QCOMPARE(whole.stats().samples, std::uint64_t(0));
    QCOMPARE(whole.stats().series, std::uint64_t(0));

    Store good({}, m_clock);
    const AppendReport partial = rows.appendTo(good, AppendMode::GoodRows);
    QCOMPARE(partial.appended, std::size_t(2));
    QVERIFY(partial.refusals == expected);
    QCOMPARE(readAll(good, {}), u"good{} 0=1 1=2"_s);
}

void TestStore::seriesLimitNamesTheSeries()
{
    StoreOptions options;
    options.maxSeries = 2;
    Store store(options, m_clock);
    SampleRows rows;
    rows.add(metric("a"), Now, 1).add(metric("b"), Now, 2).add(metric("c"), Now, 3);
    const AppendReport refused = rows.appendTo(store);
    QCOMPARE(refused.appended, std::size_t(0));
    QCOMPARE(refused.refusals.size(), std::size_t(1));
    QCOMPARE(refused.refusals[0].reason, RefusalReason::SeriesLimit);
    QCOMPARE(refused.refusals[0].row, std::size_t(2));
    QCOMPARE(refused.refusals[0].message, std::string("series c{} would be number 3, limit 2"));
    QCOMPARE(store.stats().series, std::uint64_t(0));

    const AppendReport partial = rows.appendTo(store, AppendMode::GoodRows);
    QCOMPARE(partial.appended, std::size_t(2));
    QCOMPARE(partial.refusals.size(), std::size_t(1));
    QCOMPARE(store.stats().series, std::uint64_t(2));
    // What is there already is not held up by the limit.
    QCOMPARE(SampleRows().add(metric("a"), Now + 1, 1).appendTo(store).appended, std::size_t(1));
}

void TestStore::matchersSelect_data()
{
    using Op = Matcher::Op;
    QTest::addColumn<int>("op");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("expected");

    QTest::newRow("equal") << int(Op::Equal) << "env"
                           << "prod"
                           << "a";
    QTest::newRow("equal to an absent value") << int(Op::Equal) << "env"
                                              << "nope"
                                              << "";
    QTest::newRow("equal to empty finds those without") << int(Op::Equal) << "env"
                                                        << ""
                                                        << "c d";
    QTest::newRow("not equal keeps those without") << int(Op::NotEqual) << "env"
                                                   << "prod"
                                                   << "b c d";
    QTest::newRow("not equal to an absent value finds all") << int(Op::NotEqual) << "env"
                                                            << "nope"
                                                            << "a b c d";
    QTest::newRow("not equal to empty finds those with") << int(Op::NotEqual) << "env"
                                                         << ""
                                                         << "a b";
    QTest::newRow("match") << int(Op::Match) << "env"
                           << "p.*|test"
                           << "a b";
    QTest::newRow("match is anchored") << int(Op::Match) << "env"
                                       << "pro"
                                       << "";
    QTest::newRow("match that takes empty") << int(Op::Match) << "env"
                                            << "prod|"
                                            << "a c d";
    QTest::newRow("match of anything finds all") << int(Op::Match) << "env"
                                                 << ".*"
                                                 << "a b c d";
    QTest::newRow("match of something finds those with") << int(Op::Match) << "env"
                                                         << ".+"
                                                         << "a b";
    QTest::newRow("not match keeps those without") << int(Op::NotMatch) << "env"
                                                   << "p.*"
                                                   << "b c d";
    QTest::newRow("not match of empty drops those without") << int(Op::NotMatch) << "env"
                                                            << "prod|"
                                                            << "b";
    QTest::newRow("unknown label equal") << int(Op::Equal) << "zone"
                                         << "x"
                                         << "";
    QTest::newRow("unknown label not equal") << int(Op::NotEqual) << "zone"
                                             << "x"
                                             << "a b c d";
    QTest::newRow("unknown label matches empty") << int(Op::Match) << "zone"
                                                 << "x*"
                                                 << "a b c d";
}

void TestStore::matchersSelect()
{
    QFETCH(int, op);
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(QString, expected);
    Store store({}, m_clock);
    SampleRows()
        .add(labelsOf({{"__name__", "a"}, {"env", "prod"}}), Now, 1)
        .add(labelsOf({{"__name__", "b"}, {"env", "test"}}), Now, 1)
        .add(labelsOf({{"__name__", "c"}, {"job", "prod"}}), Now, 1)
        .add(metric("d"), Now, 1)
        .appendTo(store);
    const std::vector<Matcher> matchers{
        matcher(Matcher::Op(op), name.toStdString(), value.toStdString())};
    QStringList names;
    for (const SeriesInfo &info : store.series(matchers, 100).series)
        names << QString::fromStdString(std::string(info.labels.metricName()));
    QCOMPARE(names.join(QLatin1Char(' ')), expected);
    QCOMPARE(store.snapshot(matchers, 0, Forever, 1).matched(), std::size_t(names.size()));
    QCOMPARE(store.countSamples(matchers), std::uint64_t(names.size()));
}

void TestStore::labelValuesAreSortedAndDistinct()
{
    Store store({}, m_clock);
    SampleRows()
        .add(labelsOf({{"__name__", "a"}, {"env", "prod"}}), Now, 1)
        .add(labelsOf({{"__name__", "b"}, {"env", "dev"}}), Now, 1)
        .add(labelsOf({{"__name__", "c"}, {"env", "prod"}}), Now, 1)
        .appendTo(store);
    QCOMPARE(store.labelValues("env", {}), (std::vector<std::string>{"dev", "prod"}));
    const std::vector<Matcher> matchers{equals("__name__", "c")};
    QCOMPARE(store.labelValues("env", matchers), std::vector<std::string>{"prod"});
    QCOMPARE(store.labelValues("nope", {}), std::vector<std::string>());
}

void TestStore::changedSeriesAreTakenOnce()
{
    Store store({}, m_clock);
    SampleRows rows;
    for (int i = 0; i < 200; ++i)
        rows.add(metric("m" + std::to_string(i)), Now, i);
    rows.appendTo(store);
    std::size_t more = 0;
    const auto first = store.takeChanged(150, more);
    QCOMPARE(first.size(), std::size_t(150));
    QCOMPARE(more, std::size_t(50));
    QVERIFY(store.takeChanged(150, more).empty());
    QCOMPARE(more, std::size_t(0));
    // The next call begins behind where the last one ended, so that nobody starves.
    rows.appendTo(store);
    QVERIFY(toIndex(store.takeChanged(10, more).front().id) >= 150);
}

void TestStore::newestSampleSurvivesLateOnes()
{
    Store store({}, m_clock);
    SampleRows()
        .add(metric("m"), Now, 1)
        .add(metric("m"), Now + 5, 2)
        .add(metric("m"), Now + 3, 3)
        .appendTo(store);
    std::size_t more = 0;
    const auto latest = store.takeChanged(10, more);
    QCOMPARE(latest.size(), std::size_t(1));
    QCOMPARE(latest[0].timeMs, Now + 5);
    QCOMPARE(latest[0].value, 2.0);
    const SeriesList list = store.series({}, 10);
    QCOMPARE(list.series[0].lastTimeMs, Now + 5);
    QCOMPARE(list.series[0].lastValue, 2.0);
    QCOMPARE(list.series[0].samples, std::uint64_t(3));
    QCOMPARE(store.stats().outOfOrder, std::uint64_t(1));
}

void TestStore::statsCount()
{
    Store store({}, m_clock);
    QCOMPARE(store.stats().oldestMs, TimeMs(0));
    QCOMPARE(store.stats().memoryBytes < 64 * 1024, true);
    SampleRows().add(metric("a"), Now - 5, 1).add(metric("b"), Now + 7, 1).appendTo(store);
    const StoreStats stats = store.stats();
    QCOMPARE(stats.series, std::uint64_t(2));
    QCOMPARE(stats.samples, std::uint64_t(2));
    QCOMPARE(stats.samplesAppended, std::uint64_t(2));
    QCOMPARE(stats.generation, std::uint64_t(2));
    QCOMPARE(stats.oldestMs, Now - 5);
    QCOMPARE(stats.newestMs, Now + 7);
}

void TestStore::snapshotStaysAsItWas()
{
    Store store({}, m_clock);
    SampleRows().add(metric("m"), Now, 1).add(metric("m"), Now + 1, 1).appendTo(store);
    const Snapshot snapshot = store.snapshot({}, 0, Forever, 10);
    SampleRows more;
    for (int i = 2; i < 500; ++i) // first the same run, then new blocks and chunks
        more.add(metric("m"), Now + i, i < 100 ? 1 : i * 0.37);
    more.add(metric("other"), Now, 1);
    more.appendTo(store);
    SampleColumns columns;
    snapshot.read(0, columns);
    QCOMPARE(text(columns), u"0=1 1=1"_s);
    QCOMPARE(snapshot.size(), std::size_t(1));
}

void TestStore::snapshotClipsToWhatIsKept()
{
    ManualClock clock(Now);
    StoreOptions options;
    options.retention.keepFor[0] = std::chrono::seconds(10);
    Store store(options, clock);
    SampleRows().add(metric("m"), Now, 1).add(metric("m"), Now + 5000, 2).appendTo(store);
    clock.advance(12'000);
    QCOMPARE(readAll(store, {}), u"m{} 5000=2"_s);
}

void TestStore::snapshotsGoOnWhereTheLastOneEnded()
{
    Store store({}, m_clock);
    SampleRows rows;
    for (int i = 0; i < 5; ++i)
        rows.add(metric("m" + std::to_string(i)), Now, i);
    rows.appendTo(store);
    QStringList seen;
    SeriesId next{};
    for (;;) {
        const Snapshot snapshot = store.snapshot({}, 0, Forever, 2, next);
        QCOMPARE(snapshot.matched(), std::size_t(5 - seen.size()));
        if (snapshot.size() == 0)
            break;
        for (std::size_t i = 0; i < snapshot.size(); ++i)
            seen << QString::fromStdString(snapshot.labels(i).toString());
        next = SeriesId(toIndex(snapshot.id(snapshot.size() - 1)) + 1);
    }
    QCOMPARE(seen, (QStringList{u"m0{}"_s, u"m1{}"_s, u"m2{}"_s, u"m3{}"_s, u"m4{}"_s}));
}

void TestStore::snapshotIsReadPieceByPiece()
{
    Store store({}, m_clock);
    SampleRows rows;
    for (int i = 0; i < 6; ++i)
        rows.add(metric("m"), Now + i, i);
    rows.appendTo(store);
    const Snapshot snapshot = store.snapshot({}, Now + 1, Now + 4, 10);
    SampleColumns columns;
    snapshot.read(0, Now - 10, Now + 2, columns);
    QCOMPARE(text(columns), u"1=1 2=2"_s);
    snapshot.read(0, Now + 3, Forever, columns);
    QCOMPARE(text(columns), u"3=3 4=4"_s);
    snapshot.read(0, Now + 5, Forever, columns);
    QCOMPARE(text(columns), QString());
}

QTEST_APPLESS_MAIN(TestStore)
#include "tst_store.moc"
