// The list of data files: what a start clears away, who wins, and how files come and go.

#include "core/storage/disk/datafiles.h"
#include "core/storage/disk/folder.h"
#include "tests/core/storage/disk/datafilerows.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <thread>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

constexpr Day Today = 20'000;

FileRows oneSample(const FileName &name, std::uint32_t series = 1)
{
    return {{series, {{dayStartMs(name.firstDay) + name.lastEpoch, bitsOf(name.lastEpoch)}}}};
}

DataFilePtr makeFile(const std::string &folder, const FileName &name, std::uint32_t series = 1)
{
    if (name.tier == Tier::Raw)
        return writeRaw(folder, name, oneSample(name, series));
    encoding::RollupColumns rows;
    rows.resize(1);
    rows.timesMs[0] = dayStartMs(name.firstDay) + 60'000;
    const auto writer = must(DataFileWriter::create(folder, name, 4096));
    must(writer->addRollups(series, rows));
    return must(writer->finish(0));
}

QStringList namesOf(const DataFileList &files)
{
    QStringList names;
    for (const DataFilePtr &file : files)
        names << QString::fromStdString(file->name().toString());
    return names;
}

QStringList texts(const std::vector<std::string> &strings)
{
    QStringList list;
    for (const std::string &string : strings)
        list << QString::fromStdString(string);
    return list;
}

void makeText(const std::string &path, const QByteArray &text)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("%s cannot be written", path.c_str());
}

} // namespace

class TestDataFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensFilesInTheirOrder()
    {
        const QTemporaryDir dir;
        const std::string folder = dir.path().toStdString();
        makeFile(folder, {Tier::Hour, Today, Today, 1, 1});
        makeFile(folder, rawName(Today + 1, 2, 2));
        makeFile(folder, rawName(Today, 2, 3), 7);
        makeFile(folder, rawName(Today, 1, 1));
        DataFiles files;
        const auto report = must(files.open(folder));
        QVERIFY(report.removed.empty() && report.damaged.empty());
        QCOMPARE(namesOf(*files.list()),
                 texts({rawName(Today, 1, 1).toString(), rawName(Today, 2, 3).toString(),
                        rawName(Today + 1, 2, 2).toString(),
                        FileName{Tier::Hour, Today, Today, 1, 1}.toString()}));
        QVERIFY(files.series() == SeriesSet::bitmapOf(2, 1u, 7u));
        QCOMPARE(files.samples(), 3u);
        QVERIFY(files.bytes() > 4 * 4096);
    }

    void findsFilesByTime_data()
    {
        QTest::addColumn<qint64>("fromMs");
        QTest::addColumn<qint64>("toMs");
        QTest::addColumn<int>("found");
        const qint64 first = dayStartMs(Today) + 1; // epoch 1's sample
        QTest::newRow("before all") << first - 10 << first - 1 << 0;
        QTest::newRow("ends at the first sample") << first - 10 << first << 1;
        QTest::newRow("begins at the first sample") << first << first + 1 << 2;
        QTest::newRow("all") << first << first + 2 * DayMs << 3;
        QTest::newRow("between two days") << first + 10 << first + DayMs - 1 << 0;
    }
    void findsFilesByTime()
    {
        QFETCH(const qint64, fromMs);
        QFETCH(const qint64, toMs);
        QFETCH(const int, found);
        const QTemporaryDir dir;
        const std::string folder = dir.path().toStdString();
        for (const FileName &name :
             {rawName(Today, 1, 1), rawName(Today, 2, 2), rawName(Today + 1, 1, 1)})
            makeFile(folder, name);
        DataFiles files;
        must(files.open(folder));
        QCOMPARE(int(files.find(Tier::Raw, fromMs, toMs).size()), found);
        QVERIFY(files.find(Tier::Minute, fromMs, toMs).empty());
    }

    void clearsWhatACrashHasLeft()
    {
        const QTemporaryDir dir;
        const std::string folder = dir.path().toStdString();
        const FileName month{Tier::Hour, 19'997, 20'027, 1, 9}; // October 2024
        makeFile(folder, rawName(Today, 1, 1));
        makeFile(folder, rawName(Today, 2, 2));
        makeFile(folder, rawName(Today, 1, 2)); // merged, but the sources are still there
        makeFile(folder, rawName(Today, 3, 3));
        makeFile(folder, rawName(Today + 1, 1, 1));
        makeFile(folder, {Tier::Hour, Today, Today, 2, 9});
        makeFile(folder, {Tier::Hour, Today, Today, 10, 10});
        const std::string unfinished = rawName(Today, 4, 4).toString() + ".tmp";
        makeText(folder + "/" + unfinished, "half");
        makeText(folder + "/notes.tmp", "of somebody else");
        DataFiles files;
        auto report = must(files.open(folder));
        QCOMPARE(texts(report.removed), texts({unfinished, rawName(Today, 1, 1).toString(),
                                               rawName(Today, 2, 2).toString()}));
        QVERIFY(QFile::exists(dir.filePath(u"notes.tmp"_s)));
        QVERIFY(!QFile::exists(QString::fromStdString(folder + "/" + unfinished)));

        makeFile(folder, month);
        DataFiles again;
        report = must(again.open(folder));
        QCOMPARE(texts(report.removed),
                 texts({FileName{Tier::Hour, Today, Today, 2, 9}.toString()}));
        QVERIFY(
            !QFile::exists(QString::fromStdString(folder + "/" + rawName(Today, 2, 2).toString())));
        QCOMPARE(namesOf(again.find(Tier::Hour, 0, dayStartMs(30'000))),
                 texts({month.toString(), FileName{Tier::Hour, Today, Today, 10, 10}.toString()}));
    }

    void saysWhatIsDamagedAndKeepsIt()
    {
        const QTemporaryDir dir;
        const std::string folder = dir.path().toStdString();
        makeFile(folder, rawName(Today, 1, 1));
        const std::string damaged = folder + "/" + rawName(Today, 1, 2).toString();
        makeText(damaged, "this is no database, and long enough to have a header of one, or not");
        DataFiles files;
        const auto report = must(files.open(folder));
        QCOMPARE(report.damaged.size(), std::size_t(1));
        QVERIFY(report.damaged[0].starts_with(damaged));
        QVERIFY(QFile::exists(QString::fromStdString(damaged)));
        // It would supersede this one if it could be read.
        QCOMPARE(namesOf(*files.list()), texts({rawName(Today, 1, 1).toString()}));
        QVERIFY(report.removed.empty());
    }

    void touchesNothingOfANewerRelease()
    {
        const QTemporaryDir dir;
        const std::string folder = dir.path().toStdString();
        const std::string newer = makeFile(folder, rawName(Today, 2, 2))->path();
        {
            Database database = must(Database::open(newer, {.mode = Database::Mode::Write}));
            must(database.exec("PRAGMA user_version=2"));
        }
        const std::string unfinished = folder + "/" + rawName(Today, 4, 4).toString() + ".tmp";
        makeText(unfinished, "half");
        DataFiles files;
        const auto report = files.open(folder);
        QVERIFY(!report);
        QCOMPARE(report.error().code, Error::Code::Unavailable);
        QVERIFY(QFile::exists(QString::fromStdString(unfinished)));
        QVERIFY(files.list()->empty());
    }

    void replacesFilesUnderReaders()
    {
        const QTemporaryDir dir;
        const std::string folder = dir.path().toStdString();
        DataFiles files;
        must(files.open(folder));
        files.replace(
            {makeFile(folder, rawName(Today, 1, 1)), makeFile(folder, rawName(Today, 2, 2))}, {});
        auto before = files.list();
        const QString oldPath = QString::fromStdString(before->front()->path());
        files.replace({makeFile(folder, rawName(Today, 1, 2))}, *before);
        QCOMPARE(namesOf(*files.list()), texts({rawName(Today, 1, 2).toString()}));
        QVERIFY(readRaw(*before->front()) == oneSample(rawName(Today, 1, 1)));
        QVERIFY(QFile::exists(oldPath));
        before.reset();
        QVERIFY(!QFile::exists(oldPath));
    }

    void dropsWhatANewFileSupersedes()
    {
        const QTemporaryDir dir;
        const std::string folder = dir.path().toStdString();
        DataFiles files;
        const FileName stale{Tier::Minute, Today, Today, 1, 4};
        const FileName other{Tier::Minute, Today + 1, Today + 1, 1, 4};
        const FileName fresh{Tier::Minute, Today, Today, 1, 5};
        files.replace({makeFile(folder, stale), makeFile(folder, other)}, {});
        files.replace({makeFile(folder, fresh)}, {});
        QCOMPARE(namesOf(*files.list()), texts({fresh.toString(), other.toString()}));
        QVERIFY(!QFile::exists(QString::fromStdString(folder + "/" + stale.toString())));
    }

    void keepsAFileThatTakesItsOwnName()
    {
        const QTemporaryDir dir;
        const std::string folder = dir.path().toStdString();
        DataFiles files;
        const FileName name = rawName(Today, 1, 1);
        files.replace({makeFile(folder, name)}, {});
        {
            const DataFileList before = *files.list();
            files.replace({makeFile(folder, name, 2)}, before);
        }
        QCOMPARE(namesOf(*files.list()), texts({name.toString()}));
        QVERIFY(readRaw(*files.list()->front()) == oneSample(name, 2));
    }

    void servesReadersWhileFilesChange()
    {
        const QTemporaryDir dir;
        const std::string folder = dir.path().toStdString();
        DataFiles files;
        files.replace({makeFile(folder, rawName(Today, 1, 1))}, {});
        std::atomic<bool> stop = false;
        std::atomic<int> wrong = 0;
        std::vector<std::jthread> readers;
        for (int i = 0; i < 2; ++i) {
            readers.emplace_back([&] {
                while (!stop) {
                    const auto list = files.list();
                    if (list->size() != 1 ||
                        readRaw(*list->front()) != oneSample(list->front()->name()))
                        ++wrong;
                }
            });
        }
        for (Epoch epoch = 2; epoch < 40; ++epoch)
            files.replace({makeFile(folder, rawName(Today, 1, epoch))}, *files.list());
        stop = true;
        readers.clear();
        QCOMPARE(wrong.load(), 0);
        QCOMPARE(must(listFiles(folder)).size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestDataFiles)
#include "tst_datafiles.moc"
