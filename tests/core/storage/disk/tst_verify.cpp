// A small folder with every kind of file, damaged at every sector: what is found, what is saved.

#include "core/storage/disk/catalogfile.h"
#include "core/storage/disk/datafile.h"
#include "core/storage/disk/folder.h"
#include "core/storage/disk/journal.h"
#include "core/storage/disk/verify.h"

#include "core/encoding/sealedchunk.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <bit>
#include <map>
#include <set>

using namespace tinyobs;

namespace {

constexpr TimeMs Midnight = 1'700'006'400'000; // of 2023-11-15
constexpr qsizetype SectorBytes = 512;
constexpr Epoch JournalEpoch = 13;
constexpr std::uint32_t SeriesCount = 16;
constexpr std::size_t RecordCount = 20;

using Rows = std::map<std::pair<std::uint32_t, TimeMs>, std::uint64_t>;
using Files = std::map<QString, QByteArray>;

FileName dataName(Tier tier)
{
    const Day day = dayOf(Midnight);
    return {tier, day, day, 3, 12};
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

Files readFolder(const QString &folder)
{
    Files files;
    const QStringList names = QDir(folder).entryList(QDir::Files);
    for (const QString &name : names)
        files[name] = readFile(folder + u'/' + name);
    return files;
}

std::vector<SeriesDefinition> definitions(std::uint32_t from, std::uint32_t to)
{
    std::vector<SeriesDefinition> all;
    for (std::uint32_t series = from; series < to; ++series) {
        const std::string number = "number " + std::to_string(series * 7919);
        all.push_back({series, 0, Labels::fromPairs({{"__name__", "up"}, {"n", number}})});
    }
    return all;
}

/// Values that cannot be shortened, so that chunks fill pages of 4 KB and more.
double valueOf(std::uint32_t series, std::size_t sample)
{
    return std::sin(double(series) + 0.001 * double(sample));
}

SampleColumns samplesOf(std::uint32_t series, std::size_t from, std::size_t count)
{
    SampleColumns samples;
    for (std::size_t i = from; i < from + count; ++i)
        samples.append(Midnight + TimeMs(i) * 1000, valueOf(series, i));
    return samples;
}

void makeRawFile(const std::string &folder)
{
    auto writer = DataFileWriter::create(folder, dataName(Tier::Raw), 4096);
    QVERIFY(writer);
    for (std::uint32_t series = 0; series < SeriesCount; ++series) {
        // Short ones share a page, long ones go over several.
        const std::size_t count = series % 5 == 0 ? 700 : 20 + series;
        for (std::size_t part = 0; part < 3; ++part)
            QVERIFY((*writer)->addSamples(series, samplesOf(series, part * count, count)));
    }
    QVERIFY((*writer)->finish(5));
}

void makeRollupFile(const std::string &folder)
{
    auto writer = DataFileWriter::create(folder, dataName(Tier::Minute), 4096);
    QVERIFY(writer);
    for (std::uint32_t series = 0; series < SeriesCount; ++series) {
        encoding::RollupColumns rows;
        rows.resize(50);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            rows.timesMs[i] = Midnight + TimeMs(i) * 60'000;
            rows.lastMs[i] = rows.timesMs[i] - 5;
            rows.counts[i] = 4;
            rows.last[i] = valueOf(series, i);
        }
        QVERIFY((*writer)->addRollups(series, rows));
    }
    QVERIFY((*writer)->finish(0));
}

std::vector<std::uint8_t> recordNumber(std::size_t number)
{
    return std::vector<std::uint8_t>(50 + number * 37, std::uint8_t(1 + number));
}

void makeFolder(const std::string &folder)
{
    Result<CatalogFile> catalog = CatalogFile::open(folder);
    QVERIFY(catalog);
    QVERIFY(catalog->addSeries(definitions(0, SeriesCount)));
    for (std::uint32_t block = 0; block < 4; ++block)
        QVERIFY(catalog->addSeries(definitions(1000 * block + 100, 1000 * block + 300)));
    QVERIFY(catalog->setFlushedEpoch(12));
    QVERIFY(catalog->setSetting("keep", "15d"));
    for (std::uint32_t i = 0; i < 5; ++i) {
        SeriesSet series;
        series.add(i);
        QVERIFY(catalog->addTombstone(
            {.id = 0, .fromMs = i, .toMs = 2 * i, .lastEpoch = 7, .series = series}));
    }
    makeRawFile(folder);
    makeRollupFile(folder);
    auto journal = Journal::open(folder, JournalEpoch);
    QVERIFY(journal);
    for (std::size_t i = 0; i < RecordCount; ++i)
        QVERIFY((*journal)->write(recordNumber(i), Sync::WriteOut));
}

/// Everything that a data file holds, bit for bit; what cannot be read is left out.
Rows rowsOf(const std::string &folder, Tier tier)
{
    Rows all;
    const auto file = DataFile::open(folder, dataName(tier));
    if (!file)
        return all;
    auto reader = (*file)->lease();
    if (!reader)
        return all;
    const auto read = (*reader)->allChunks([&](const StoredChunk &chunk) -> Result<bool> {
        if (tier == Tier::Raw) {
            SampleColumns samples;
            if (!encoding::openChunk(chunk.data, samples))
                return true;
            for (std::size_t i = 0; i < samples.size(); ++i)
                all[{chunk.series, samples.timesMs[i]}] =
                    std::bit_cast<std::uint64_t>(samples.values[i]);
            return true;
        }
        encoding::RollupColumns rows;
        if (!encoding::openRollup(chunk.data, rows))
            return true;
        for (std::size_t i = 0; i < rows.size(); ++i)
            all[{chunk.series, rows.timesMs[i]}] = std::bit_cast<std::uint64_t>(rows.last[i]);
        return true;
    });
    static_cast<void>(read);
    return all;
}

bool isPartOf(const Rows &part, const Rows &whole)
{
    return std::includes(whole.begin(), whole.end(), part.begin(), part.end());
}

std::size_t seriesChanged(const Rows &part, const Rows &whole)
{
    std::set<std::uint32_t> changed;
    for (const auto &row : whole) {
        if (!part.contains(row.first))
            changed.insert(row.first.first);
    }
    return changed.size();
}

std::size_t recordsOf(const std::string &folder)
{
    std::size_t count = 0;
    const auto journal = Journal::open(folder, JournalEpoch);
    if (!journal)
        return 0;
    const auto read = (*journal)->read([&](Bytes record) -> Result<void> {
        if (!std::ranges::equal(record, recordNumber(count)))
            return fail(Error::Code::Corruption, "another record");
        ++count;
        return {};
    });
    return read ? count : 0;
}

struct CatalogContents
{
    std::set<std::uint32_t> series;
    std::map<std::string, std::string> settings;
    std::set<std::uint64_t> tombstones;
};

CatalogContents contentsOf(const std::string &folder)
{
    CatalogContents contents;
    Result<CatalogFile> catalog = CatalogFile::open(folder);
    if (!catalog)
        return contents;
    static_cast<void>(catalog->visitSeries([&](const SeriesBlock &block) -> Result<void> {
        for (const SeriesBlock::Entry &entry : block.entries) {
            const auto expected = definitions(entry.series, entry.series + 1).front().labels;
            if (block.labelsOf(entry) == expected)
                contents.series.insert(entry.series);
        }
        return {};
    }));
    if (const auto settings = catalog->settings())
        contents.settings.insert(settings->begin(), settings->end());
    if (const auto tombstones = catalog->tombstones()) {
        for (const Tombstone &tombstone : *tombstones)
            contents.tombstones.insert(tombstone.id);
    }
    return contents;
}

const FolderReport::File *fileIn(const FolderReport &report, const std::string &name)
{
    for (const FolderReport::File &file : report.files) {
        if (file.name == name)
            return &file;
    }
    return nullptr;
}

enum class Damage { Flip, Sector, Cut };

QByteArray damaged(QByteArray bytes, qsizetype at, Damage damage)
{
    switch (damage) {
    case Damage::Flip:
        bytes[at] = char(bytes[at] ^ 0x55);
        break;
    case Damage::Sector:
        bytes.replace(
            at, SectorBytes,
            QByteArray(SectorBytes, '\xe7').first(std::min(SectorBytes, bytes.size() - at)));
        break;
    case Damage::Cut:
        bytes.truncate(at);
        break;
    }
    return bytes;
}

void addDamages()
{
    QTest::addColumn<Damage>("damage");
    QTest::newRow("a flipped byte") << Damage::Flip;
    QTest::newRow("a sector of garbage") << Damage::Sector;
    QTest::newRow("the end cut off") << Damage::Cut;
}

} // namespace

class TestVerify : public QObject
{
    Q_OBJECT

private:
    QString path(const QString &name) const { return m_folder->path() + u'/' + name; }
    std::string folder() const { return m_folder->path().toStdString(); }

    /// Puts the sound folder back, but for one file.
    void restore(const QString &name, const QByteArray &bytes)
    {
        m_folder.emplace();
        for (const auto &[other, content] : m_sound)
            writeFile(path(other), other == name ? bytes : content);
    }
    /// Calls `check` for each sector of a file with the damage done there.
    void damageEverySector(const QString &name, Damage damage,
                           const std::function<void(qsizetype at, qsizetype size)> &check)
    {
        const QByteArray sound = m_sound[name];
        QVERIFY(!sound.isEmpty());
        for (qsizetype at = 0; at < sound.size(); at += SectorBytes) {
            restore(name, damaged(sound, at, damage));
            check(at, sound.size());
            if (QTest::currentTestFailed()) {
                qWarning("at %lld of %lld", qlonglong(at), qlonglong(sound.size()));
                return;
            }
        }
    }

    std::optional<QTemporaryDir> m_folder;
    Files m_sound;
    std::map<Tier, Rows> m_rows;

private Q_SLOTS:
    void initTestCase()
    {
        // Each repair waits for the device some times: in memory, where the system has a folder.
        if (QFileInfo(QString::fromLatin1("/dev/shm")).isWritable())
            qputenv("TMPDIR", "/dev/shm");
        const QTemporaryDir folder;
        makeFolder(folder.path().toStdString());
        m_sound = readFolder(folder.path());
        QCOMPARE(m_sound.size(), std::size_t(5));
        for (const Tier tier : {Tier::Raw, Tier::Minute}) {
            m_rows[tier] = rowsOf(folder.path().toStdString(), tier);
            QVERIFY(!m_rows[tier].empty());
        }
    }

    void findsNothingInASoundFolder()
    {
        restore({}, {});
        std::uint64_t last = 0;
        std::uint64_t all = 0;
        const auto report = checkFolder(folder(), [&](std::uint64_t done, std::uint64_t size) {
            last = done;
            all = size;
            return true;
        });
        QVERIFY(report);
        QVERIFY2(report->isSound(), report->toText().c_str());
        QCOMPARE(report->files.size(), std::size_t(4));
        QCOMPARE(last, all);
        const FolderReport::File *raw = fileIn(*report, dataName(Tier::Raw).toString());
        QVERIFY(raw);
        QCOMPARE(raw->series, std::uint64_t(SeriesCount));
        QCOMPARE(raw->chunks, std::uint64_t(3 * SeriesCount));
        QCOMPARE(raw->samples, std::uint64_t(m_rows[Tier::Raw].size()));
    }

    void leavesTheFolderAsItWas()
    {
        restore({}, {});
        const auto stateOf = [this] {
            QStringList state;
            const QFileInfoList files =
                QDir(m_folder->path()).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot);
            for (const QFileInfo &file : files)
                state << file.fileName() + QString::number(file.lastModified().toMSecsSinceEpoch());
            return state;
        };
        const QStringList before = stateOf();
        QVERIFY(checkFolder(folder()));
        QVERIFY(readFolder(m_folder->path()) == m_sound);
        QCOMPARE(stateOf(), before);
        const auto repaired = repairFolder(folder());
        QVERIFY(repaired && repaired->lost.empty());
        QVERIFY(readFolder(m_folder->path()) == m_sound);
        QCOMPARE(stateOf(), before);
    }

    void endsWhenItIsToldTo()
    {
        restore({}, {});
        const auto report = checkFolder(folder(), [](auto, auto) { return false; });
        QVERIFY(!report);
        QCOMPARE(report.error().code, Error::Code::Unavailable);
    }

    void acceptsAnEmptyFolder()
    {
        m_folder.emplace();
        const auto report = checkFolder(folder());
        QVERIFY(report && report->isSound() && report->files.empty());
    }

    void touchesNothingOfANewerRelease_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto &[name, bytes] : m_sound) {
            if (name.endsWith(QString::fromLatin1(".db")))
                QTest::newRow(qPrintable(name)) << name;
        }
    }

    void touchesNothingOfANewerRelease()
    {
        QFETCH(const QString, name);
        restore({}, {});
        // The version of a journal stands in its log, so a change of the main file needs a new one.
        QFile::remove(path(name + QString::fromLatin1("-wal")));
        {
            auto database =
                Database::open(path(name).toStdString(), {.mode = Database::Mode::Write});
            QVERIFY(database);
            QVERIFY(database->exec("PRAGMA journal_mode=DELETE; PRAGMA user_version=2"));
        }
        // Something to repair beside it.
        const QString other = name == QString::fromLatin1("catalog.db")
                                  ? QString::fromStdString(dataName(Tier::Raw).toString())
                                  : QString::fromLatin1("catalog.db");
        writeFile(path(other), damaged(m_sound[other], 0, Damage::Flip));
        const Files before = readFolder(m_folder->path());
        for (const auto &report : {checkFolder(folder()), repairFolder(folder())}) {
            QVERIFY(!report);
            QCOMPARE(report.error().code, Error::Code::Unavailable);
            QVERIFY(report.error().message.find("format version 2") != std::string::npos);
        }
        QVERIFY(readFolder(m_folder->path()) == before);
    }

    void repairsDataFiles_data()
    {
        QTest::addColumn<Tier>("tier");
        QTest::addColumn<Damage>("damage");
        QTest::newRow("raw, a flipped byte") << Tier::Raw << Damage::Flip;
        QTest::newRow("raw, a sector of garbage") << Tier::Raw << Damage::Sector;
        QTest::newRow("raw, the end cut off") << Tier::Raw << Damage::Cut;
        QTest::newRow("rollups, a flipped byte") << Tier::Minute << Damage::Flip;
        QTest::newRow("rollups, a sector of garbage") << Tier::Minute << Damage::Sector;
        QTest::newRow("rollups, the end cut off") << Tier::Minute << Damage::Cut;
    }

    void repairsDataFiles()
    {
        QFETCH(const Tier, tier);
        QFETCH(const Damage, damage);
        const Rows &sound = m_rows[tier];
        const std::string name = dataName(tier).toString();
        int found = 0;
        damageEverySector(QString::fromStdString(name), damage, [&](qsizetype at, qsizetype size) {
            const auto checked = checkFolder(folder());
            QVERIFY(checked);
            if (checked->isSound()) { // bytes that nothing depends on
                QVERIFY(rowsOf(folder(), tier) == sound);
                return;
            }
            ++found;
            QVERIFY(!fileIn(*checked, name)->damage.empty());
            const auto repaired = repairFolder(folder());
            QVERIFY(repaired);
            QVERIFY2(repaired->isSound(), repaired->toText().c_str());
            const Rows saved = rowsOf(folder(), tier);
            QVERIFY(isPartOf(saved, sound));
            const std::size_t changed = seriesChanged(saved, sound);
            if (damage == Damage::Flip)
                QVERIFY2(changed <= 1, repaired->toText().c_str());
            if (damage == Damage::Sector)
                QVERIFY2(changed <= 5, repaired->toText().c_str());
            if (damage == Damage::Cut)
                QVERIFY(double(saved.size()) >=
                        0.8 * double(sound.size()) * double(at) / double(size) - 3000);
            if (saved != sound)
                QVERIFY(!repaired->lost.empty());
            QCOMPARE(readFile(path(QString::fromLatin1("damaged/") + QString::fromStdString(name))),
                     damaged(m_sound[QString::fromStdString(name)], at, damage));
            const auto again = checkFolder(folder());
            QVERIFY(again && again->isSound());
        });
        QVERIFY(found > 5);
    }

    void saysWhatWasLost()
    {
        const QString name = QString::fromStdString(dataName(Tier::Raw).toString());
        restore({}, {});
        {
            auto database =
                Database::open(path(name).toStdString(), {.mode = Database::Mode::Write});
            QVERIFY(database);
            QVERIFY(database->exec("UPDATE chunk SET data=substr(data, 2) WHERE id=6 << 16 | 1"));
        }
        const auto checked = checkFolder(folder());
        QVERIFY(checked);
        QVERIFY2(checked->toText().find("series 6 part 1: ") != std::string::npos,
                 checked->toText().c_str());
        const auto repaired = repairFolder(folder());
        QVERIFY(repaired);
        QCOMPARE(repaired->lost,
                 std::vector{name.toStdString() +
                             ": 26 of 78 samples of series 6 up{n=\"number 47514\"} between "
                             "2023-11-15T00:00:25.000Z and 2023-11-15T00:00:52.000Z"});
        const auto file = DataFile::open(folder(), dataName(Tier::Raw));
        QVERIFY(file);
        QCOMPARE((*file)->tombstones(), std::uint64_t(5));
    }

    void repairsTheCatalog_data() { addDamages(); }

    void repairsTheCatalog()
    {
        QFETCH(const Damage, damage);
        restore({}, {});
        const CatalogContents sound = contentsOf(folder());
        QCOMPARE(sound.settings.size(), std::size_t(2));
        QCOMPARE(sound.tombstones.size(), std::size_t(5));
        int found = 0;
        damageEverySector(QString::fromLatin1("catalog.db"), damage, [&](qsizetype, qsizetype) {
            const auto checked = checkFolder(folder());
            QVERIFY(checked);
            if (!checked->isSound()) {
                ++found;
                QVERIFY(!checked->files.front().damage.empty());
                const auto repaired = repairFolder(folder());
                QVERIFY(repaired);
                QVERIFY2(repaired->isSound(), repaired->toText().c_str());
                QVERIFY(!repaired->lost.empty());
            }
            const CatalogContents saved = contentsOf(folder());
            if (damage == Damage::Cut)
                return;
            QVERIFY(sound.series.size() - saved.series.size() <=
                    (damage == Damage::Flip ? 200 : 400));
            const std::size_t rows = sound.settings.size() + sound.tombstones.size();
            const std::size_t savedRows = saved.settings.size() + saved.tombstones.size();
            QVERIFY(damage == Damage::Flip ? rows - savedRows <= 1 : true);
            Result<CatalogFile> catalog = CatalogFile::open(folder());
            QVERIFY(catalog);
            QVERIFY(catalog->addTombstone({})->id > 5);
        });
        QVERIFY(found > 10);
    }

    void findsAMissingCatalog()
    {
        restore({}, {});
        QFile::remove(path(QString::fromLatin1("catalog.db")));
        const auto checked = checkFolder(folder());
        QVERIFY(checked && !checked->isSound());
        QCOMPARE(checked->files.front().damage, std::vector<std::string>{"it is missing or empty"});
        QCOMPARE(checked->files.front().notes,
                 std::vector<std::string>{
                     "labels of 16 series in data files are missing, the first is series 0"});
        const auto repaired = repairFolder(folder());
        QVERIFY(repaired && repaired->isSound());
    }

    void repairsTheMainFileOfAJournal_data() { addDamages(); }

    // All that it says can be made anew.
    void repairsTheMainFileOfAJournal()
    {
        QFETCH(const Damage, damage);
        damageEverySector(QString::fromStdString(journalName(JournalEpoch)), damage,
                          [&](qsizetype, qsizetype) {
                              const auto repaired = repairFolder(folder());
                              QVERIFY(repaired);
                              QVERIFY2(repaired->isSound(), repaired->toText().c_str());
                              QCOMPARE(recordsOf(folder()), RecordCount);
                          });
    }

    void repairsTheLogOfAJournal_data() { addDamages(); }

    void repairsTheLogOfAJournal()
    {
        QFETCH(const Damage, damage);
        const std::string name = journalName(JournalEpoch);
        std::size_t before = 0;
        damageEverySector(
            QString::fromStdString(name + "-wal"), damage, [&](qsizetype at, qsizetype size) {
                const auto checked = checkFolder(folder());
                QVERIFY(checked);
                const FolderReport::File *file = fileIn(*checked, name);
                const bool isNamed = !file->damage.empty() || !file->notes.empty();
                QVERIFY(isNamed || file->chunks <= RecordCount);
                const auto repaired = repairFolder(folder());
                QVERIFY(repaired);
                QVERIFY2(repaired->isSound(), repaired->toText().c_str());
                const std::size_t records = recordsOf(folder());
                if (at == 0 && damage == Damage::Flip) {
                    QCOMPARE(records, RecordCount);
                    return;
                }
                QVERIFY2(records >= before, "the later the damage, the more is saved");
                QVERIFY(damage == Damage::Cut || at < SectorBytes || isNamed);
                before = records;
                if (at + 2 * 1072 > size && damage != Damage::Cut)
                    QVERIFY(records + 2 >= RecordCount);
            });
    }
};

QTEST_GUILESS_MAIN(TestVerify)
#include "tst_verify.moc"
