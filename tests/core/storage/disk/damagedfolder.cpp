#include "tests/core/storage/disk/damagedfolder.h"

#include "core/encoding/sealedchunk.h"
#include "core/storage/disk/journal.h"
#include "core/storage/journalrecord.h"

#include <QDir>
#include <QFile>
#include <QtTest>

#include <algorithm>
#include <bit>
#include <cmath>

namespace tinyobs {
namespace {

constexpr TimeMs Midnight = 1'700'006'400'000; // of 2023-11-15

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

/// One new series, with labels of its own.
std::vector<std::uint8_t> recordNumber(std::size_t number)
{
    JournalWriter writer;
    const std::string value = "value " + std::to_string(number);
    const std::string text(40 + number * 37, char('a' + number));
    const std::vector<std::uint32_t> pairs{std::uint32_t(2 * number),
                                           std::uint32_t(2 * number + 1)};
    writer.define(std::uint32_t(number), 0, pairs, [&](std::uint32_t pair) {
        return pair % 2 == 0 ? LabelView{"n", value} : LabelView{"text", text};
    });
    return {writer.batch().begin(), writer.batch().end()};
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
    // Without the room behind the records, of which a damage says nothing.
    QVERIFY(QFile::resize(QString::fromStdString((*journal)->path()),
                          static_cast<qint64>((*journal)->bytes())));
}

} // namespace

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

void DamagedFolder::make()
{
    // Each repair waits for the device some times: in memory, where the system has a folder.
    if (QFileInfo(QString::fromLatin1("/dev/shm")).isWritable())
        qputenv("TMPDIR", "/dev/shm");
    clear();
    makeFolder(folder());
    m_sound = readFolder(path());
    for (const Tier tier : {Tier::Raw, Tier::Minute})
        m_rows[tier] = rowsOf(folder(), tier);
}

QString DamagedFolder::path(const QString &name) const
{
    return name.isEmpty() ? m_folder->path() : m_folder->path() + u'/' + name;
}

void DamagedFolder::restore(const QString &name, const QByteArray &bytes)
{
    clear();
    for (const auto &[other, content] : m_sound)
        writeFile(path(other), other == name ? bytes : content);
}

void DamagedFolder::damageEverySector(const QString &name, Damage damage,
                                      const std::function<void(qsizetype, qsizetype)> &check)
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

} // namespace tinyobs
