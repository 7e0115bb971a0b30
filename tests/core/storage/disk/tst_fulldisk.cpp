// The committer on real file systems that refuse: files that may not grow (RLIMIT_FSIZE) and a
// device that is full. Tickets fail with the reason, nothing is taken meanwhile, and by itself it
// goes on when there is room. Linux only.

#include "core/storage/disk/committer.h"
#include "tests/core/storage/disk/journalbytes.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/mount.h>
#include <sys/resource.h>

#include <atomic>
#include <csignal>

using namespace tinyobs;
using namespace tinyobs::test;

namespace {

constexpr std::size_t BatchBytes = 20'000;

/// A folder that holds some hundred KB until it is made wide.
class NarrowFolder
{
public:
    virtual ~NarrowFolder() = default;
    /// False when the system does not let us.
    virtual bool narrow() = 0;
    virtual void widen() = 0;
    std::string path() const { return m_folder.path().toStdString(); }

private:
    QTemporaryDir m_folder;
};

class LimitedFiles : public NarrowFolder
{
public:
    LimitedFiles()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
    }
    ~LimitedFiles() override { widen(); }
    bool narrow() override
    {
        rlimit limit = m_before;
        limit.rlim_cur = 300'000;
        return setrlimit(RLIMIT_FSIZE, &limit) == 0;
    }
    void widen() override { setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

class SmallDevice : public NarrowFolder
{
public:
    ~SmallDevice() override { umount(path().c_str()); }
    bool narrow() override { return mount("tmpfs", path().c_str(), "tmpfs", 0, "size=400k") == 0; }
    void widen() override { mount("tmpfs", path().c_str(), "tmpfs", MS_REMOUNT, "size=40m"); }
};

std::vector<Record> recordsOf(Journal &journal)
{
    const Result<ReadRecords> read = readAll(journal);
    return read ? read->records : std::vector<Record>{recordOf(0, 1)};
}

} // namespace

class TestFullDisk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesAndRecovers_data();
    void refusesAndRecovers();
    void endsWhileItFails_data() { refusesAndRecovers_data(); }
    void endsWhileItFails();

private:
    std::unique_ptr<NarrowFolder> fetchFolder();
    std::shared_ptr<Journal> open() const;
    /// Submits until a batch is refused; those before are acknowledged.
    Error fill(Committer &committer);

    std::unique_ptr<NarrowFolder> m_folder;
    std::vector<Record> m_acknowledged;
};

void TestFullDisk::refusesAndRecovers_data()
{
    QTest::addColumn<bool>("isDevice");
    QTest::addColumn<std::string>("message");
    QTest::newRow("files may not grow")
        << false
        << std::string("storage: disk I/O error (File too large), nothing was stored; retry later");
    QTest::newRow("the device is full")
        << true
        << std::string(
               "storage: disk is full (No space left on device), nothing was stored; retry later");
}

std::unique_ptr<NarrowFolder> TestFullDisk::fetchFolder()
{
    QFETCH(bool, isDevice);
    if (isDevice)
        return std::make_unique<SmallDevice>();
    return std::make_unique<LimitedFiles>();
}

std::shared_ptr<Journal> TestFullDisk::open() const
{
    Result<std::unique_ptr<Journal>> journal = Journal::open(m_folder->path(), 1);
    if (!journal)
        qFatal("%s", journal.error().message.c_str());
    return std::move(*journal);
}

Error TestFullDisk::fill(Committer &committer)
{
    for (;;) {
        const Record record = recordOf(m_acknowledged.size() + 1, BatchBytes);
        const Result<Committer::Ticket> ticket = committer.submit(record);
        if (!ticket)
            return ticket.error();
        if (const Result<void> kept = committer.waitDurable(*ticket); !kept)
            return kept.error();
        m_acknowledged.push_back(record);
    }
}

void TestFullDisk::refusesAndRecovers()
{
    QFETCH(std::string, message);
    m_acknowledged.clear();
    m_folder = fetchFolder();
    if (!m_folder->narrow())
        QSKIP("the system does not allow it");
    {
        const std::shared_ptr<Journal> journal = open();
        std::vector<Record> readWhenFailed;
        std::atomic_int recoveries = 0;
        Error cause;
        Committer committer({.probeInterval = std::chrono::milliseconds(1),
                             .failed =
                                 [&](const Error &error, const Error &) {
                                     cause = error;
                                     readWhenFailed = recordsOf(*journal);
                                 },
                             .recovered = [&] { return ++recoveries > 0; }},
                            journal);
        const Error refusal = fill(committer);
        QCOMPARE(refusal.code, Error::Code::Unavailable);
        QVERIFY2(refusal.message == message, refusal.message.c_str());
        QCOMPARE(cause.code, Error::Code::Io);
        QVERIFY2(cause.message.starts_with(journal->path()), cause.message.c_str());
        QVERIFY(m_acknowledged.size() > 5);
        QVERIFY(readWhenFailed == m_acknowledged);

        // Small room may be left, so single probes may succeed; this batch never fits.
        const auto big = committer.submit(recordOf(1, 1'000'000));
        QVERIFY(!big || !committer.waitDurable(*big));

        m_folder->widen();
        const int before = recoveries;
        QTRY_VERIFY(committer.submit({}));
        QVERIFY(recoveries >= before);
        for (int i = 0; i < 30; ++i) {
            const Record record = recordOf(m_acknowledged.size() + 1, BatchBytes);
            const Result<Committer::Ticket> ticket = committer.submit(record);
            QVERIFY(ticket);
            QVERIFY(committer.waitDurable(*ticket));
            m_acknowledged.push_back(record);
        }
    }
    QVERIFY(recordsOf(*open()) == m_acknowledged);
}

void TestFullDisk::endsWhileItFails()
{
    m_acknowledged.clear();
    m_folder = fetchFolder();
    if (!m_folder->narrow())
        QSKIP("the system does not allow it");
    {
        Committer committer({.probeInterval = std::chrono::hours(1)}, open());
        static_cast<void>(fill(committer));
    }
    // There is no room to write, but to read.
    QVERIFY(recordsOf(*open()) == m_acknowledged);
}

QTEST_GUILESS_MAIN(TestFullDisk)
#include "tst_fulldisk.moc"
