// The check of a folder: what it finds, and that it changes nothing.

#include "core/storage/disk/verify.h"

#include "tests/core/storage/disk/damagedfolder.h"

#include <QDir>
#include <QFile>
#include <QtTest>

using namespace tinyobs;

class TestVerify : public QObject
{
    Q_OBJECT

private:
    DamagedFolder m_folder;

private Q_SLOTS:
    void initTestCase() { m_folder.make(); }

    void findsNothingInASoundFolder()
    {
        m_folder.restore();
        std::uint64_t last = 0;
        std::uint64_t all = 0;
        const auto report =
            checkFolder(m_folder.folder(), [&](std::uint64_t done, std::uint64_t size) {
                last = done;
                all = size;
                return true;
            });
        QVERIFY(report);
        QVERIFY2(report->isSound(), report->toText().c_str());
        QCOMPARE(report->files.size(), std::size_t(4));
        QCOMPARE(last, all);
        const FolderReport::File *raw = fileIn(*report, dataName(Tier::Raw).toString());
        QVERIFY(raw);
        QCOMPARE(raw->series, std::uint64_t(SeriesCount));
        QCOMPARE(raw->chunks, std::uint64_t(3 * SeriesCount));
        QCOMPARE(raw->samples, std::uint64_t(m_folder.soundRows(Tier::Raw).size()));
    }

    void leavesTheFolderAsItWas()
    {
        m_folder.restore();
        const auto stateOf = [this] {
            QStringList state;
            const QFileInfoList files =
                QDir(m_folder.path()).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot);
            for (const QFileInfo &file : files)
                state << file.fileName() + QString::number(file.lastModified().toMSecsSinceEpoch());
            return state;
        };
        const QStringList before = stateOf();
        QVERIFY(checkFolder(m_folder.folder()));
        QVERIFY(readFolder(m_folder.path()) == m_folder.sound());
        QCOMPARE(stateOf(), before);
        const auto repaired = repairFolder(m_folder.folder());
        QVERIFY(repaired && repaired->lost.empty());
        QVERIFY(readFolder(m_folder.path()) == m_folder.sound());
        QCOMPARE(stateOf(), before);
    }

    void endsWhenItIsToldTo()
    {
        m_folder.restore();
        const auto report = checkFolder(m_folder.folder(), [](auto, auto) { return false; });
        QVERIFY(!report);
        QCOMPARE(report.error().code, Error::Code::Unavailable);
    }

    void acceptsAnEmptyFolder()
    {
        m_folder.clear();
        const auto report = checkFolder(m_folder.folder());
        QVERIFY(report && report->isSound() && report->files.empty());
    }

    void touchesNothingOfANewerRelease_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto &[name, bytes] : m_folder.sound()) {
            if (!name.endsWith(QString::fromLatin1(".tmp")))
                QTest::newRow(qPrintable(name)) << name;
        }
    }

    void touchesNothingOfANewerRelease()
    {
        QFETCH(const QString, name);
        m_folder.restore();
        if (parseJournalName(name.toStdString())) {
            QByteArray bytes = m_folder.sound().at(name);
            bytes[8] = 2; // of the header
            writeFile(m_folder.path(name), bytes);
        } else {
            auto database =
                Database::open(m_folder.path(name).toStdString(), {.mode = Database::Mode::Write});
            QVERIFY(database);
            QVERIFY(database->exec("PRAGMA journal_mode=DELETE; PRAGMA user_version=2"));
        }
        // Something to repair beside it.
        const QString other = name == QString::fromLatin1("catalog.db")
                                  ? QString::fromStdString(dataName(Tier::Raw).toString())
                                  : QString::fromLatin1("catalog.db");
        writeFile(m_folder.path(other), damaged(m_folder.sound().at(other), 0, Damage::Flip));
        const Files before = readFolder(m_folder.path());
        for (const auto &report :
             {checkFolder(m_folder.folder()), repairFolder(m_folder.folder())}) {
            QVERIFY(!report);
            QCOMPARE(report.error().code, Error::Code::Unavailable);
            QVERIFY(report.error().message.find("format version 2") != std::string::npos);
        }
        QVERIFY(readFolder(m_folder.path()) == before);
    }

    void findsAMissingCatalog()
    {
        m_folder.restore();
        QFile::remove(m_folder.path(QString::fromLatin1("catalog.db")));
        const auto checked = checkFolder(m_folder.folder());
        QVERIFY(checked && !checked->isSound());
        QCOMPARE(checked->files.front().damage, std::vector<std::string>{"it is missing or empty"});
        QCOMPARE(checked->files.front().notes,
                 std::vector<std::string>{
                     "labels of 16 series in data files are missing, the first is series 0"});
        const auto repaired = repairFolder(m_folder.folder());
        QVERIFY(repaired && repaired->isSound());
    }
};

QTEST_GUILESS_MAIN(TestVerify)
#include "tst_verify.moc"
