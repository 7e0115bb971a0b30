#include "core/storage/disk/catalogfile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace tinyobs;

namespace {

std::vector<SeriesDefinition> numbered(std::uint32_t from, std::uint32_t to)
{
    std::vector<SeriesDefinition> definitions;
    for (std::uint32_t series = from; series < to; ++series) {
        const std::string number = std::to_string(series);
        definitions.push_back(
            {series, TenantId(series % 2), Labels::fromPairs({{"job", "test"}, {"n", number}})});
    }
    return definitions;
}

struct Loaded
{
    std::vector<SeriesDefinition> definitions;
    std::vector<std::size_t> blocks; // series in each
    std::vector<std::string> damage;
};

Loaded load(CatalogFile &catalog)
{
    Loaded loaded;
    const auto damage = catalog.visitSeries([&](const SeriesBlock &block) -> Result<void> {
        loaded.blocks.push_back(block.entries.size());
        for (const SeriesBlock::Entry &entry : block.entries)
            loaded.definitions.push_back({entry.series, entry.tenant, block.labelsOf(entry)});
        return {};
    });
    if (damage)
        loaded.damage = *damage;
    else
        loaded.damage = {"failed: " + damage.error().message};
    return loaded;
}

SeriesSet seriesOf(std::uint32_t from, std::uint32_t to)
{
    SeriesSet series;
    series.addRange(from, to);
    return series;
}

} // namespace

class TestCatalogFile : public QObject
{
    Q_OBJECT

private:
    std::string folder() const { return m_folder->path().toStdString(); }
    std::string path() const { return folder() + '/' + std::string(CatalogName); }
    CatalogFile opened() const
    {
        Result<CatalogFile> catalog = CatalogFile::open(folder());
        if (!catalog)
            qFatal("%s", catalog.error().message.c_str());
        return std::move(*catalog);
    }
    /// Runs SQL on the closed catalog, past every rule of the class.
    void tamper(const char *sql) const
    {
        Result<Database> database = Database::open(path(), {.mode = Database::Mode::Write});
        QVERIFY(database);
        QVERIFY(database->exec(sql));
    }

    std::optional<QTemporaryDir> m_folder;

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void keepsSeriesInBlocks()
    {
        const std::vector<SeriesDefinition> first = numbered(0, 10'000);
        const std::vector<SeriesDefinition> second = numbered(10'000, 10'001);
        {
            CatalogFile catalog = opened();
            QVERIFY(load(catalog).definitions.empty());
            QVERIFY(catalog.addSeries(first));
            QVERIFY(catalog.addSeries({}));
            QVERIFY(catalog.addSeries(second));
        }
        CatalogFile catalog = opened();
        const Loaded loaded = load(catalog);
        QVERIFY(loaded.damage.empty());
        QCOMPARE(loaded.blocks, (std::vector<std::size_t>{4096, 4096, 1808, 1}));
        QVERIFY(loaded.definitions == numbered(0, 10'001));
    }

    void endsWithAnErrorOfTheVisitor()
    {
        CatalogFile catalog = opened();
        QVERIFY(catalog.addSeries(numbered(0, 10'000)));
        int visits = 0;
        const auto visited = catalog.visitSeries([&](const SeriesBlock &) -> Result<void> {
            ++visits;
            return fail(Error::Code::LimitExceeded, "enough");
        });
        QVERIFY(!visited);
        QCOMPARE(visited.error(), (Error{Error::Code::LimitExceeded, "enough"}));
        QCOMPARE(visits, 1);
    }

    void loadsWhatIsBesideADamagedBlock()
    {
        {
            CatalogFile catalog = opened();
            QVERIFY(catalog.addSeries(numbered(0, 10'000)));
        }
        tamper("UPDATE series_block SET data=substr(data, 2) WHERE id=2");
        CatalogFile catalog = opened();
        const Loaded loaded = load(catalog);
        QCOMPARE(loaded.damage,
                 std::vector{path() + ": block 2: series block: the checksum does not match"});
        QCOMPARE(loaded.blocks, (std::vector<std::size_t>{4096, 1808}));
    }

    // Every page of the file in turn: blocks that lie on other pages still load.
    void survivesDamageOfAnyPage()
    {
        {
            CatalogFile catalog = opened();
            QVERIFY(catalog.addSeries(numbered(0, 10'000)));
        }
        QFile file(QString::fromStdString(path()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray sound = file.readAll();
        file.close();
        int partly = 0;
        for (qsizetype at = 4096; at < sound.size(); at += 4096) {
            QByteArray bytes = sound;
            bytes.replace(at, 4096, QByteArray(4096, '\xa5'));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
            file.close();
            Result<CatalogFile> catalog = CatalogFile::open(folder());
            if (!catalog)
                continue;
            const Loaded loaded = load(*catalog);
            partly += loaded.damage.size() == 1 && loaded.blocks.size() == 2;
            for (const SeriesDefinition &definition : loaded.definitions)
                QVERIFY(definition == numbered(definition.series, definition.series + 1).front());
        }
        QVERIFY(partly > 10);
    }

    void sweepsWhatIsDead()
    {
        CatalogFile catalog = opened();
        QVERIFY(catalog.addSeries(numbered(0, 4 * 4096)));
        SeriesSet alive = seriesOf(0, 4096); // the second block is dead
        alive |= seriesOf(2 * 4096, 2 * 4096 + 2047);
        alive |= seriesOf(3 * 4096, 3 * 4096 + 2048);
        const Result<std::size_t> swept = catalog.sweepSeries(alive);
        QVERIFY(swept);
        QCOMPARE(*swept, std::size_t(2));
        const Loaded loaded = load(catalog);
        QCOMPARE(loaded.blocks, (std::vector<std::size_t>{4096, 2047, 4096}));
        QVERIFY(loaded.damage.empty());
        QCOMPARE(loaded.definitions.at(4096).series, 2u * 4096);
        QCOMPARE(*catalog.sweepSeries(alive), std::size_t(0));
        QCOMPARE(*catalog.sweepSeries({}), std::size_t(3));
        QVERIFY(load(catalog).blocks.empty());
    }

    void leavesDamagedBlocksInASweep()
    {
        {
            CatalogFile catalog = opened();
            QVERIFY(catalog.addSeries(numbered(0, 8192)));
        }
        tamper("UPDATE series_block SET data=substr(data, 2) WHERE id=2");
        CatalogFile catalog = opened();
        QCOMPARE(*catalog.sweepSeries({}), std::size_t(1));
        QCOMPARE(load(catalog).damage.size(), std::size_t(1));
    }

    void remembersTheFlushedEpoch()
    {
        {
            CatalogFile catalog = opened();
            QCOMPARE(*catalog.flushedEpoch(), Epoch(0));
            QVERIFY(catalog.setFlushedEpoch(7));
            QVERIFY(catalog.setFlushedEpoch(4'294'967'295));
        }
        CatalogFile catalog = opened();
        QCOMPARE(*catalog.flushedEpoch(), Epoch(4'294'967'295));
    }

    void remembersSettings()
    {
        {
            CatalogFile catalog = opened();
            QVERIFY(!catalog.setting("keep")->has_value());
            QVERIFY(catalog.setSetting("keep", "15d"));
            QVERIFY(catalog.setSetting("keep", std::string("3\0d", 3)));
            QVERIFY(catalog.setSetting("empty", ""));
        }
        CatalogFile catalog = opened();
        QCOMPARE(**catalog.setting("keep"), std::string("3\0d", 3));
        QCOMPARE(**catalog.setting("empty"), std::string());
    }

    void refusesADamagedSetting()
    {
        {
            CatalogFile catalog = opened();
            QVERIFY(catalog.setFlushedEpoch(7));
        }
        tamper("UPDATE setting SET value='8'");
        CatalogFile catalog = opened();
        const Result<Epoch> epoch = catalog.flushedEpoch();
        QVERIFY(!epoch);
        QCOMPARE(epoch.error(),
                 (Error{Error::Code::Corruption, path() + ": setting 'flushed_epoch' is damaged"}));
    }

    void keepsTombstones()
    {
        SeriesSet series = seriesOf(5, 100'000);
        series.add(4'294'967'295);
        {
            CatalogFile catalog = opened();
            QVERIFY(catalog.tombstones()->empty());
            const auto first = catalog.addTombstone({.id = 0,
                                                     .fromMs = -5,
                                                     .toMs = 1'700'000'000'000,
                                                     .lastEpoch = 12,
                                                     .series = series});
            QVERIFY(first);
            QCOMPARE(first->id, std::uint64_t(1));
            QCOMPARE(catalog.addTombstone({})->id, std::uint64_t(2));
        }
        CatalogFile catalog = opened();
        const auto tombstones = catalog.tombstones();
        QVERIFY(tombstones);
        QCOMPARE(tombstones->size(), std::size_t(2));
        const Tombstone &first = tombstones->front();
        QCOMPARE(first.id, std::uint64_t(1));
        QCOMPARE(first.fromMs, TimeMs(-5));
        QCOMPARE(first.toMs, TimeMs(1'700'000'000'000));
        QCOMPARE(first.lastEpoch, Epoch(12));
        QVERIFY(first.series == series);
        QVERIFY(tombstones->back().series.isEmpty());
    }

    void givesTheIdOfATombstoneOnce()
    {
        {
            CatalogFile catalog = opened();
            QCOMPARE(catalog.addTombstone({})->id, std::uint64_t(1));
            QVERIFY(catalog.removeTombstone(1));
            QVERIFY(catalog.tombstones()->empty());
        }
        CatalogFile catalog = opened();
        QCOMPARE(catalog.addTombstone({})->id, std::uint64_t(2));
    }

    void refusesADamagedTombstone_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("an earlier begin") << QByteArray("UPDATE tombstone SET from_ms=0");
        QTest::newRow("a later end") << QByteArray("UPDATE tombstone SET to_ms=99");
        QTest::newRow("a later epoch") << QByteArray("UPDATE tombstone SET last_epoch=13");
        QTest::newRow("an epoch of 33 bits")
            << QByteArray("UPDATE tombstone SET last_epoch=last_epoch + 4294967296");
        QTest::newRow("a part of the series")
            << QByteArray("UPDATE tombstone SET series=substr(series, 2)");
        QTest::newRow("no series") << QByteArray("UPDATE tombstone SET series=NULL");
    }

    void refusesADamagedTombstone()
    {
        QFETCH(const QByteArray, sql);
        {
            CatalogFile catalog = opened();
            QVERIFY(catalog.addTombstone(
                {.id = 0, .fromMs = 10, .toMs = 20, .lastEpoch = 12, .series = seriesOf(3, 9)}));
        }
        tamper(sql.constData());
        CatalogFile catalog = opened();
        const auto tombstones = catalog.tombstones();
        QVERIFY(!tombstones);
        QCOMPARE(tombstones.error(),
                 (Error{Error::Code::Corruption, path() + ": tombstone 1 is damaged"}));
    }

    void copiesItselfWhileItIsOpen()
    {
        const QTemporaryDir target;
        const std::string copy = target.path().toStdString() + '/' + std::string(CatalogName);
        CatalogFile catalog = opened();
        QVERIFY(catalog.addSeries(numbered(0, 5000)));
        QVERIFY(catalog.setFlushedEpoch(7));
        QVERIFY(catalog.copyTo(copy));
        QVERIFY(catalog.setFlushedEpoch(8));
        QVERIFY2(!catalog.copyTo(copy), "over a file that is there");
        Result<CatalogFile> copied = CatalogFile::open(target.path().toStdString());
        QVERIFY(copied);
        QCOMPARE(*copied->flushedEpoch(), Epoch(7));
        QVERIFY(load(*copied).definitions == numbered(0, 5000));
    }
};

QTEST_APPLESS_MAIN(TestCatalogFile)
#include "tst_catalogfile.moc"
