// Merging against maps of samples, with seeds: overlaps, late samples, deletions, several epochs,
// days before 1970, an end at any moment.

#include "core/storage/disk/folder.h"
#include "tests/core/storage/disk/mergefolder.h"

#include <QFile>
#include <QtTest>

#include <limits>
#include <random>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

/// Overlaps, duplicates, midnights, NaN; a few series and days around `day`.
FileRows randomRows(std::mt19937_64 &random, Day day)
{
    FileRows rows;
    const std::uint32_t seriesCount = 1 + std::uint32_t(random() % 5);
    for (std::uint32_t i = 0; i < seriesCount; ++i) {
        SeriesRows &samples = rows[std::uint32_t(random() % 6)];
        const bool dense = random() % 2 == 0;
        TimeMs t = dayStartMs(day) - Hour + TimeMs(random() % std::uint64_t(25 * Hour));
        const int count = random() % 4 == 0 ? 1 : int(random() % 400);
        for (int n = 0; n < count; ++n) {
            const TimeMs at = random() % 8 == 0 ? t - t % 60'000 : t;
            samples[at] = random() % 30 == 0 ? bitsOf(std::numeric_limits<double>::quiet_NaN())
                                             : bitsOf(double(random() % 1000));
            t += TimeMs(random() % (dense ? 20'000 : 2'000'000));
        }
        if (random() % 3 == 0)
            samples[dayStartMs(day)] = bitsOf(double(random() % 1000));
    }
    std::erase_if(rows, [](const auto &series) { return series.second.empty(); });
    return rows;
}

std::map<std::string, QByteArray> contentsOf(const std::string &folder)
{
    std::map<std::string, QByteArray> contents;
    for (const std::string &name : must(listFiles(folder))) {
        QFile file(QString::fromStdString(folder + "/" + name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s cannot be read", name.c_str());
        contents[name] = file.readAll();
    }
    return contents;
}

} // namespace

class TestMergeModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheSameFilesEachTime()
    {
        std::map<std::string, QByteArray> first;
        for (int round = 0; round < 2; ++round) {
            MergeFolder folder;
            std::mt19937_64 random(11);
            for (int i = 0; i < 5; ++i)
                folder.flush(randomRows(random, Today));
            while (const auto plan = folder.plan(LongAfter)) {
                folder.run(*plan); // and again, over what is there
                const DataFileList made = folder.run(*plan);
                folder.files.replace(made, plan->sources);
            }
            if (round == 0)
                first = contentsOf(folder.path());
            else
                QVERIFY(contentsOf(folder.path()) == first);
        }
    }

    void standsItsEndAnywhere_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 10; ++seed)
            QTest::addRow("seed %d", seed) << seed;
    }
    void standsItsEndAnywhere()
    {
        QFETCH(const int, seed);
        std::mt19937_64 random(static_cast<unsigned>(seed));
        MergeFolder folder;
        for (int i = 0; i < 12; ++i)
            folder.flush(randomRows(random, Today + Day(random() % 3)));
        for (int ends = 0; ends < 6; ++ends) {
            const auto plan = folder.plan(LongAfter);
            if (!plan)
                break;
            // Some of the new files are there, the sources are all still there, one is unfinished.
            DataFileList made = folder.run(*plan);
            std::size_t written = random() % (made.size() + 1);
            if (made.back()->name() == plan->sources.front()->name())
                written = made.size(); // the last one has taken a source's place
            for (std::size_t i = written; i < made.size(); ++i)
                must(removeFile(made[i]->path()));
            QFile unfinished(QString::fromStdString(
                folder.path() + "/" + plan->sources.front()->name().toString() + ".tmp"));
            QVERIFY(unfinished.open(QIODevice::WriteOnly));
            unfinished.write("half");
            unfinished.close();
            DataFiles again;
            const auto report = must(again.open(folder.path()));
            QVERIFY(report.damaged.empty());
            QVERIFY(readAllRaw(*again.list(), {}) == folder.expected());
            must(folder.files.open(folder.path()));
        }
        folder.mergeAll(LongAfter);
        QVERIFY(folder.stored() == folder.expected());
        for (const Tier tier : {Tier::Minute, Tier::Hour})
            QVERIFY(readRollups(*folder.files.list(), tier) == folder.expectedRollups(tier));
    }

    void keepsWhatTheModelKeeps_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 12; ++seed)
            QTest::addRow("seed %d", seed) << seed;
    }
    void keepsWhatTheModelKeeps()
    {
        QFETCH(const int, seed);
        std::mt19937_64 random(static_cast<unsigned>(seed));
        MergeFolder folder;
        const Day start = seed % 4 == 0 ? -3 : Today; // before 1970 too
        for (int step = 0; step < 60; ++step) {
            const TimeMs now = dayStartMs(start + step / 10);
            switch (random() % 4) {
            case 0: {
                const TimeMs from = dayStartMs(start) + TimeMs(random() % std::uint64_t(6 * DayMs));
                const TimeMs to = from + TimeMs(random() % std::uint64_t(DayMs));
                folder.erase(SeriesSet::bitmapOf(2, unsigned(random() % 6), unsigned(random() % 6)),
                             from, to);
                break;
            }
            case 1:
                folder.mergeOnce(now);
                break;
            default:
                folder.flush(randomRows(random, start + Day(random() % 6)));
            }
            QVERIFY(folder.stored() == folder.expected());
        }
        folder.flush({{0, {{LongAfter, bitsOf(0)}}}}); // nothing more comes for the days before
        folder.mergeAll(LongAfter);
        QVERIFY(folder.stored() == folder.expected());
        folder.tombstones.clear();
        QVERIFY(folder.stored() == folder.expected());
        for (const DataFilePtr &file : *folder.files.list()) {
            if (file->name().tier == Tier::Raw && file->name().firstDay != dayOf(LongAfter))
                QVERIFY(file->isClosed());
        }
        QVERIFY(folder.files.series() == [&] {
            SeriesSet set;
            for (const auto &[series, rows] : folder.expected())
                set.add(series);
            return set;
        }());
    }

    void rollsUpWhatTheModelRollsUp_data() { keepsWhatTheModelKeeps_data(); }
    void rollsUpWhatTheModelRollsUp()
    {
        QFETCH(const int, seed);
        std::mt19937_64 random(static_cast<unsigned>(seed));
        MergeFolder folder;
        const Day start = seed % 4 == 0 ? -3 : Today;
        for (int step = 0; step < 30; ++step) {
            const Day day = start + Day(random() % 4);
            folder.flush(randomRows(random, day));
            if (random() % 4 == 0) {
                const TimeMs from = dayStartMs(day) + TimeMs(random() % std::uint64_t(DayMs));
                folder.erase(SeriesSet::bitmapOf(1, unsigned(random() % 6)), from, from + Hour);
            }
            folder.mergeOnce(dayStartMs(start) - DayMs); // joins, closes nothing
        }
        folder.mergeAll(LongAfter);
        QVERIFY(folder.stored() == folder.expected());
        for (const Tier tier : {Tier::Minute, Tier::Hour})
            QVERIFY(readRollups(*folder.files.list(), tier) == folder.expectedRollups(tier));
    }
};

QTEST_GUILESS_MAIN(TestMergeModel)
#include "tst_mergemodel.moc"
