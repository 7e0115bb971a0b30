// The real tinyobsd, killed at any moment under load: what it has acknowledged is there again, bit
// for bit. TINYOBS_CRASH_ROUNDS asks for more rounds than the default (make soak).

#include "core/storage/store.h"
#include "tests/integration/crashload.h"
#include "tests/integration/serverprocess.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <random>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int DefaultRounds = 20;
constexpr int RoundsPerFolder = 20; // so that folders stay small
constexpr unsigned MostBatches = 120;
constexpr qsizetype SectorBytes = 512;

// Little memory, so that the head is written to data files all the time.
const QStringList Tiny{u"--memory"_s,       u"4MiB"_s, u"--self-metrics"_s, u"off"_s,
                       u"--host-metrics"_s, u"off"_s,  u"--log-level"_s,    u"warning"_s};

} // namespace

class TestCrash : public QObject
{
    Q_OBJECT

private:
    std::mt19937_64 m_random;

    struct Totals
    {
        std::uint64_t samples = 0;
        std::uint64_t kills = 0;
        qsizetype dataFiles = 0;
    };
    /// One folder, killed so often.
    void killRepeatedly(int rounds, Totals &totals)
    {
        ServerProcess server;
        CrashLoad load;
        for (int round = 0; round < rounds; ++round) {
            QVERIFY2(server.start(Tiny), server.errors().constData());
            load.start(server.port());
            load.waitForBatches(1 + m_random() % MostBatches);
            std::this_thread::sleep_for(std::chrono::microseconds(m_random() % 10'000));
            server.kill();
            load.join();
            ++totals.kills;
            const QString complaint = load.complaintAbout(server.dataDir());
            QVERIFY2(complaint.isEmpty(), qPrintable(complaint));
        }
        totals.samples += load.acknowledgedSamples();
        totals.dataFiles += QDir(server.dataDir()).entryList({u"raw-*.db"_s}).size();
        QVERIFY2(server.start(Tiny), server.errors().constData());
        server.stop();
        const QString complaint = load.complaintAbout(server.dataDir());
        QVERIFY2(complaint.isEmpty(), qPrintable(complaint));
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto seed = std::random_device()();
        m_random.seed(seed);
        qInfo("seed %u", seed);
    }

    void losesNothingThatWasAcknowledged()
    {
        const int asked = qEnvironmentVariableIntValue("TINYOBS_CRASH_ROUNDS");
        const int rounds = asked > 0 ? asked : DefaultRounds;
        Totals totals;
        for (int done = 0; done < rounds; done += RoundsPerFolder) {
            killRepeatedly(std::min(RoundsPerFolder, rounds - done), totals);
            if (QTest::currentTestFailed())
                return;
        }
        qInfo("%llu kills, %llu acknowledged samples verified, %lld data files",
              qulonglong(totals.kills), qulonglong(totals.samples), qlonglong(totals.dataFiles));
        QVERIFY(totals.samples > 0);
    }

    void startsWithATornJournal_data()
    {
        QTest::addColumn<bool>("isCut");
        QTest::newRow("the end cut off") << true;
        QTest::newRow("a flipped byte") << false;
    }

    // Every sector of the journal: what was written before it is there, and a start says the rest.
    void startsWithATornJournal()
    {
        QFETCH(const bool, isCut);
        ServerProcess server;
        CrashLoad load;
        QVERIFY2(server.start(Tiny), server.errors().constData());
        load.start(server.port());
        load.waitForBatches(8);
        server.kill();
        load.join();
        const QDir folder(server.dataDir());
        const QStringList logs = folder.entryList({u"journal-*.log"_s});
        QCOMPARE(logs.size(), 1);
        QFile log(folder.filePath(logs.front()));
        QVERIFY(log.open(QIODevice::ReadOnly));
        QByteArray sound = log.readAll(); // without the room behind the records
        while (sound.endsWith('\0') && sound.size() % 8 == 0 && sound.endsWith(QByteArray(8, 0)))
            sound.chop(8);

        std::uint64_t before = 0;
        for (qsizetype at = SectorBytes; at < sound.size(); at += SectorBytes) {
            QByteArray bytes = sound;
            if (isCut)
                bytes.truncate(at);
            else
                bytes[at] = char(bytes[at] ^ 1);
            const QTemporaryDir copy;
            for (const QString &name : folder.entryList(QDir::Files)) {
                if (name != logs.front())
                    QFile::copy(folder.filePath(name), copy.filePath(name));
            }
            QFile torn(copy.filePath(logs.front()));
            QVERIFY(torn.open(QIODevice::WriteOnly) && torn.write(bytes) == bytes.size());
            torn.close();
            const SystemClock clock;
            Store store({}, clock);
            const auto opened = store.open(copy.path().toStdString());
            QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
            QVERIFY2(opened->samples >= before, "the later the damage, the more is there");
            QVERIFY(isCut || !opened->warnings.empty());
            before = opened->samples;
        }
        QVERIFY(before > 0);
    }
};

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
