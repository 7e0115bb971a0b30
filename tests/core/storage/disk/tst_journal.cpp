// The journal of an epoch: what was written is read, in order, also after a kill and with a torn
// end; what it leaves in the folder.

#include "core/storage/disk/folder.h"
#include "core/storage/disk/journal.h"
#include "core/storage/disk/logrecord.h"
#include "tests/core/storage/disk/journalbytes.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>

using namespace tinyobs;
using namespace tinyobs::test;

class TestJournal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void startsEmpty();
    void readsWhatWasWritten_data();
    void readsWhatWasWritten();
    void readsBetweenWrites();
    void readerMayStop();
    void skipsProbes();
    void keepsItsRecordsWhenClosed();
    void leavesNoOtherFiles();
    void openingWritesNothing();
    void survivesAKill();
    void countsItsBytes();
    void tellsTheTornEnd();
    void readsBeforeAnyDamage();
    void isRemovedWhole();
    void refusesOtherFiles_data();
    void refusesOtherFiles();

private:
    std::string folder() const { return m_folder->path().toStdString(); }
    std::string path() const { return folder() + "/" + journalName(1); }
    std::unique_ptr<Journal> open() const;
    /// Makes a journal of these sizes and closes it.
    std::vector<Record> writeRecords(const std::vector<std::size_t> &sizes) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

QByteArray readFile(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeFile(const std::string &path, const QByteArray &bytes)
{
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace

void TestJournal::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

std::unique_ptr<Journal> TestJournal::open() const
{
    Result<std::unique_ptr<Journal>> journal = Journal::open(folder(), 1);
    if (!journal)
        qFatal("%s", journal.error().message.c_str());
    return std::move(*journal);
}

std::vector<Record> TestJournal::writeRecords(const std::vector<std::size_t> &sizes) const
{
    const std::unique_ptr<Journal> journal = open();
    std::vector<Record> records;
    for (const std::size_t size : sizes) {
        records.push_back(recordOf(records.size() + 1, size));
        if (!journal->write(records.back(), Sync::Full))
            qFatal("cannot write");
    }
    return records;
}

void TestJournal::startsEmpty()
{
    const std::unique_ptr<Journal> journal = open();
    QCOMPARE(journal->epoch(), Epoch(1));
    QCOMPARE(journal->bytes(), std::uint64_t(0));
    const Result<ReadRecords> all = readAll(*journal);
    QVERIFY(all);
    QVERIFY(all->records.empty());
    QCOMPARE(all->report.records, std::uint64_t(0));
    QCOMPARE(all->report.tornBytes, std::uint64_t(0));
}

void TestJournal::readsWhatWasWritten_data()
{
    using Sizes = std::vector<std::size_t>;
    QTest::addColumn<Sizes>("sizes");
    QTest::newRow("one byte") << Sizes{1};
    QTest::newRow("one small record") << Sizes{100};
    QTest::newRow("many small records") << Sizes(300, 90);
    QTest::newRow("sizes around a page") << Sizes{980, 990, 1000, 1010, 1020, 1024, 1030, 2048};
    QTest::newRow("large and small mixed") << Sizes{200'000, 10, 1'000'000, 10, 70'000};
    QTest::newRow("larger than the page cache") << Sizes{5'000'000};
}

void TestJournal::readsWhatWasWritten()
{
    QFETCH(std::vector<std::size_t>, sizes);
    const std::vector<Record> records = writeRecords(sizes);
    for (int round = 0; round < 2; ++round) {
        const Result<ReadRecords> all = readAll(*open());
        QVERIFY(all);
        QCOMPARE(all->report.records, std::uint64_t(sizes.size()));
        QCOMPARE(all->report.tornBytes, std::uint64_t(0));
        QVERIFY(all->records == records);
    }
}

void TestJournal::readsBetweenWrites()
{
    const std::unique_ptr<Journal> journal = open();
    for (std::size_t i = 1; i <= 20; ++i) {
        QVERIFY(journal->write(recordOf(i, 50 * i), i % 2 == 0 ? Sync::Full : Sync::WriteOut));
        if (i % 3 == 0)
            QVERIFY(journal->sync());
        const Result<ReadRecords> all = readAll(*journal);
        QVERIFY(all);
        QCOMPARE(all->records.size(), i);
        QVERIFY(all->records.back() == recordOf(i, 50 * i));
    }
}

void TestJournal::readerMayStop()
{
    writeRecords({10, 10, 10});
    const std::unique_ptr<Journal> journal = open();
    std::size_t seen = 0;
    const Result<Journal::ReadReport> report = journal->read([&](Bytes) -> Result<void> {
        if (++seen == 2)
            return fail(Error::Code::Corruption, "enough");
        return {};
    });
    QVERIFY(!report);
    QCOMPARE(report.error().message, std::string("enough"));
    QVERIFY(journal->write(recordOf(4, 10), Sync::Full));
    QCOMPARE(readAll(*journal)->records.size(), std::size_t(4));
}

void TestJournal::skipsProbes()
{
    const std::unique_ptr<Journal> journal = open();
    QVERIFY(journal->write(recordOf(1, 10), Sync::Full));
    QVERIFY(journal->write(Record(65'536, 0), Sync::Full));
    QVERIFY(journal->write({}, Sync::Full));
    QVERIFY(journal->write(recordOf(2, 10), Sync::Full));
    const Result<ReadRecords> all = readAll(*journal);
    QVERIFY(all);
    QCOMPARE(all->report.records, std::uint64_t(2));
    QVERIFY(all->records == (std::vector<Record>{recordOf(1, 10), recordOf(2, 10)}));
}

void TestJournal::keepsItsRecordsWhenClosed()
{
    std::uint64_t bytes = 0;
    {
        const std::unique_ptr<Journal> journal = open();
        QVERIFY(journal->write(recordOf(1, 10'000), Sync::Full));
        bytes = journal->bytes();
        QVERIFY(bytes > 10'000);
        QVERIFY(fileBytes(path()) >= bytes);
    }
    QCOMPARE(open()->bytes(), bytes);
    QCOMPARE(readAll(*open())->records.size(), std::size_t(1));
}

void TestJournal::leavesNoOtherFiles()
{
    const std::vector<std::string> expected{"journal-0000000001.log"};
    for (std::uint64_t life = 1; life <= 3; ++life) {
        const std::unique_ptr<Journal> journal = open();
        QVERIFY(journal->write(recordOf(life, 10), Sync::Full));
        QCOMPARE(*listFiles(folder()), expected);
    }
    QCOMPARE(*listFiles(folder()), expected);
}

void TestJournal::openingWritesNothing()
{
    writeRecords({10, 20'000, 30});
    const QByteArray log = readFile(path()).first(qsizetype(open()->bytes()) - 20); // torn
    writeFile(path(), log);
    QCOMPARE(readAll(*open())->records.size(), std::size_t(2));
    QCOMPARE(readFile(path()), log);
}

void TestJournal::survivesAKill()
{
    const std::unique_ptr<Journal> journal = open();
    std::vector<Record> records;
    for (std::size_t i = 1; i <= 30; ++i) {
        records.push_back(recordOf(i, 700 * i));
        QVERIFY(journal->write(records.back(), i % 5 == 0 ? Sync::Full : Sync::WriteOut));
        // What the system has at this moment is what a killed process leaves.
        const QTemporaryDir copy;
        const Result<std::vector<std::string>> names = listFiles(folder());
        for (const std::string &name : *names) {
            std::filesystem::copy_file(folder() + "/" + name,
                                       copy.filePath(QString::fromStdString(name)).toStdString());
        }
        const auto left = Journal::open(copy.path().toStdString(), 1);
        QVERIFY(left);
        QVERIFY(readAll(**left)->records == records);
    }
}

void TestJournal::countsItsBytes()
{
    const std::unique_ptr<Journal> journal = open();
    std::uint64_t expected = LogHeaderBytes;
    for (std::size_t i = 1; i <= 100; ++i) {
        QVERIFY(journal->write(recordOf(i, 37 * i), Sync::WriteOut));
        expected += 16 + (37 * i + 7) / 8 * 8;
        QCOMPARE(journal->bytes(), expected);
        QVERIFY(fileBytes(path()) >= expected);
    }
}

// A crash leaves a beginning of the last write.
void TestJournal::tellsTheTornEnd()
{
    const std::vector<Record> records = writeRecords({100, 5000, 300});
    const QByteArray whole = readFile(path()).first(qsizetype(open()->bytes()));
    std::uint64_t before = 0; // of the log without the last record
    {
        const QTemporaryDir other;
        const auto journal = Journal::open(other.path().toStdString(), 1);
        QVERIFY((*journal)->write(records[0], Sync::Full));
        QVERIFY((*journal)->write(records[1], Sync::Full));
        before = (*journal)->bytes();
    }
    for (const bool hasRoom : {false, true}) { // the zeros behind the records
        for (qsizetype size = qsizetype(before); size < whole.size(); size += 7) {
            const QByteArray torn = whole.first(size);
            writeFile(path(), hasRoom ? torn + QByteArray(100'000, 0) : torn);
            std::unique_ptr<Journal> journal = open();
            const Result<ReadRecords> all = readAll(*journal);
            QVERIFY(all);
            QCOMPARE(all->records.size(), std::size_t(2));
            QVERIFY(!all->report.isDamaged);
            // In eights: what was not written looks like room.
            QVERIFY(all->report.tornBytes < std::uint64_t(size) - before + 8);
            QVERIFY(all->report.tornBytes + 8 > std::uint64_t(size) - before);
            // A shorter record than the torn one must not leave the rest of it behind.
            QVERIFY(journal->write(recordOf(9, 1), Sync::Full));
            journal.reset();
            const Result<ReadRecords> more = readAll(*open());
            QVERIFY(more);
            QCOMPARE(more->records.size(), std::size_t(3));
            QCOMPARE(more->report.tornBytes, std::uint64_t(0));
        }
    }
}

// Cut or damaged at every sector: what was before is read, and writing goes on.
void TestJournal::readsBeforeAnyDamage()
{
    const std::vector<std::size_t> sizes{100, 3000, 50, 9000, 700, 10, 20, 4000};
    std::vector<Record> records;
    std::vector<std::uint64_t> ends; // of the log after each record
    {
        const std::unique_ptr<Journal> journal = open();
        for (const std::size_t size : sizes) {
            records.push_back(recordOf(records.size() + 1, size));
            QVERIFY(journal->write(records.back(), Sync::Full));
            ends.push_back(journal->bytes());
        }
    }
    const QByteArray whole = readFile(path()).first(qsizetype(ends.back()));
    constexpr qsizetype Sector = 512;
    for (qsizetype at = LogHeaderBytes; at < whole.size(); at += Sector) {
        for (const bool isCut : {true, false}) {
            QByteArray damaged = isCut ? whole.first(at) : whole;
            if (!isCut)
                damaged[at] = char(~damaged[at]);
            writeFile(path(), damaged);
            const auto sound = std::size_t(std::count_if(
                ends.begin(), ends.end(), [&](auto end) { return end <= std::uint64_t(at); }));
            const std::uint64_t kept = sound == 0 ? std::uint64_t(LogHeaderBytes) : ends[sound - 1];

            std::unique_ptr<Journal> journal = open();
            const Result<ReadRecords> all = readAll(*journal);
            QVERIFY(all);
            QVERIFY(std::equal(all->records.begin(), all->records.end(), records.begin(),
                               records.begin() + std::ptrdiff_t(sound)));
            QVERIFY(all->report.tornBytes < std::uint64_t(damaged.size()) - kept + 8);
            QVERIFY(all->report.tornBytes + 8 > std::uint64_t(damaged.size()) - kept);
            // A whole record behind the broken one tells damage from a write that never completed.
            QCOMPARE(all->report.isDamaged, !isCut && sound + 1 < records.size());
            QVERIFY(journal->write(recordOf(99, 500), Sync::Full));
            journal.reset();
            const Result<ReadRecords> more = readAll(*open());
            QVERIFY(more);
            QCOMPARE(more->records.size(), sound + 1);
            QVERIFY(more->records.back() == recordOf(99, 500));
        }
    }
}

void TestJournal::isRemovedWhole()
{
    writeRecords({10});
    QVERIFY(Journal::remove(folder(), 1));
    QCOMPARE(*listFiles(folder()), std::vector<std::string>());
    QVERIFY(Journal::remove(folder(), 1));
}

void TestJournal::refusesOtherFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Error::Code>("code");
    const auto header = logHeader(1);
    QByteArray ours(reinterpret_cast<const char *>(header.data()), header.size());
    QByteArray newer = ours;
    newer[8] = 2;
    QByteArray flipped = ours;
    flipped[10] = 0x40;
    const auto second = logHeader(2);
    const QByteArray other(reinterpret_cast<const char *>(second.data()), second.size());
    QTest::newRow("no journal") << QByteArray(5000, 'x') << Error::Code::Corruption;
    QTest::newRow("nothing but zeros") << QByteArray(5000, 0) << Error::Code::Corruption;
    QTest::newRow("another epoch's") << other << Error::Code::Corruption;
    QTest::newRow("a damaged version") << flipped << Error::Code::Corruption;
    QTest::newRow("a newer release's") << newer << Error::Code::Unavailable;
}

void TestJournal::refusesOtherFiles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(Error::Code, code);
    writeFile(path(), bytes);
    const Result<std::unique_ptr<Journal>> journal = Journal::open(folder(), 1);
    QVERIFY(!journal);
    QCOMPARE(journal.error().code, code);
    QVERIFY(QByteArray::fromStdString(journal.error().message)
                .startsWith(QByteArray::fromStdString(path())));
    QCOMPARE(readFile(path()), bytes);
}

QTEST_APPLESS_MAIN(TestJournal)
#include "tst_journal.moc"
