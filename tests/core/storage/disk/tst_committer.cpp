// Group commit: tickets complete in order when their bytes are in the journal, also across
// rotations, from many threads and at the end; what happens when the disk refuses.

#include "core/storage/disk/committer.h"
#include "tests/core/storage/disk/journalbytes.h"

#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <future>
#include <mutex>
#include <thread>

using namespace tinyobs;
using namespace tinyobs::test;

class TestCommitter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void ticketZeroIsComplete();
    void commitsInOrder_data();
    void commitsInOrder();
    void groupsWhatWaits();
    void callsBackAfterwardsAtOnce();
    void rotatesBetweenBatches();
    void commitsWhatIsPendingAtTheEnd();
    void refusesTooMuch();
    void manyThreads_data();
    void manyThreads();

private:
    std::shared_ptr<Journal> open(Epoch epoch) const;
    /// The bytes of all records of a journal, one behind the other.
    Record contents(Epoch epoch) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

void append(Record &all, const Record &bytes)
{
    all.insert(all.end(), bytes.begin(), bytes.end());
}

} // namespace

void TestCommitter::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

std::shared_ptr<Journal> TestCommitter::open(Epoch epoch) const
{
    Result<std::unique_ptr<Journal>> journal = Journal::open(m_folder->path().toStdString(), epoch);
    if (!journal)
        qFatal("%s", journal.error().message.c_str());
    return std::move(*journal);
}

Record TestCommitter::contents(Epoch epoch) const
{
    Record bytes;
    const Result<ReadRecords> all = readAll(*open(epoch));
    for (const Record &record : all->records)
        append(bytes, record);
    return bytes;
}

void TestCommitter::ticketZeroIsComplete()
{
    Committer committer({}, open(1));
    QCOMPARE(committer.newest(), Committer::Ticket(0));
    QVERIFY(committer.waitDurable(0));
}

void TestCommitter::commitsInOrder_data()
{
    QTest::addColumn<Durability>("durability");
    QTest::newRow("strict") << Durability::Strict;
    QTest::newRow("relaxed") << Durability::Relaxed;
}

void TestCommitter::commitsInOrder()
{
    QFETCH(Durability, durability);
    Record all;
    {
        Committer committer({.durability = durability}, open(1));
        for (std::size_t i = 1; i <= 50; ++i) {
            const Record bytes = recordOf(i, 20 * i);
            append(all, bytes);
            const Result<Committer::Ticket> ticket = committer.submit(bytes);
            QVERIFY(ticket);
            QCOMPARE(*ticket, Committer::Ticket(i));
            QCOMPARE(committer.newest(), *ticket);
            if (i % 3 == 0)
                QVERIFY(committer.waitDurable(*ticket));
        }
        QVERIFY(committer.waitDurable(committer.newest()));
        const Committer::Stats stats = committer.stats();
        QVERIFY(stats.commits >= 16 && stats.commits <= 50);
        QCOMPARE(stats.bytes, std::uint64_t(all.size()));
        QCOMPARE(stats.failures, std::uint64_t(0));
        QCOMPARE(stats.pendingBytes, std::uint64_t(0));
        QVERIFY(stats.journalBytes > all.size());
        QVERIFY(stats.commitTime.count() > 0);
    }
    QVERIFY(contents(1) == all);
}

// While the committer stands in a callback, everything that comes goes into one commit.
void TestCommitter::groupsWhatWaits()
{
    Committer committer({}, open(1));
    std::promise<void> inCallback;
    std::promise<void> goOn;
    const Committer::Ticket first = *committer.submit(recordOf(1, 10));
    committer.whenDurable(first, [&](const Result<void> &) {
        inCallback.set_value();
        goOn.get_future().wait();
    });
    // The first may be complete before it was asked for; then the callback ran here.
    for (std::size_t i = 2; i <= 100; ++i)
        QVERIFY(committer.submit(recordOf(i, 10)));
    goOn.set_value();
    inCallback.get_future().wait();
    QVERIFY(committer.waitDurable(committer.newest()));
    QVERIFY(committer.stats().commits < 100);
}

void TestCommitter::callsBackAfterwardsAtOnce()
{
    Committer committer({}, open(1));
    const Committer::Ticket ticket = *committer.submit(recordOf(1, 10));
    QVERIFY(committer.waitDurable(ticket));
    bool called = false;
    committer.whenDurable(ticket,
                          [&](const Result<void> &outcome) { called = outcome.has_value(); });
    QVERIFY(called);
}

void TestCommitter::rotatesBetweenBatches()
{
    std::vector<Record> expected(6);
    {
        Committer committer({}, open(1));
        std::size_t number = 0;
        for (Epoch epoch = 1; epoch <= 5; ++epoch) {
            if (epoch > 1)
                committer.rotate(open(epoch));
            for (int i = 0; i < 7; ++i) {
                const Record bytes = recordOf(++number, 100);
                append(expected[epoch], bytes);
                QVERIFY(committer.submit(bytes));
            }
        }
        QVERIFY(committer.waitDurable(committer.newest()));
    }
    for (Epoch epoch = 1; epoch <= 5; ++epoch)
        QVERIFY(contents(epoch) == expected[epoch]);
}

void TestCommitter::commitsWhatIsPendingAtTheEnd()
{
    Record all;
    std::atomic_int completed = 0;
    {
        Committer committer({}, open(1));
        for (std::size_t i = 1; i <= 200; ++i) {
            append(all, recordOf(i, 30));
            const Result<Committer::Ticket> ticket = committer.submit(recordOf(i, 30));
            QVERIFY(ticket);
            committer.whenDurable(*ticket, [&](const Result<void> &outcome) {
                completed += outcome.has_value() ? 1 : 0;
            });
        }
    }
    QCOMPARE(completed.load(), 200);
    QVERIFY(contents(1) == all);
}

void TestCommitter::refusesTooMuch()
{
    Committer committer({.maxPendingBytes = 1000}, open(1));
    std::promise<void> inCallback;
    std::promise<void> goOn;
    // A batch alone is taken whatever its size; this one also keeps the committer busy for long
    // enough that the callback is there before it is done.
    const Committer::Ticket first = *committer.submit(recordOf(1, 4'000'000));
    committer.whenDurable(first, [&](const Result<void> &) {
        inCallback.set_value();
        goOn.get_future().wait();
    });
    inCallback.get_future().wait();
    QVERIFY(committer.submit(recordOf(2, 600)));
    QVERIFY(committer.ready());
    QVERIFY(committer.submit(recordOf(3, 400)));
    QVERIFY(!committer.ready());
    const Result<Committer::Ticket> refused = committer.submit(recordOf(4, 1));
    goOn.set_value();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::Unavailable);
    QCOMPARE(refused.error().message,
             std::string("storage: 1000 bytes wait to be written, limit 1000; retry later"));
    QVERIFY(committer.waitDurable(committer.newest()));
    QVERIFY(committer.submit(recordOf(4, 1)));
}

void TestCommitter::manyThreads_data()
{
    commitsInOrder_data();
}

// Threads that submit and wait while another one rotates: every acknowledged batch is in a journal,
// once, and those of a thread in its order.
void TestCommitter::manyThreads()
{
    QFETCH(Durability, durability);
    constexpr std::size_t Threads = 6;
    constexpr std::uint32_t Batches = 150;
    constexpr Epoch Epochs = 8;
    std::atomic_uint acknowledged = 0;
    {
        Committer committer(
            {.durability = durability, .syncInterval = std::chrono::milliseconds(1)}, open(1));
        std::vector<std::thread> threads;
        for (std::size_t thread = 0; thread < Threads; ++thread) {
            threads.emplace_back([&, thread] {
                for (std::uint32_t i = 0; i < Batches; ++i) {
                    const Record bytes{static_cast<std::uint8_t>(thread + 1),
                                       static_cast<std::uint8_t>(i)};
                    const Result<Committer::Ticket> ticket = committer.submit(bytes);
                    if (ticket && committer.waitDurable(*ticket))
                        ++acknowledged;
                }
            });
        }
        for (Epoch epoch = 2; epoch <= Epochs; ++epoch) {
            committer.rotate(open(epoch));
            QVERIFY(committer.waitDurable(committer.newest()));
        }
        for (std::thread &thread : threads)
            thread.join();
    }
    QCOMPARE(acknowledged.load(), unsigned(Threads * Batches));
    std::array<std::uint32_t, Threads + 1> next{};
    for (Epoch epoch = 1; epoch <= Epochs; ++epoch) {
        const Record bytes = contents(epoch);
        for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
            QVERIFY(bytes[i] >= 1 && bytes[i] <= Threads);
            QCOMPARE(std::uint32_t(bytes[i + 1]), next[bytes[i]]++);
        }
    }
    for (std::size_t thread = 1; thread <= Threads; ++thread)
        QCOMPARE(next[thread], Batches);
}

QTEST_APPLESS_MAIN(TestCommitter)
#include "tst_committer.moc"
