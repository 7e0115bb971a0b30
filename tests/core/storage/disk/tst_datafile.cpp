// One data file: what is written is read back, by series and whole; what is damaged is said and
// harms nobody; a file that goes while it is read stays readable.

#include "core/storage/disk/datafile.h"
#include "core/storage/disk/datafilemeta.h"
#include "core/storage/disk/folder.h"
#include "tests/core/storage/disk/datafilerows.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

#include <limits>
#include <random>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

constexpr Day Today = 20'000;
constexpr TimeMs Start = dayStartMs(Today);

FileRows sampleRows()
{
    FileRows rows;
    for (int i = 0; i < 20'000; ++i)
        rows[1][Start + i * 1000] = bitsOf(i);
    rows[2][Start] = bitsOf(std::numeric_limits<double>::quiet_NaN());
    rows[0xffff'ffff][Start + DayMs - 1] = bitsOf(-0.0);
    return rows;
}

} // namespace

class TestDataFile : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string folder() const { return m_folder->path().toStdString(); }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void readsBackWhatWasWritten()
    {
        const FileName name = rawName(Today, 3, 7);
        const FileRows rows = sampleRows();
        const DataFilePtr file = writeRaw(folder(), name, rows, 5);
        QCOMPARE(file->name(), name);
        QCOMPARE(file->minMs(), Start);
        QCOMPARE(file->maxMs(), Start + DayMs - 1);
        QCOMPARE(file->samples(), 20'002u);
        QCOMPARE(file->chunks(), 5u); // 3 + 1 + 1
        QCOMPARE(file->tombstones(), 5u);
        QCOMPARE(file->bytes(), quint64(QFileInfo(QString::fromStdString(file->path())).size()));
        QVERIFY(file->series() == SeriesSet::bitmapOf(3, 1u, 2u, 0xffff'ffffu));
        QVERIFY(readRaw(*file) == rows);
        const DataFilePtr again = must(DataFile::open(folder(), name));
        QVERIFY(readRaw(*again) == rows);
        QVERIFY(!QFile::exists(QString::fromStdString(file->path() + ".tmp")));
    }

    void readsTheChunksOfOneSeriesInOrder()
    {
        const DataFilePtr file = writeRaw(folder(), rawName(Today, 1, 1), sampleRows());
        DataFile::Lease reader = must(file->lease());
        std::vector<std::pair<unsigned, std::uint32_t>> parts; // part, samples by statistics
        const auto visit = [&](const StoredChunk &chunk) -> Result<bool> {
            parts.emplace_back(chunk.part, chunk.statistics ? chunk.statistics->samples : 0);
            return true;
        };
        must(reader->chunksOf(1, visit));
        QVERIFY((parts ==
                 std::vector<std::pair<unsigned, std::uint32_t>>{{0, 8192}, {1, 8192}, {2, 3616}}));
        parts.clear();
        must(reader->chunksOf(2, visit)); // too few samples for statistics
        QVERIFY((parts == std::vector<std::pair<unsigned, std::uint32_t>>{{0, 0}}));
        parts.clear();
        must(reader->chunksOf(3, visit));
        QVERIFY(parts.empty());
    }

    void endsReadingWhenAskedAndBeginsAgain()
    {
        const DataFilePtr file = writeRaw(folder(), rawName(Today, 1, 1), sampleRows());
        for (int round = 0; round < 2; ++round) {
            DataFile::Lease reader = must(file->lease());
            int visits = 0;
            const auto once = [&](const StoredChunk &chunk) -> Result<bool> {
                ++visits;
                return chunk.part != 0;
            };
            must(reader->allChunks(once));
            must(reader->chunksOf(1, once));
            QCOMPARE(visits, 2);
            StoredChunk chunk;
            QVERIFY(must(reader->nextChunk(chunk)));
            QCOMPARE(chunk.series, 1u); // and is left in the middle
        }
    }

    void tellsSamplesAndNewestOfEachSeries()
    {
        const DataFilePtr file = writeRaw(folder(), rawName(Today, 1, 1), sampleRows());
        std::map<std::uint32_t, std::pair<std::uint64_t, TimeMs>> seen;
        must(file->visitSeries([&](std::uint32_t series, std::uint64_t samples, TimeMs newestMs) {
            seen[series] = {samples, newestMs};
        }));
        const std::map<std::uint32_t, std::pair<std::uint64_t, TimeMs>> expected{
            {1, {20'000, Start + 19'999'000}},
            {2, {1, Start}},
            {0xffff'ffff, {1, Start + DayMs - 1}}};
        QVERIFY(seen == expected);
    }

    void takesChunksOverAsTheyAre()
    {
        const DataFilePtr from = writeRaw(folder(), rawName(Today, 1, 1), sampleRows());
        const auto writer = must(DataFileWriter::create(folder(), rawName(Today, 1, 2), 4096));
        DataFile::Lease reader = must(from->lease());
        must(reader->allChunks([&](const StoredChunk &chunk) -> Result<bool> {
            SampleColumns samples;
            must(encoding::openChunk(chunk.data, samples));
            must(writer->addChunk(chunk.series, chunk, static_cast<std::uint32_t>(samples.size()),
                                  samples.timesMs.front(), samples.timesMs.back()));
            return true;
        }));
        const DataFilePtr to = must(writer->finish(0));
        QVERIFY(readRaw(*to) == sampleRows());
        QCOMPARE(to->chunks(), from->chunks());
        QCOMPARE(to->samples(), from->samples());
    }

    void splitsManyRowsOfRollups()
    {
        constexpr std::size_t Rows = 20'000;
        encoding::RollupColumns rows;
        rows.resize(Rows);
        for (std::size_t i = 0; i < Rows; ++i) {
            rows.timesMs[i] = Start + TimeMs(i) * 60'000;
            rows.counts[i] = i;
            rows.last[i] = double(i);
        }
        const FileName name{Tier::Minute, Today, Today + 30, 1, 1};
        const auto writer = must(DataFileWriter::create(folder(), name, 4096));
        must(writer->addRollups(9, rows));
        const DataFilePtr file = must(writer->finish(0));
        QCOMPARE(file->samples(), quint64(Rows));
        QCOMPARE(file->maxMs(), rows.timesMs.back());
        encoding::RollupColumns back;
        DataFile::Lease reader = must(file->lease());
        must(reader->chunksOf(9, [&](const StoredChunk &chunk) -> Result<bool> {
            must(encoding::openRollup(chunk.data, back));
            return true;
        }));
        QVERIFY(back.timesMs == rows.timesMs);
        QVERIFY(back.counts == rows.counts);
        QVERIFY(back.last == rows.last);
    }

    void leavesNothingOfAnAbandonedFile()
    {
        {
            const auto writer = must(DataFileWriter::create(folder(), rawName(Today, 8, 8), 4096));
            SampleColumns samples;
            samples.append(Start, 1);
            must(writer->addSamples(1, samples));
            QCOMPARE(writer->samples(), 1u);
        }
        for (const std::string &name : must(listFiles(folder())))
            QFAIL(name.c_str());
    }

    void writesOverWhatACrashHasLeft()
    {
        const FileName name = rawName(Today, 1, 1);
        QFile left(QString::fromStdString(folder() + "/" + name.toString() + ".tmp"));
        QVERIFY(left.open(QIODevice::WriteOnly));
        left.write("half a file");
        left.close();
        QVERIFY(readRaw(*writeRaw(folder(), name, sampleRows())) == sampleRows());
    }

    void staysReadableUntilItsLastUserLetsGo()
    {
        DataFilePtr file = writeRaw(folder(), rawName(Today, 1, 1), sampleRows());
        const QString path = QString::fromStdString(file->path());
        {
            DataFile::Lease reader = must(file->lease());
            file->removeWhenUnused();
            StoredChunk chunk;
            QVERIFY(must(reader->nextChunk(chunk)));
            QVERIFY(QFile::exists(path));
        }
        QVERIFY(readRaw(*file) == sampleRows()); // by a new connection
        QVERIFY(QFile::exists(path));
        file.reset();
        QVERIFY(!QFile::exists(path));
    }

    void saysWhatIsDamaged_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("said");
        QTest::newRow("a changed number") << "UPDATE meta SET value = value + 1 WHERE key = "
                                             "'min_ms'"_ba
                                          << "checksum"_L1.toString();
        QTest::newRow("a missing number") << "DELETE FROM meta WHERE key = 'samples'"_ba
                                          << "samples"_L1.toString();
        QTest::newRow("no checksum") << "DELETE FROM meta WHERE key = 'checksum'"_ba
                                     << "checksum"_L1.toString();
        QTest::newRow("no series") << "DELETE FROM meta WHERE key = 'series'"_ba
                                   << "series"_L1.toString();
        QTest::newRow("other series") << "UPDATE meta SET value = x'0100000000' WHERE key = "
                                         "'series'"_ba
                                      << "series"_L1.toString();
        QTest::newRow("series that are text")
            << "UPDATE meta SET value = 'all' WHERE key = 'series'"_ba
            << "series"_L1.toString();
        QTest::newRow("no meta table") << "DROP TABLE meta"_ba
                                       << ""_L1.toString();
    }
    void saysWhatIsDamaged()
    {
        QFETCH(const QByteArray, sql);
        QFETCH(const QString, said);
        const FileName name = rawName(Today, 1, 1);
        const std::string path = writeRaw(folder(), name, sampleRows())->path();
        {
            Database database = must(Database::open(path, {.mode = Database::Mode::Write}));
            must(database.exec(sql.constData()));
        }
        const auto file = DataFile::open(folder(), name);
        QVERIFY(!file);
        const QString message = QString::fromStdString(file.error().message);
        QVERIFY2(message.contains(QString::fromStdString(path)), qPrintable(message));
        QVERIFY2(message.contains(said), qPrintable(message));
    }

    void refusesAFileUnderAnotherName_data()
    {
        QTest::addColumn<int>("day");
        QTest::addColumn<quint32>("lastEpoch");
        QTest::newRow("of another day") << Today + 1 << 1u;
        QTest::newRow("of other epochs") << int(Today) << 2u;
    }
    void refusesAFileUnderAnotherName()
    {
        QFETCH(const int, day);
        QFETCH(const quint32, lastEpoch);
        const DataFilePtr file = writeRaw(folder(), rawName(Today, 1, 1), sampleRows());
        const FileName other = rawName(day, 1, lastEpoch);
        QVERIFY(QFile::copy(QString::fromStdString(file->path()),
                            QString::fromStdString(folder() + "/" + other.toString())));
        const auto opened = DataFile::open(folder(), other);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, Error::Code::Corruption);
    }

    void survivesDamageAnywhere()
    {
        const FileName name = rawName(Today, 1, 1);
        FileRows rows = sampleRows();
        for (std::uint32_t series = 100; series < 400; ++series)
            rows[series][Start + series] = bitsOf(series);
        const std::string path = writeRaw(folder(), name, rows)->path();
        QFile source(QString::fromStdString(path));
        QVERIFY(source.open(QIODevice::ReadOnly));
        const QByteArray sound = source.readAll();
        source.close();
        const unsigned seed = 20261122;
        std::mt19937 random(seed);
        int unread = 0;
        for (int round = 0; round < 400; ++round) {
            QByteArray damaged = sound;
            if (round % 4 == 0) {
                damaged.truncate(int(random() % unsigned(sound.size())));
            } else {
                for (int i = 0; i < round % 4; ++i)
                    damaged[int(random() % unsigned(sound.size()))] = char(random());
            }
            QFile file(QString::fromStdString(path));
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(damaged);
            file.close();
            const auto opened = DataFile::open(folder(), name);
            if (!opened) {
                ++unread;
                continue;
            }
            Result<DataFile::Lease> reader = (*opened)->lease();
            if (!reader)
                continue;
            static_cast<void>((*reader)->allChunks([&](const StoredChunk &chunk) -> Result<bool> {
                SampleColumns samples;
                static_cast<void>(encoding::openChunk(chunk.data, samples));
                return true;
            }));
            static_cast<void>((*opened)->visitSeries([](auto, auto, auto) {}));
        }
        QVERIFY2(unread > 0, "no damage was ever noticed");
    }

    void refusesDamagedColumns()
    {
        std::vector<std::int64_t> numbers(500);
        for (std::size_t i = 0; i < numbers.size(); ++i)
            numbers[i] = std::int64_t(i * i);
        std::vector<std::uint8_t> bytes;
        encodeMetaColumn(numbers, bytes);
        QVERIFY(must(decodeMetaColumn(bytes, 500)) == numbers);
        QVERIFY(!decodeMetaColumn(bytes, 499)); // more than allowed
        for (std::size_t size = 0; size < bytes.size(); ++size)
            QVERIFY(!decodeMetaColumn(Bytes(bytes).first(size), 500));
        bytes[7] ^= 1;
        QVERIFY(!decodeMetaColumn(bytes, 500));
    }

    void takesOnlyAscendingSeries_data()
    {
        QTest::addColumn<QList<qint64>>("numbers");
        QTest::addColumn<bool>("taken");
        QTest::newRow("none") << QList<qint64>{} << true;
        QTest::newRow("ascending") << QList<qint64>{0, 1, 0xffff'ffff} << true;
        QTest::newRow("one twice") << QList<qint64>{3, 3} << false;
        QTest::newRow("descending") << QList<qint64>{3, 2} << false;
        QTest::newRow("a negative one") << QList<qint64>{-1} << false;
        QTest::newRow("more than 32 bits") << QList<qint64>{0x1'0000'0000} << false;
    }
    void takesOnlyAscendingSeries()
    {
        QFETCH(const QList<qint64>, numbers);
        QFETCH(const bool, taken);
        const std::vector<std::int64_t> copy(numbers.begin(), numbers.end());
        const auto set = toSeriesSet(copy);
        QCOMPARE(set.has_value(), taken);
        if (set)
            QCOMPARE(set->cardinality(), quint64(numbers.size()));
    }
};

QTEST_GUILESS_MAIN(TestDataFile)
#include "tst_datafile.moc"
