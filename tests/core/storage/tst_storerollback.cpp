// The store after a commit that failed, on a disk whose journal cannot be read then: what was
// refused is in memory still, so nothing more is taken and nothing of it comes into data files,
// until the journal can be read or the next start reads it.

#include "core/storage/store.h"
#include "tests/core/storage/memoryfolder.h"
#include "tests/core/storage/powerlossvfs.h"
#include "tests/core/storage/samplerows.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sqlite3.h>

#include <optional>

using namespace tinyobs;
using namespace tinyobs::test;

namespace {

constexpr TimeMs Now = 1'790'000'000'000;
constexpr std::uint64_t Samples = 40'000;
constexpr std::size_t BatchRows = 20'000;

std::vector<double> valuesOf(const Store &store, std::string_view name)
{
    const std::vector<Matcher> matchers{equals("__name__", std::string(name))};
    const Snapshot snapshot = store.snapshot(matchers, 0, Now, 1);
    SampleColumns columns;
    if (snapshot.size() == 0 || !snapshot.read(0, columns))
        return {};
    return columns.values;
}

CommitTicket append(Store &store, std::string_view name, TimeMs timeMs, double value)
{
    return SampleRows().add(metric(name), timeMs, value).appendTo(store).ticket;
}

} // namespace

class TestStoreRollBack : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace(memoryFolder());
        m_vfs.emplace(1);
        StoreOptions options;
        options.vfs = m_vfs->name();
        m_store.emplace(options, m_clock);
        QVERIFY(m_store->open(path()));
        fillJournal();
        QVERIFY(m_store->waitDurable(append(*m_store, "up", Now - 2, 1)));
    }
    void cleanup() { m_store.reset(); }

    void takesAgainWhenTheJournalCanBeRead();
    void keepsWhatWasRefusedOutOfDataFiles();
    void startsWithWhatTheJournalHolds();

private:
    std::string path() const { return m_folder->path().toStdString(); }
    void fillJournal();
    /// A commit fails that brings a sample of a known and one of a new series.
    void failCommit();

    std::optional<QTemporaryDir> m_folder;
    std::optional<PowerLossVfs> m_vfs;
    std::optional<Store> m_store;
    const ManualClock m_clock{Now};
};

void TestStoreRollBack::fillJournal()
{
    CommitTicket last = 0;
    double value = 0.1;
    for (std::uint64_t i = 0; i < Samples; i += BatchRows) {
        SampleRows rows;
        for (std::uint64_t row = 0; row < BatchRows; ++row) {
            value = value * 1.37 + 0.1;
            value -= value > 1e6 ? 1e6 : 0;
            rows.add(metric("fill" + std::to_string(row % 100)),
                     Now - static_cast<TimeMs>(Samples - i - row), value);
        }
        last = rows.appendTo(*m_store).ticket;
    }
    QVERIFY(m_store->waitDurable(last));
}

void TestStoreRollBack::failCommit()
{
    m_vfs->failReadsOf("journal-");
    m_vfs->failAfter(0, SQLITE_FULL);
    SampleRows rows;
    rows.add(metric("up"), Now - 1, 2).add(metric("new"), Now - 1, 3);
    QVERIFY(!m_store->waitDurable(rows.appendTo(*m_store).ticket));
    const AppendReport refused = rows.appendTo(*m_store);
    QVERIFY(refused.isUnavailable);
    QCOMPARE(
        refused.refusals.front().message,
        "storage: a failed commit cannot be taken back, journal-0000000001.log: disk I/O error; "
        "nothing is stored until the journal can be read");
}

void TestStoreRollBack::takesAgainWhenTheJournalCanBeRead()
{
    failCommit();
    m_vfs->repair();
    m_vfs->failReadsOf({});
    CommitTicket ticket = 0;
    const auto isTaken = [&] {
        return ticket != 0 || (ticket = append(*m_store, "up", Now, 4)) != 0;
    };
    QTRY_VERIFY(isTaken());
    QVERIFY(m_store->waitDurable(ticket));
    QCOMPARE(valuesOf(*m_store, "up"), (std::vector<double>{1, 4}));
    QCOMPARE(valuesOf(*m_store, "new"), std::vector<double>());
    QCOMPARE(m_store->stats().samples, Samples + 2);
    QCOMPARE(m_store->storageProblem(), std::nullopt);
    QVERIFY(m_store->flush());
    QCOMPARE(valuesOf(*m_store, "up"), (std::vector<double>{1, 4}));
}

void TestStoreRollBack::keepsWhatWasRefusedOutOfDataFiles()
{
    // A generation that is frozen and not yet flushed: the catalog cannot be written.
    for (std::uint64_t calls = 0; m_store->stats().unflushedEpochs < 2; ++calls) {
        m_vfs->failAfter(calls, SQLITE_FULL);
        QVERIFY(!m_store->flush());
    }
    m_vfs->repair();
    QVERIFY(m_store->waitDurable(append(*m_store, "up", Now - 2, 1)));
    fillJournal();
    failCommit();
    m_vfs->repair();
    QVERIFY(!m_store->flush());
    QVERIFY(!m_store->maintain());
    QCOMPARE(m_store->stats().files, std::uint64_t(0));
}

void TestStoreRollBack::startsWithWhatTheJournalHolds()
{
    failCommit();
    m_store.reset();
    QVERIFY(m_vfs->writeFiles());
    Store store({}, m_clock);
    QVERIFY(store.open(path()));
    QCOMPARE(valuesOf(store, "up"), std::vector<double>{1});
    QCOMPARE(valuesOf(store, "new"), std::vector<double>());
    QCOMPARE(store.stats().samples, Samples + 1);
}

QTEST_GUILESS_MAIN(TestStoreRollBack)
#include "tst_storerollback.moc"
