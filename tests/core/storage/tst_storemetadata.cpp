// Metadata in a store on disk: what is written, loaded, copied, and what damage does to it. Nothing
// is done when a store goes, so the next one sees what a kill leaves.

#include "core/storage/disk/catalogfile.h"
#include "core/storage/disk/verify.h"
#include "core/storage/store.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace tinyobs;

namespace {

const Metadata Requests{MetricType::Counter, "requests", "Requests served."};

} // namespace

class TestStoreMetadata : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void survivesAKillAfterMaintain();
    void isInABackup();
    void isAddedToAnOlderCatalog();
    void isLeftOutWhenItIsDamaged();
    void isSavedByARepair();

private:
    std::string path() const { return m_folder->path().toStdString(); }
    void write() const
    {
        Store store({}, m_clock);
        QVERIFY(store.open(path()));
        take(store);
        QVERIFY(store.maintain());
    }
    static void take(Store &store)
    {
        const std::vector<MetadataView> said{
            {"http_requests", Requests.type, Requests.unit, Requests.help},
            {"queue_depth", MetricType::Gauge, "", ""}};
        store.takeMetadata(said);
    }
    void runSql(const char *sql) const
    {
        Result<Database> database =
            Database::open(path() + "/catalog.db", {.mode = Database::Mode::Write});
        QVERIFY(database);
        QVERIFY(database->exec(sql));
    }

    std::optional<QTemporaryDir> m_folder;
    const ManualClock m_clock{1'700'000'000'000};
};

void TestStoreMetadata::survivesAKillAfterMaintain()
{
    write();
    Store store({}, m_clock);
    QVERIFY(store.open(path()));
    QCOMPARE(store.metadata("http_requests"), Requests);
    QCOMPARE(store.listMetadata(10).size(), std::size_t(2));
    QCOMPARE(store.listMetadata(1).size(), std::size_t(1));
    QCOMPARE(store.metadata("other"), std::nullopt);
}

void TestStoreMetadata::isInABackup()
{
    const std::string target = path() + "/copy";
    {
        Store store({}, m_clock);
        QVERIFY(store.open(path()));
        take(store);
        QVERIFY(store.backup(target));
    }
    Store store({}, m_clock);
    QVERIFY(store.open(target));
    QCOMPARE(store.metadata("http_requests"), Requests);
}

void TestStoreMetadata::isAddedToAnOlderCatalog()
{
    write();
    runSql("DROP TABLE metadata");
    Store store({}, m_clock);
    const auto opened = store.open(path());
    QVERIFY(opened);
    QVERIFY(opened->warnings.empty());
    QVERIFY(store.listMetadata(10).empty());
    take(store);
    QVERIFY(store.maintain());
}

void TestStoreMetadata::isLeftOutWhenItIsDamaged()
{
    write();
    runSql("UPDATE metadata SET help='other' WHERE metric='http_requests'");
    const Result<FolderReport> report = checkFolder(path());
    QVERIFY(report);
    QVERIFY(!report->isSound());
    Store store({}, m_clock);
    const auto opened = store.open(path());
    QVERIFY(opened);
    QCOMPARE(opened->warnings.size(), std::size_t(1));
    QCOMPARE(store.metadata("http_requests"), std::nullopt);
    QVERIFY(store.metadata("queue_depth"));
    take(store);
    QVERIFY(store.maintain());
    QCOMPARE(store.metadata("http_requests"), Requests);
}

void TestStoreMetadata::isSavedByARepair()
{
    write();
    runSql("UPDATE metadata SET help='other' WHERE metric='queue_depth'");
    const Result<FolderReport> repaired = repairFolder(path());
    QVERIFY(repaired);
    QVERIFY2(repaired->isSound(), repaired->toText().c_str());
    Store store({}, m_clock);
    QVERIFY(store.open(path()));
    QCOMPARE(store.metadata("http_requests"), Requests);
    QCOMPARE(store.metadata("queue_depth"), std::nullopt);
}

QTEST_GUILESS_MAIN(TestStoreMetadata)
#include "tst_storemetadata.moc"
