// What is merged when, and what comes of it.

#include "core/storage/disk/folder.h"
#include "tests/core/storage/disk/mergefolder.h"

#include <QFile>
#include <QtTest>

#include <random>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

FileRows dayRows(Day day, int samples, TimeMs distanceMs = 10'000, double first = 0)
{
    FileRows rows;
    for (std::uint32_t series : {1u, 2u, 70'000u}) {
        for (int i = 0; i < samples; ++i)
            rows[series][dayStartMs(day) + i * distanceMs + series] = bitsOf(first + i);
    }
    return rows;
}

} // namespace

class TestMerge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closesADayAnHourAfterItsEnd()
    {
        MergeFolder folder;
        folder.flush(dayRows(Today, 100));
        folder.flush(dayRows(Today, 200));
        const TimeMs end = dayStartMs(Today + 1);
        QVERIFY(!folder.plan(end + Hour - 1));
        {
            const auto plan = folder.plan(end + Hour);
            QVERIFY(plan);
            QCOMPARE(plan->kind, MergePlan::Kind::CloseDay);
            QCOMPARE(plan->sources.size(), std::size_t(2));
            QCOMPARE(QString::fromStdString(plan->toString()), u"close raw-20241004"_s);
        }
        QVERIFY(folder.mergeOnce(end + Hour));
        QCOMPARE(folder.names(), (QStringList{u"raw-20241004-0000000001-0000000002"_s,
                                              u"1m-20241004-0000000001-0000000002"_s,
                                              u"1h-20241004-0000000001-0000000002"_s}));
        QVERIFY(folder.files.list()->front()->isClosed());
        QVERIFY(!folder.plan(end + Hour));
        QVERIFY(folder.stored() == folder.expected());
        QCOMPARE(must(listFiles(folder.path())).size(), std::size_t(3));
    }

    void closesTheOldestDayFirst()
    {
        MergeFolder folder;
        folder.flush(dayRows(Today, 10));
        folder.flush(dayRows(Today - 5, 10));
        QCOMPARE(folder.plan(LongAfter)->sources.front()->name().firstDay, Today - 5);
    }

    void letsLateSamplesWaitForAnEpochWithout()
    {
        MergeFolder folder;
        folder.flush(dayRows(Today, 100));
        folder.mergeAll(dayStartMs(Today + 2));
        folder.flush(dayRows(Today, 150));
        QVERIFY(!folder.plan(dayStartMs(Today + 2)));
        folder.flush(dayRows(Today + 2, 1));
        QCOMPARE(folder.plan(dayStartMs(Today + 2))->kind, MergePlan::Kind::CloseDay);
        folder.mergeAll(dayStartMs(Today + 2));
        QVERIFY(folder.files.list()->front()->isClosed());
        QVERIFY(folder.stored() == folder.expected());
        FileRows rows = folder.expected();
        for (auto &[series, samples] : rows)
            samples.erase(samples.lower_bound(dayStartMs(Today + 2)), samples.end());
        folder.model = rows; // the third day is not closed yet
        QVERIFY(readRollups(*folder.files.list(), Tier::Hour) ==
                folder.expectedRollups(Tier::Hour));
        QCOMPARE(folder.files.find(Tier::Hour, 0, LongAfter).size(), std::size_t(1));
    }

    void letsLateSamplesWaitNoLongerThanForEightFiles()
    {
        MergeFolder folder;
        folder.flush(dayRows(Today, 100));
        folder.mergeAll(dayStartMs(Today + 2));
        for (int i = 0; i < 7; ++i)
            folder.flush(dayRows(Today, 10 + i));
        QVERIFY(!folder.plan(dayStartMs(Today + 2)));
        folder.flush(dayRows(Today, 1));
        QCOMPARE(folder.plan(dayStartMs(Today + 2))->kind, MergePlan::Kind::CloseDay);
    }

    void joinsManyFilesOfADay()
    {
        MergeFolder folder;
        const TimeMs now = dayStartMs(Today) + 12 * Hour;
        for (int i = 0; i < 8; ++i)
            folder.flush(dayRows(Today, 50));
        QVERIFY(!folder.plan(now));
        folder.flush(dayRows(Today, 50));
        const auto plan = folder.plan(now);
        QVERIFY(plan);
        QCOMPARE(plan->kind, MergePlan::Kind::Join);
        QCOMPARE(QString::fromStdString(plan->toString()), u"join 9 files from raw-20241004"_s);
        folder.mergeAll(now);
        QCOMPARE(folder.names(), QStringList{u"raw-20241004-0000000001-0000000009"_s});
        QVERIFY(!folder.files.list()->front()->isClosed());
        QVERIFY(folder.stored() == folder.expected());
    }

    void rewritesADayOnlyAsItGrows()
    {
        MergeFolder folder;
        const TimeMs now = dayStartMs(Today) + 12 * Hour;
        std::uint64_t written = 0;
        constexpr int Epochs = 128;
        std::mt19937_64 random(5);
        for (int i = 0; i < Epochs; ++i) {
            FileRows rows;
            for (int n = 0; n < 300; ++n)
                rows[1][dayStartMs(Today) + i * 300 + n] = random(); // does not compress
            folder.flush(rows);
            while (const auto plan = folder.plan(now)) {
                const DataFileList made = folder.run(*plan);
                written += made.front()->samples();
                folder.files.replace(made, plan->sources);
            }
            QVERIFY(folder.files.list()->size() <= 8);
        }
        QVERIFY2(written < 6 * 300 * Epochs, qPrintable(QString::number(written)));
        QVERIFY(folder.stored() == folder.expected());
    }

    void joinsTheRollupsOfAMonth()
    {
        MergeFolder folder;
        const auto [first, last] = monthOf(Today);
        for (const Day day : {first, Today, last, last + 1})
            folder.flush(dayRows(day, 500));
        const TimeMs soon = dayStartMs(last + 2) - 1;
        folder.mergeAll(soon);
        QCOMPARE(folder.files.find(Tier::Hour, 0, LongAfter).size(), std::size_t(3));
        folder.mergeAll(dayStartMs(last + 2));
        QCOMPARE(folder.files.find(Tier::Hour, 0, LongAfter).front()->name().toString(),
                 std::string("1h-202410-0000000001-0000000003.db"));
        folder.mergeAll(LongAfter);
        QCOMPARE(folder.files.find(Tier::Hour, 0, LongAfter).size(), std::size_t(2));
        for (const Tier tier : {Tier::Minute, Tier::Hour})
            QVERIFY(readRollups(*folder.files.list(), tier) == folder.expectedRollups(tier));

        folder.flush(dayRows(Today, 800)); // late by far
        folder.flush(dayRows(last + 3, 1));
        folder.mergeAll(LongAfter);
        QCOMPARE(folder.files.find(Tier::Hour, 0, LongAfter).front()->name().toString(),
                 std::string("1h-202410-0000000001-0000000005.db"));
        for (const Tier tier : {Tier::Minute, Tier::Hour})
            QVERIFY(readRollups(*folder.files.list(), tier) == folder.expectedRollups(tier));
    }

    void keepsMinutesOnlyOfDenseSeries_data()
    {
        QTest::addColumn<int>("distanceMs");
        QTest::addColumn<int>("samples");
        QTest::addColumn<bool>("hasMinutes");
        QTest::newRow("a sample each 15 s") << 15'000 << 100 << true;
        QTest::newRow("just below 30 s") << 29'999 << 100 << true;
        QTest::newRow("30 s") << 30'000 << 100 << false;
        QTest::newRow("a single sample") << 1 << 1 << false;
    }
    void keepsMinutesOnlyOfDenseSeries()
    {
        QFETCH(const int, distanceMs);
        QFETCH(const int, samples);
        QFETCH(const bool, hasMinutes);
        MergeFolder folder;
        folder.flush(dayRows(Today, samples, distanceMs));
        folder.mergeAll(LongAfter);
        QCOMPARE(!folder.files.find(Tier::Minute, 0, LongAfter).empty(), hasMinutes);
        QCOMPARE(folder.files.find(Tier::Hour, 0, LongAfter).size(), std::size_t(1));
        QVERIFY(!folder.plan(LongAfter));
    }

    void closesADayOfOneSampleAtMidnight()
    {
        MergeFolder folder;
        folder.flush({{1, {{dayStartMs(Today), bitsOf(5)}}}});
        folder.mergeAll(LongAfter);
        const RollupRows rows = readRollups(*folder.files.list(), Tier::Hour);
        QCOMPARE(rows.at(1).size(), std::size_t(1));
        QCOMPARE(rows.at(1).begin()->first, dayStartMs(Today));
    }

    void countsIncreasesAcrossMidnight()
    {
        MergeFolder folder;
        const TimeMs midnight = dayStartMs(Today);
        folder.flush({{1,
                       {{midnight - 20'000, bitsOf(100)},
                        {midnight - 10'000, bitsOf(107)},
                        {midnight, bitsOf(110)},
                        {midnight + 10'000, bitsOf(115)}}}});
        folder.flush({{1, {{midnight - 5'000, bitsOf(109)}}}});
        folder.mergeAll(LongAfter);
        const RollupRows rows = readRollups(*folder.files.list(), Tier::Minute);
        const std::map<TimeMs, RowValues> &of = rows.at(1);
        QCOMPARE(of.size(), std::size_t(3));
        QCOMPARE(of.at(midnight - 1).increase, bitsOf(9));
        QCOMPARE(of.at(midnight).increase, bitsOf(1));
        QCOMPARE(of.at(midnight + 60'000).increase, bitsOf(5));
    }

    void takesWholeChunksOverAsTheyAre()
    {
        MergeFolder folder;
        FileRows rows;
        for (int i = 0; i < 20'000; ++i)
            rows[3][dayStartMs(Today) + i * 1000] = bitsOf(i);
        folder.flush(rows);
        folder.flush({{4, {{dayStartMs(Today), bitsOf(1)}}}});
        const auto dataOf = [](const DataFile &file) {
            std::vector<std::vector<std::uint8_t>> chunks;
            must(must(file.lease())->chunksOf(3, [&](const StoredChunk &chunk) -> Result<bool> {
                chunks.emplace_back(chunk.data.begin(), chunk.data.end());
                return true;
            }));
            return chunks;
        };
        const auto before = dataOf(*folder.files.list()->front());
        folder.mergeAll(LongAfter);
        QCOMPARE(before.size(), std::size_t(3));
        QVERIFY(dataOf(*folder.files.list()->front()) == before);
    }

    void cleansFilesThatTombstonesTouch()
    {
        MergeFolder folder;
        const TimeMs now = dayStartMs(Today) + 12 * Hour;
        folder.flush(dayRows(Today, 100));
        folder.flush(dayRows(Today, 200));
        folder.erase(SeriesSet::bitmapOf(1, 1u), dayStartMs(Today), dayStartMs(Today) + 500'000);
        folder.erase(SeriesSet::bitmapOf(1, 99u), 0, LongAfter); // of a series that is not there
        folder.flush(dayRows(Today, 60));                        // after the deletion
        QCOMPARE(folder.plan(now)->kind, MergePlan::Kind::Clean);
        QCOMPARE(folder.mergeAll(now), 2);
        QVERIFY(folder.stored() == folder.expected());
        folder.tombstones.clear(); // what is gone is gone
        QVERIFY(folder.stored() == folder.expected());
    }

    void removesAFileOfWhichEverythingIsDeleted()
    {
        MergeFolder folder;
        folder.flush(dayRows(Today, 100));
        folder.mergeAll(LongAfter);
        folder.erase(SeriesSet::bitmapOf(3, 1u, 2u, 70'000u), 0, LongAfter);
        folder.mergeAll(LongAfter);
        QVERIFY(folder.files.list()->empty());
        QVERIFY(must(listFiles(folder.path())).empty());
    }

    void deletesRowsThatMayHoldDeletedSamples()
    {
        MergeFolder folder;
        folder.flush(dayRows(Today, 360)); // an hour, a sample each 10 s
        folder.mergeAll(LongAfter);
        RollupRows expected = readRollups(*folder.files.list(), Tier::Minute);
        const TimeMs start = dayStartMs(Today);
        folder.erase(SeriesSet::bitmapOf(1, 2u), start + 60'000, start + 120'001);
        folder.mergeAll(LongAfter);
        for (const TimeMs minute : {1, 2, 3})
            QCOMPARE(expected.at(2).erase(start + minute * 60'000), std::size_t(1));
        QVERIFY(readRollups(*folder.files.list(), Tier::Minute) == expected);
        QVERIFY(folder.files.list()->front()->isClosed());
        QVERIFY(folder.stored() == folder.expected());
    }

    void reportsADamagedSource()
    {
        MergeFolder folder;
        folder.flush(dayRows(Today, 3000));
        const std::string path = folder.files.list()->front()->path();
        {
            Database database = must(Database::open(path, {.mode = Database::Mode::Write}));
            must(database.exec("UPDATE chunk SET data = zeroblob(100) WHERE id = 2 << 16"));
        }
        must(folder.files.open(folder.path()));
        const auto plan = folder.plan(LongAfter);
        const auto made = runMerge(folder.path(), *plan, *folder.files.list(), {});
        QVERIFY(!made);
        QCOMPARE(made.error().code, Error::Code::Corruption);
        QVERIFY(made.error().message.find("series 2") != std::string::npos);
        QCOMPARE(must(listFiles(folder.path())).size(), std::size_t(1)); // nothing left behind
    }

    void doesNotWaitForWhatCannotBeRead()
    {
        MergeFolder folder;
        folder.flush(dayRows(Today, 100));
        folder.flush(dayRows(Today + 1, 100));
        const DataFileList files = *folder.files.list();
        const std::vector<FileName> unreadable{files[0]->name()};
        const auto plan = planMerge(files, {}, LongAfter, unreadable);
        QVERIFY(plan);
        QCOMPARE(plan->sources.front()->name(), files[1]->name());
        folder.files.replace(folder.run(*plan), plan->sources);
        // Nor are the rollups of the month joined: those of the other day may come yet.
        QVERIFY(!planMerge(*folder.files.list(), {}, LongAfter, unreadable));
    }

    void closesADayAfterADamagedOne()
    {
        MergeFolder folder;
        folder.flush(dayRows(Today, 3000));
        {
            Database database = must(Database::open(folder.files.list()->front()->path(),
                                                    {.mode = Database::Mode::Write}));
            must(database.exec("UPDATE chunk SET data = zeroblob(100)"));
        }
        folder.flush(dayRows(Today + 1, 100));
        const MergePlan plan{MergePlan::Kind::CloseDay, {folder.files.list()->back()}};
        QCOMPARE(folder.run(plan).size(), std::size_t(3));
    }
};

QTEST_GUILESS_MAIN(TestMerge)
#include "tst_merge.moc"
