// A small folder with every kind of file, damaged at every sector: what is found and what is saved.

#include "core/storage/disk/verify.h"

#include "core/storage/disk/journal.h"
#include "tests/core/storage/disk/damagedfolder.h"

#include <QDir>
#include <QFile>
#include <QtTest>

using namespace tinyobs;

class TestRepair : public QObject
{
    Q_OBJECT

private:
    DamagedFolder m_folder;

private Q_SLOTS:
    void initTestCase() { m_folder.make(); }

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
        const Rows &sound = m_folder.soundRows(tier);
        const std::string name = dataName(tier).toString();
        int found = 0;
        m_folder.damageEverySector(
            QString::fromStdString(name), damage, [&](qsizetype at, qsizetype size) {
                const auto checked = checkFolder(m_folder.folder());
                QVERIFY(checked);
                if (checked->isSound()) { // bytes that nothing depends on
                    QVERIFY(rowsOf(m_folder.folder(), tier) == sound);
                    return;
                }
                ++found;
                QVERIFY(!fileIn(*checked, name)->damage.empty());
                const auto repaired = repairFolder(m_folder.folder());
                QVERIFY(repaired);
                QVERIFY2(repaired->isSound(), repaired->toText().c_str());
                const Rows saved = rowsOf(m_folder.folder(), tier);
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
                QCOMPARE(readFile(m_folder.path(QString::fromLatin1("damaged/") +
                                                QString::fromStdString(name))),
                         damaged(m_folder.sound().at(QString::fromStdString(name)), at, damage));
                const auto again = checkFolder(m_folder.folder());
                QVERIFY(again && again->isSound());
            });
        QVERIFY(found > 5);
    }

    void saysWhatWasLost()
    {
        const QString name = QString::fromStdString(dataName(Tier::Raw).toString());
        m_folder.restore();
        {
            auto database =
                Database::open(m_folder.path(name).toStdString(), {.mode = Database::Mode::Write});
            QVERIFY(database);
            QVERIFY(database->exec("UPDATE chunk SET data=substr(data, 2) WHERE id=6 << 16 | 1"));
        }
        const auto checked = checkFolder(m_folder.folder());
        QVERIFY(checked);
        QVERIFY2(checked->toText().find("series 6 part 1: ") != std::string::npos,
                 checked->toText().c_str());
        const auto repaired = repairFolder(m_folder.folder());
        QVERIFY(repaired);
        QCOMPARE(repaired->lost,
                 std::vector{name.toStdString() +
                             ": 26 of 78 samples of series 6 up{n=\"number 47514\"} between "
                             "2023-11-15T00:00:25.000Z and 2023-11-15T00:00:52.000Z"});
        const auto file = DataFile::open(m_folder.folder(), dataName(Tier::Raw));
        QVERIFY(file);
        QCOMPARE((*file)->tombstones(), std::uint64_t(5));
    }

    void repairsTheCatalog_data() { addDamages(); }

    void repairsTheCatalog()
    {
        QFETCH(const Damage, damage);
        m_folder.restore();
        const CatalogContents sound = contentsOf(m_folder.folder());
        QCOMPARE(sound.settings.size(), std::size_t(2));
        QCOMPARE(sound.tombstones.size(), std::size_t(5));
        int found = 0;
        m_folder.damageEverySector(
            QString::fromLatin1("catalog.db"), damage, [&](qsizetype, qsizetype) {
                const auto checked = checkFolder(m_folder.folder());
                QVERIFY(checked);
                if (!checked->isSound()) {
                    ++found;
                    QVERIFY(!checked->files.front().damage.empty());
                    const auto repaired = repairFolder(m_folder.folder());
                    QVERIFY(repaired);
                    QVERIFY2(repaired->isSound(), repaired->toText().c_str());
                    QVERIFY(!repaired->lost.empty());
                }
                const CatalogContents saved = contentsOf(m_folder.folder());
                if (damage == Damage::Cut)
                    return;
                QVERIFY(sound.series.size() - saved.series.size() <=
                        (damage == Damage::Flip ? 200 : 400));
                const std::size_t rows = sound.settings.size() + sound.tombstones.size();
                const std::size_t savedRows = saved.settings.size() + saved.tombstones.size();
                QVERIFY(damage == Damage::Flip ? rows - savedRows <= 1 : true);
                Result<CatalogFile> catalog = CatalogFile::open(m_folder.folder());
                QVERIFY(catalog);
                QVERIFY(catalog->addTombstone({})->id > 5);
            });
        QVERIFY(found > 10);
    }

    void repairsAJournal_data() { addDamages(); }

    void repairsAJournal()
    {
        QFETCH(const Damage, damage);
        const std::string name = journalName(JournalEpoch);
        std::size_t before = 0;
        m_folder.damageEverySector(
            QString::fromStdString(name), damage, [&](qsizetype at, qsizetype size) {
                const auto checked = checkFolder(m_folder.folder());
                QVERIFY(checked);
                const FolderReport::File *file = fileIn(*checked, name);
                const bool isNamed = !file->damage.empty() || !file->notes.empty();
                QVERIFY(isNamed || file->chunks <= RecordCount);
                const auto repaired = repairFolder(m_folder.folder());
                QVERIFY(repaired);
                QVERIFY2(repaired->isSound(), repaired->toText().c_str());
                const std::size_t records = recordsOf(m_folder.folder());
                if (at == 0 && damage == Damage::Flip) {
                    QCOMPARE(records, RecordCount);
                    return;
                }
                QVERIFY2(records >= before, "the later the damage, the more is saved");
                QVERIFY(damage == Damage::Cut || at < SectorBytes || isNamed);
                before = records;
                if (at + LastTwoRecords > size && damage != Damage::Cut)
                    QVERIFY(records + 2 >= RecordCount);
            });
    }
};

QTEST_GUILESS_MAIN(TestRepair)
#include "tst_repair.moc"
