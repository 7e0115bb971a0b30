// Two days of simulated load with everything that happens to a store in them: flushes, merges, the
// closing of days, rollups, retention, a restart. bench_soak runs the same for 53 days.

#include "tests/bench/soak.h"

#include <QtTest>

using namespace tinyobs;
using namespace Qt::StringLiterals;

class TestSoak : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void daysPassAndEverythingIsThere_data();
    void daysPassAndEverythingIsThere();
};

void TestSoak::daysPassAndEverythingIsThere_data()
{
    QTest::addColumn<int>("keepHours");
    QTest::addColumn<int>("memoryMiB");
    QTest::addColumn<quint64>("held"); // samples of each series

    constexpr quint64 PerDay = 43'200;
    QTest::newRow("all that came is kept") << 24 * 15 << 64 << 2 * PerDay;
    QTest::newRow("with a memory that is full all the time") << 24 * 15 << 1 << 2 * PerDay;
    QTest::newRow("the first day goes, its rollups stay") << 24 << 64 << PerDay - 61 * 30;
}

void TestSoak::daysPassAndEverythingIsThere()
{
    QFETCH(const int, keepHours);
    QFETCH(const int, memoryMiB);
    QFETCH(const quint64, held);
    QTemporaryDir folder;
    bench::SoakOptions options{.folder = folder.path().toStdString(), .days = 2, .series = 20};
    options.store.durability = Durability::Relaxed;
    options.store.memoryBytes = std::size_t(memoryMiB) << 20;
    options.store.retention.keepFor[0] = std::chrono::hours(keepHours);

    int days = 0;
    const auto ran = bench::runSoak(options, [&](const bench::SoakDay &day) {
        ++days;
        QVERIFY2(day.stats.memoryBytes <= options.store.memoryBytes,
                 qPrintable(QString::number(day.stats.memoryBytes)));
        QVERIFY(day.stats.merges > 0);
        QCOMPARE(day.stats.upkeepFailures, std::uint64_t(0));
    });
    QVERIFY2(ran, ran ? "" : ran.error().message.c_str());
    QCOMPARE(days, options.days);
    const auto checked = bench::checkSoak(options);
    QVERIFY2(checked, checked ? "" : checked.error().message.c_str());
    QCOMPARE(checked->samples, std::uint64_t(held * options.series));
}

QTEST_APPLESS_MAIN(TestSoak)
#include "tst_soak.moc"
