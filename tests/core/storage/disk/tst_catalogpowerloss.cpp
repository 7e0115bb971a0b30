// The catalog on a disk that loses power at any moment: after the next opening it holds what it
// held after the last change that was confirmed, or after the one that was under way, and nothing
// between the two.

#include "core/storage/disk/catalogfile.h"
#include "tests/core/storage/powerlossvfs.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <map>
#include <random>

using namespace tinyobs;
using namespace tinyobs::test;

namespace {

/// What a catalog holds, as a value.
struct Contents
{
    std::map<std::uint32_t, std::string> series; // by number: the labels' bytes
    std::map<std::string, std::string> settings;
    std::vector<TimeMs> tombstones; // their first times
    Epoch flushed = 0;

    bool operator==(const Contents &) const = default;
};

constexpr const char *Keys[] = {"retention", "memory", "limit"};

Result<Contents> read(CatalogFile &catalog)
{
    Contents contents;
    const auto damage = catalog.visitSeries([&](const SeriesBlock &block) -> Result<void> {
        for (const SeriesBlock::Entry &entry : block.entries)
            contents.series[entry.series] = block.labelsOf(entry).bytes();
        return {};
    });
    if (!damage)
        return Failure(damage.error());
    if (!damage->empty())
        return fail(Error::Code::Corruption, damage->front());
    const Result<std::vector<Tombstone>> tombstones = catalog.tombstones();
    if (!tombstones)
        return Failure(tombstones.error());
    for (const Tombstone &tombstone : *tombstones)
        contents.tombstones.push_back(tombstone.fromMs);
    for (const char *key : Keys) {
        const Result<std::optional<std::string>> value = catalog.setting(key);
        if (!value)
            return Failure(value.error());
        if (*value)
            contents.settings[key] = **value;
    }
    const Result<Epoch> flushed = catalog.flushedEpoch();
    if (!flushed)
        return Failure(flushed.error());
    contents.flushed = *flushed;
    return contents;
}

/// One random change of a catalog and of what it must hold afterwards.
class Changes
{
public:
    explicit Changes(std::uint64_t seed)
        : m_random(seed)
    {
    }

    std::uint64_t below(std::uint64_t end) { return m_random() % end; }

    Result<void> make(CatalogFile &catalog, Contents &contents)
    {
        switch (below(5)) {
        case 0:
            return addSeries(catalog, contents);
        case 1:
            contents.flushed = static_cast<Epoch>(++m_number);
            return catalog.setFlushedEpoch(contents.flushed);
        case 2: {
            const char *key = Keys[below(std::size(Keys))];
            contents.settings[key] = std::to_string(++m_number);
            return catalog.setSetting(key, contents.settings[key]);
        }
        case 3:
            return addTombstone(catalog, contents);
        default:
            return removeTombstone(catalog, contents);
        }
    }

private:
    Result<void> addSeries(CatalogFile &catalog, Contents &contents)
    {
        std::vector<SeriesDefinition> definitions(1 + below(300));
        for (SeriesDefinition &definition : definitions) {
            const std::string number = std::to_string(++m_number);
            definition = {.series = m_number,
                          .tenant = {},
                          .labels = Labels::fromPairs({{"__name__", "up"}, {"n", number}})};
            contents.series[definition.series] = definition.labels.bytes();
        }
        return catalog.addSeries(definitions);
    }
    Result<void> addTombstone(CatalogFile &catalog, Contents &contents)
    {
        Tombstone tombstone;
        tombstone.fromMs = ++m_number;
        for (int i = 0; i < 500; ++i)
            tombstone.series.add(static_cast<std::uint32_t>(below(1'000'000)));
        contents.tombstones.push_back(tombstone.fromMs);
        const Result<Tombstone> added = catalog.addTombstone(std::move(tombstone));
        return added ? Result<void>() : Failure(added.error());
    }
    Result<void> removeTombstone(CatalogFile &catalog, Contents &contents)
    {
        const Result<std::vector<Tombstone>> tombstones = catalog.tombstones();
        if (!tombstones)
            return Failure(tombstones.error());
        if (tombstones->empty())
            return {};
        contents.tombstones.erase(contents.tombstones.begin());
        return catalog.removeTombstone(tombstones->front().id);
    }

    std::mt19937_64 m_random;
    std::uint32_t m_number = 0;
};

} // namespace

class TestCatalogPowerLoss : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsWhatWasConfirmed();

private:
    QTemporaryDir m_folder; // only its name is used: the files are in the shim
};

void TestCatalogPowerLoss::holdsWhatWasConfirmed()
{
    const std::string folder = m_folder.path().toStdString();
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        const QByteArray hint = "seed " + QByteArray::number(seed);
        PowerLossVfs vfs(seed);
        Changes changes(seed);
        Contents confirmed;
        Contents underWay;
        for (int life = 0; life < 5; ++life) {
            vfs.losePowerAfter(changes.below(120));
            Result<CatalogFile> catalog = CatalogFile::open(folder, vfs.name());
            if (!catalog) { // no power in the middle of the opening
                QCOMPARE(catalog.error().code, Error::Code::Io);
                vfs.losePower();
                continue;
            }
            if (const Result<Contents> found = read(*catalog)) {
                QVERIFY2(*found == confirmed || *found == underWay, hint);
                confirmed = *found;
            }
            underWay = confirmed;
            while (changes.make(*catalog, underWay))
                confirmed = underWay;
            vfs.losePower();
        }
        Result<CatalogFile> catalog = CatalogFile::open(folder, vfs.name());
        QVERIFY2(catalog, hint);
        const Result<Contents> found = read(*catalog);
        QVERIFY2(found, hint);
        QVERIFY2(*found == confirmed || *found == underWay, hint);
    }
}

QTEST_GUILESS_MAIN(TestCatalogPowerLoss)
#include "tst_catalogpowerloss.moc"
