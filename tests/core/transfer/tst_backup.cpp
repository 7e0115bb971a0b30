#include "core/transfer/backup.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

const QStringList DataFiles{u"1h-202610-0000000001-0000000009.db"_s,
                            u"raw-20261121-0000000001-0000000009.db"_s,
                            u"raw-20261122-0000000010-0000000010.db"_s};
const QStringList CopiedFiles{u"catalog.db"_s, u"catalog.db-journal"_s, u"catalog.db-wal"_s,
                              u"journal-0000000011.log"_s};
const QStringList OtherFiles{u"tinyobs.lock"_s, u"raw-20261122-0000000010-0000000010.db.tmp"_s,
                             u"catalog.db-shm"_s, u"notes.txt"_s};

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::Append) && file.write(text) == text.size();
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}

QStringList filesIn(const QString &folder)
{
    return QDir(folder).entryList(QDir::Files | QDir::Hidden, QDir::Name);
}

} // namespace

class TestBackup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void copiesWhatMakesAFolder();
    void theCopyDoesNotChangeWithTheOriginal();
    void aCopyOfACopyIsTheSame();
    void refusesATargetWithData();
    void refusesASourceWithoutData_data();
    void refusesASourceWithoutData();
    void refusesATargetThatCannotBeMade();
    void leavesNothingWhenItIsInterrupted();

private:
    std::string path(const QString &name) const { return m_home->filePath(name).toStdString(); }

    std::unique_ptr<QTemporaryDir> m_home;
};

void TestBackup::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_home->path()).mkdir(u"data"_s));
    for (const QString &name : DataFiles + CopiedFiles + OtherFiles)
        QVERIFY(write(m_home->filePath(u"data/"_s + name), "contents of " + name.toUtf8()));
}

void TestBackup::copiesWhatMakesAFolder()
{
    std::uint64_t last = 0;
    std::uint64_t inAll = 0;
    const auto report = copyDataFolder(path(u"data"_s), path(u"a/backup"_s),
                                       [&](std::uint64_t done, std::uint64_t all) {
                                           last = done;
                                           inAll = all;
                                           return true;
                                       });
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QStringList expected = DataFiles + CopiedFiles;
    expected.sort();
    QCOMPARE(filesIn(m_home->filePath(u"a/backup"_s)), expected);
    std::uint64_t bytes = 0;
    for (const QString &name : expected) {
        QCOMPARE(read(m_home->filePath(u"a/backup/"_s + name)), "contents of " + name.toUtf8());
        bytes += std::uint64_t(name.size()) + 12;
    }
    QCOMPARE(report->files, std::uint64_t(expected.size()));
    QCOMPARE(report->bytes, bytes);
    QCOMPARE(inAll, bytes);
    QVERIFY(last < bytes);
}

void TestBackup::theCopyDoesNotChangeWithTheOriginal()
{
    QVERIFY(copyDataFolder(path(u"data"_s), path(u"backup"_s)));
    for (const QString &name : DataFiles) // these never change: one file with two names
        QVERIFY(std::filesystem::equivalent(path(u"data/"_s + name), path(u"backup/"_s + name)));
    for (const QString &name : CopiedFiles) {
        QVERIFY(write(m_home->filePath(u"data/"_s + name), " and more"));
        QCOMPARE(read(m_home->filePath(u"backup/"_s + name)), "contents of " + name.toUtf8());
    }
}

void TestBackup::aCopyOfACopyIsTheSame()
{
    QVERIFY(copyDataFolder(path(u"data"_s), path(u"backup"_s)));
    // A folder that its server has locked already.
    QVERIFY(QDir(m_home->path()).mkdir(u"restored"_s));
    QVERIFY(write(m_home->filePath(u"restored/tinyobs.lock"_s), "1"));
    QVERIFY(copyDataFolder(path(u"backup"_s), path(u"restored"_s)));
    for (const QString &name : DataFiles + CopiedFiles)
        QCOMPARE(read(m_home->filePath(u"restored/"_s + name)), "contents of " + name.toUtf8());
}

void TestBackup::refusesATargetWithData()
{
    QVERIFY(copyDataFolder(path(u"data"_s), path(u"backup"_s)));
    const auto again = copyDataFolder(path(u"data"_s), path(u"backup"_s));
    QVERIFY(!again);
    QVERIFY(again.error().code == Error::Code::InvalidArgument);
    QCOMPARE(again.error().message, "folder '" + path(u"backup"_s) +
                                        "' holds data already (catalog.db), choose an empty one");
    QCOMPARE(filesIn(m_home->filePath(u"backup"_s)).size(), DataFiles.size() + CopiedFiles.size());
}

void TestBackup::refusesASourceWithoutData_data()
{
    QTest::addColumn<QString>("missing");
    QTest::newRow("without a catalog") << u"data/catalog.db"_s;
    QTest::newRow("not there") << u"data"_s;
}

void TestBackup::refusesASourceWithoutData()
{
    QFETCH(QString, missing);
    std::filesystem::remove_all(path(missing));
    const auto report = copyDataFolder(path(u"data"_s), path(u"backup"_s));
    QVERIFY(!report);
    QVERIFY2(report.error().message.find(path(u"data"_s)) != std::string::npos,
             report.error().message.c_str());
    QVERIFY(!QDir(m_home->filePath(u"backup"_s)).exists());
}

void TestBackup::refusesATargetThatCannotBeMade()
{
    const auto report = copyDataFolder(path(u"data"_s), path(u"data/notes.txt/backup"_s));
    QVERIFY(!report);
    QCOMPARE(report.error().message,
             "folder '" + path(u"data/notes.txt/backup"_s) + "' cannot be made");
}

void TestBackup::leavesNothingWhenItIsInterrupted()
{
    const int files = int(DataFiles.size() + CopiedFiles.size());
    for (int allowed = 0; allowed < files; ++allowed) {
        int asked = 0;
        const auto report =
            copyDataFolder(path(u"data"_s), path(u"backup"_s),
                           [&](std::uint64_t, std::uint64_t) { return asked++ < allowed; });
        QVERIFY(!report);
        QVERIFY(report.error().code == Error::Code::Timeout);
        QCOMPARE(filesIn(m_home->filePath(u"backup"_s)), QStringList());
    }
}

QTEST_APPLESS_MAIN(TestBackup)
#include "tst_backup.moc"
