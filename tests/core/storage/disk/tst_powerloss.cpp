// The journal and the committer on a disk that loses power at any moment or refuses writes: what
// was acknowledged is read back, in order, bit for bit; what was not is read whole or not at all;
// writing goes on. Each row of a test is hundreds of seeds; a failure names its seed.

#include "core/storage/disk/committer.h"
#include "tests/core/storage/disk/journalbytes.h"
#include "tests/core/storage/memoryfolder.h"
#include "tests/core/storage/powerlossvfs.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sqlite3.h>

#include <atomic>
#include <random>

using namespace tinyobs;
using namespace tinyobs::test;

class TestPowerLoss : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void losesOnlyWhatWasNotSynced();
    void journalKeepsWhatIsOnTheDevice_data();
    void journalKeepsWhatIsOnTheDevice();
    void journalStandsRefusedWrites_data();
    void journalStandsRefusedWrites();
    void committerKeepsAcknowledgedBatches_data();
    void committerKeepsAcknowledgedBatches();

private:
    std::string folder() const { return m_folder.path().toStdString(); }

    // Only the name is used, as the files are in the shim; but the folder is synced, thousands of
    // times, which costs nothing in memory.
    QTemporaryDir m_folder{memoryFolder()};
};

namespace {

std::uint64_t below(std::mt19937_64 &random, std::uint64_t end)
{
    return random() % end;
}

std::size_t anySize(std::mt19937_64 &random)
{
    constexpr std::uint64_t Ends[] = {20, 1200, 9000, 60'000};
    return 1 + below(random, Ends[below(random, std::size(Ends))]);
}

/// What a journal must hold: all records up to `kept`, then any beginning of the rest.
struct Expectation
{
    std::vector<Record> records;
    std::size_t kept = 0;

    /// Empty when it is so; else what is wrong. Afterwards what was read is what is there.
    QByteArray compareWith(const std::vector<Record> &read)
    {
        if (read.size() < kept)
            return QByteArray::number(kept - read.size()) + " acknowledged records are lost";
        if (read.size() > records.size())
            return "more records than were written";
        if (!std::equal(read.begin(), read.end(), records.begin()))
            return "a record differs";
        records = read;
        kept = read.size();
        return {};
    }
};

} // namespace

// The shim itself: without losses the other tests would say nothing.
void TestPowerLoss::losesOnlyWhatWasNotSynced()
{
    std::size_t lost = 0;
    std::size_t torn = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        PowerLossVfs vfs(seed);
        {
            auto journal = Journal::open(folder(), 1, vfs.name());
            QVERIFY(journal);
            QVERIFY((*journal)->write(recordOf(1, 3000), Sync::Full));
            QVERIFY((*journal)->write(recordOf(2, 3000), Sync::WriteOut));
            QVERIFY((*journal)->write(recordOf(3, 3000), Sync::WriteOut));
            vfs.losePower();
            QVERIFY(!(*journal)->write(recordOf(4, 10), Sync::WriteOut));
        }
        auto journal = Journal::open(folder(), 1, vfs.name());
        QVERIFY2(journal, journal.error().message.c_str());
        const Result<ReadRecords> all = readAll(**journal);
        QVERIFY(all);
        QVERIFY(all->records.size() >= 1 && all->records.size() <= 3);
        lost += all->records.size() < 3 ? 1 : 0;
        torn += all->report.tornBytes > 0 ? 1 : 0;
    }
    QVERIFY(lost > 100 && lost < 200);
    QVERIFY(torn > 50 && torn < 200);
}

void TestPowerLoss::journalKeepsWhatIsOnTheDevice_data()
{
    QTest::addColumn<int>("fullPercent");
    QTest::newRow("every record is synced") << 100;
    QTest::newRow("some are synced") << 50;
    QTest::newRow("few are synced") << 10;
}

void TestPowerLoss::journalKeepsWhatIsOnTheDevice()
{
    QFETCH(int, fullPercent);
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        std::mt19937_64 random(seed);
        PowerLossVfs vfs(seed);
        Expectation expected;
        std::uint64_t number = 0;
        for (int life = 0; life < 4; ++life) {
            vfs.losePowerAfter(below(random, 80));
            const auto journal = Journal::open(folder(), 1, vfs.name());
            if (!journal) { // no power in the middle of the opening
                vfs.losePower();
                continue;
            }
            const Result<ReadRecords> read = readAll(**journal);
            if (read) {
                const QByteArray wrong = expected.compareWith(read->records);
                QVERIFY2(wrong.isEmpty(), wrong + ", seed " + QByteArray::number(seed));
            }
            for (bool hasPower = true; hasPower;) {
                expected.records.push_back(recordOf(++number, anySize(random)));
                const bool isFull = int(below(random, 100)) < fullPercent;
                hasPower =
                    (*journal)
                        ->write(expected.records.back(), isFull ? Sync::Full : Sync::WriteOut)
                        .has_value();
                bool isSynced = hasPower && isFull;
                if (hasPower && below(random, 20) == 0)
                    isSynced = (*journal)->sync().has_value();
                if (isSynced)
                    expected.kept = expected.records.size();
            }
        }
        const auto journal = Journal::open(folder(), 1, vfs.name());
        QVERIFY2(journal, QByteArray::number(seed));
        const Result<ReadRecords> read = readAll(**journal);
        QVERIFY(read);
        const QByteArray wrong = expected.compareWith(read->records);
        QVERIFY2(wrong.isEmpty(), wrong + ", seed " + QByteArray::number(seed));
        QVERIFY((*journal)->write(recordOf(1, 100), Sync::Full));
    }
}

void TestPowerLoss::journalStandsRefusedWrites_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("fullPercent");
    QTest::newRow("the disk is full") << SQLITE_FULL << 100;
    QTest::newRow("a write fails") << SQLITE_IOERR_WRITE << 100;
    QTest::newRow("a sync fails") << SQLITE_IOERR_FSYNC << 100;
    QTest::newRow("everything fails") << SQLITE_IOERR << 100;
    QTest::newRow("the disk is full, few records are synced") << SQLITE_FULL << 5;
    QTest::newRow("a sync of several records fails") << SQLITE_IOERR_FSYNC << 5;
}

// The journal holds what was taken and no refused record, also when power is lost after the next
// record that is on the device.
void TestPowerLoss::journalStandsRefusedWrites()
{
    QFETCH(int, code);
    QFETCH(int, fullPercent);
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const QByteArray hint = "seed " + QByteArray::number(seed);
        std::mt19937_64 random(seed);
        PowerLossVfs vfs(seed);
        std::vector<Record> taken;
        std::uint64_t number = 0;
        {
            const auto journal = Journal::open(folder(), 1, vfs.name());
            QVERIFY(journal);
            for (int episode = 0; episode < 5; ++episode) {
                vfs.failAfter(below(random, 60), code);
                for (bool refuses = false; !refuses;) {
                    const Record record = recordOf(++number, anySize(random));
                    const bool isFull = int(below(random, 100)) < fullPercent;
                    const Result<void> written =
                        (*journal)->write(record, isFull ? Sync::Full : Sync::WriteOut);
                    refuses = !written || (below(random, 8) == 0 && !(*journal)->sync());
                    if (written)
                        taken.push_back(record);
                    else
                        QCOMPARE(written.error().code, Error::Code::Io);
                }
                for (std::uint64_t tries = below(random, 3); tries > 0; --tries)
                    QVERIFY2(!(*journal)->write(recordOf(++number, 3000), Sync::Full), hint);
                vfs.repair();
                const Result<ReadRecords> read = readAll(**journal);
                QVERIFY2(read, hint);
                QVERIFY2(read->records == taken, hint);
                taken.push_back(recordOf(++number, anySize(random)));
                QVERIFY2((*journal)->write(taken.back(), Sync::Full), hint);
            }
            if (seed % 4 != 0)
                vfs.losePower();
        }
        const auto journal = Journal::open(folder(), 1, vfs.name());
        QVERIFY2(journal, hint);
        const Result<ReadRecords> read = readAll(**journal);
        QVERIFY2(read, hint);
        QVERIFY2(read->records == taken, hint);
        QCOMPARE(read->report.tornBytes, std::uint64_t(0));
    }
}

void TestPowerLoss::committerKeepsAcknowledgedBatches_data()
{
    QTest::addColumn<int>("code"); // 0: power is lost
    QTest::newRow("power is lost") << 0;
    QTest::newRow("the disk is full") << SQLITE_FULL;
    QTest::newRow("a sync fails") << SQLITE_IOERR_FSYNC;
}

// Batches of a fixed size that carry their number, so that they are found again in the records.
void TestPowerLoss::committerKeepsAcknowledgedBatches()
{
    QFETCH(int, code);
    constexpr std::uint64_t Batches = 60;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const QByteArray hint = "seed " + QByteArray::number(seed);
        std::mt19937_64 random(seed);
        PowerLossVfs vfs(seed);
        std::array<std::atomic_bool, Batches + 1> acknowledged{};
        std::atomic_uint settled = 0;
        std::atomic_uint failures = 0;
        std::atomic_uint recoveries = 0;
        unsigned submitted = 0;
        {
            auto opened = Journal::open(folder(), 1, vfs.name());
            QVERIFY(opened);
            if (code == 0)
                vfs.losePowerAfter(below(random, 200));
            else
                vfs.failAfter(below(random, 200), code);
            Committer committer({.probeInterval = std::chrono::milliseconds(1),
                                 .failed =
                                     [&](const Error &, const Error &) {
                                         ++failures;
                                         vfs.repair();
                                     },
                                 .recovered = [&] { return ++recoveries > 0; }},
                                std::move(*opened));
            for (std::uint64_t i = 1; i <= Batches; ++i) {
                const Result<Committer::Ticket> ticket = committer.submit(recordOf(i, 200));
                if (!ticket) {
                    QCOMPARE(ticket.error().code, Error::Code::Unavailable);
                    continue;
                }
                ++submitted;
                committer.whenDurable(*ticket, [&, i](const Result<void> &outcome) {
                    acknowledged[i] = outcome.has_value();
                    ++settled;
                });
                if (below(random, 4) == 0)
                    static_cast<void>(committer.waitDurable(*ticket));
            }
            if (code != 0 && failures > 0)
                QTRY_VERIFY2(recoveries > 0, hint);
        }
        QCOMPARE(settled.load(), submitted);
        vfs.losePower();
        vfs.repair();

        const auto journal = Journal::open(folder(), 1, vfs.name());
        QVERIFY2(journal, hint);
        const Result<ReadRecords> read = readAll(**journal);
        QVERIFY2(read, hint);
        Record bytes;
        for (const Record &record : read->records)
            bytes.insert(bytes.end(), record.begin(), record.end());
        QVERIFY2(bytes.size() % 200 == 0, hint);
        std::uint64_t next = 1;
        for (std::size_t at = 0; at < bytes.size(); at += 200) {
            const Record batch(bytes.begin() + std::ptrdiff_t(at),
                               bytes.begin() + std::ptrdiff_t(at + 200));
            for (; next <= Batches && batch != recordOf(next, 200); ++next)
                QVERIFY2(!acknowledged[next], hint);
            QVERIFY2(next <= Batches, hint);
            ++next;
        }
        for (; next <= Batches; ++next)
            QVERIFY2(!acknowledged[next], hint);
    }
}

QTEST_GUILESS_MAIN(TestPowerLoss)
#include "tst_powerloss.moc"
