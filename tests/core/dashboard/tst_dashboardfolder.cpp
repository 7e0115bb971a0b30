// Dashboards as files: names, replacing, watching, files that cannot be read.
#include "core/dashboard/dashboardfolder.h"
#include "core/dashboard/dashboardwatcher.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tinyobs;
using namespace tinyobs::dashboard;

namespace {

Dashboard titled(std::string title)
{
    return {.title = std::move(title), .panels = {Panel{.title = "a"}}};
}

void write(const QString &path, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY2(file.open(QFile::WriteOnly), qPrintable(path));
    file.write(content);
}

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestDashboardFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void slugs_data();
    void slugs();
    void namesOfFiles_data();
    void namesOfFiles();
    void aDashboardIsMadeReadReplacedAndRemoved();
    void titlesThatAreAlikeGetNamesOfTheirOwn();
    void aRenamedDashboardMovesItsFile();
    void provisionedOnesAreReadOnly();
    void brokenFilesAreListedAndNeverOverwritten();
    void whatCannotBeReadIsNotWritten();
    void filesAreWatched_data();
    void filesAreWatched();
};

void TestDashboardFolder::slugs_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QByteArray>("slug");
    QTest::newRow("words") << u"My Service"_s << QByteArray("my-service");
    QTest::newRow("marks between words") << u" HTTP (prod) / eu "_s << QByteArray("http-prod-eu");
    QTest::newRow("letters with marks") << u"Größe café"_s << QByteArray("gro-e-cafe");
    QTest::newRow("no letters at all") << u"監視"_s << QByteArray("dashboard");
    QTest::newRow("a way out of the folder") << u"../../x"_s << QByteArray("x");
    QTest::newRow("a long one") << QString(300, u'a') << QByteArray(80, 'a');
}

void TestDashboardFolder::slugs()
{
    QFETCH(QString, title);
    QFETCH(QByteArray, slug);
    QCOMPARE(QByteArray::fromStdString(slugOf(title.toStdString())), slug);
}

void TestDashboardFolder::namesOfFiles_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("isAllowed");
    QTest::newRow("a word") << QByteArray("host") << true;
    QTest::newRow("as people name files") << QByteArray("My service 2") << true;
    QTest::newRow("a provisioned one") << QByteArray("provisioned/host") << true;
    QTest::newRow("nothing") << QByteArray("") << false;
    QTest::newRow("a folder") << QByteArray("a/b") << false;
    QTest::newRow("the folder above") << QByteArray("..") << false;
    QTest::newRow("out of the provisioned ones") << QByteArray("provisioned/../a") << false;
    QTest::newRow("a hidden file") << QByteArray(".a") << false;
    QTest::newRow("a line end") << QByteArray("a\nb") << false;
    QTest::newRow("too long") << QByteArray(201, 'a') << false;
}

void TestDashboardFolder::namesOfFiles()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, isAllowed);
    QCOMPARE(isFileName(name.toStdString()), isAllowed);
    QTemporaryDir dir;
    DashboardFolder folder(dir.filePath(u"below"_s).toStdString());
    if (!isAllowed)
        QVERIFY(!folder.save(name.toStdString(), titled("x")));
}

void TestDashboardFolder::aDashboardIsMadeReadReplacedAndRemoved()
{
    QTemporaryDir dir;
    DashboardFolder folder(dir.filePath(u"a/b"_s).toStdString());
    QVERIFY(folder.list().empty());
    const Result<std::string> name = folder.create(titled("My service"));
    QVERIFY2(name.has_value(), name ? "" : name.error().message.c_str());
    QCOMPARE(*name, std::string("my-service"));
    QVERIFY(QFile::exists(dir.filePath(u"a/b/my-service.json"_s)));
    Dashboard board = folder.load(*name)->dashboard;
    QVERIFY(board == titled("My service"));
    board.panels.push_back({});
    QVERIFY(folder.save(*name, board));
    const std::vector<FolderEntry> list = folder.list();
    QCOMPARE(list.size(), std::size_t(1));
    QCOMPARE(list[0].title, std::string("My service"));
    QCOMPARE(list[0].panels, std::size_t(2));
    QVERIFY(folder.remove(*name));
    QVERIFY(!folder.remove(*name));
    QCOMPARE(folder.load(*name).error().code, Error::Code::NotFound);
    QVERIFY(folder.list().empty());
}

void TestDashboardFolder::titlesThatAreAlikeGetNamesOfTheirOwn()
{
    QTemporaryDir dir;
    DashboardFolder folder(dir.path().toStdString());
    QCOMPARE(*folder.create(titled("A b")), std::string("a-b"));
    QCOMPARE(*folder.create(titled("a-B")), std::string("a-b-2"));
    QCOMPARE(*folder.create(titled("a b!")), std::string("a-b-3"));
}

void TestDashboardFolder::aRenamedDashboardMovesItsFile()
{
    QTemporaryDir dir;
    DashboardFolder folder(dir.path().toStdString());
    const std::string old = *folder.create(titled("Old"));
    QCOMPARE(*folder.rename(old, "New name"), std::string("new-name"));
    QVERIFY(!folder.contains(old));
    QCOMPARE(folder.load("new-name")->dashboard.title, std::string("New name"));
    // Only the capitals: the file keeps its name.
    QCOMPARE(*folder.rename("new-name", "NEW NAME"), std::string("new-name"));
    QCOMPARE(folder.list().size(), std::size_t(1));
}

void TestDashboardFolder::provisionedOnesAreReadOnly()
{
    QTemporaryDir dir;
    write(dir.filePath(u"provisioned/host.json"_s),
          QByteArray::fromStdString(writeDashboard(titled("Host"))));
    DashboardFolder folder(dir.path().toStdString());
    QVERIFY(folder.list()[0].isReadOnly);
    QVERIFY(folder.load("provisioned/host").has_value());
    QVERIFY(!folder.save("provisioned/host", titled("Other")));
    QVERIFY(!folder.remove("provisioned/host"));
    QVERIFY(!folder.rename("provisioned/host", "Other"));
    QCOMPARE(folder.list().size(), std::size_t(1));
}

void TestDashboardFolder::brokenFilesAreListedAndNeverOverwritten()
{
    QTemporaryDir dir;
    write(dir.filePath(u"broken.json"_s), "{\"format\": 1,");
    DashboardFolder folder(dir.path().toStdString());
    const std::vector<FolderEntry> list = folder.list();
    QCOMPARE(list.size(), std::size_t(1));
    QVERIFY(list[0].error.starts_with("not JSON at line 1"));
    const Result<void> saved = folder.save("broken", titled("Broken"));
    QVERIFY(!saved);
    QVERIFY(saved.error().message.find("is not overwritten") != std::string::npos);
    QCOMPARE(content(dir.filePath(u"broken.json"_s)), QByteArray("{\"format\": 1,"));
    QCOMPARE(*folder.create(titled("Broken")), std::string("broken-2"));
}

void TestDashboardFolder::whatCannotBeReadIsNotWritten()
{
    QTemporaryDir dir;
    DashboardFolder folder(dir.path().toStdString());
    QVERIFY(!folder.create(titled("")));
    QVERIFY(!folder.create(titled(std::string(300, 'x'))));
    QVERIFY(folder.list().empty());
}

void TestDashboardFolder::filesAreWatched_data()
{
    QTest::addColumn<QString>("change");
    for (const QString &change :
         {u"a file is written in place"_s, u"a file is replaced"_s, u"a file is added"_s,
          u"a file is removed"_s, u"a provisioned file is added"_s, u"the folder is made"_s})
        QTest::newRow(qPrintable(change)) << change;
}

void TestDashboardFolder::filesAreWatched()
{
    QFETCH(QString, change);
    QTemporaryDir dir;
    const QString path = dir.filePath(u"x/dashboards"_s);
    const QString file = path + u"/one.json"_s;
    const bool isMade = change != u"the folder is made"_s;
    const QByteArray json = QByteArray::fromStdString(writeDashboard(titled("One")));
    if (isMade) {
        write(file, json);
        QDir().mkpath(path + u"/provisioned"_s);
    }
    DashboardWatcher watcher(path.toStdString());
    QSignalSpy changes(&watcher, &DashboardWatcher::changed);
    // Twice, as what was replaced must still be watched.
    for (int round = 0; round < 2; ++round) {
        const QByteArray text = json + QByteArray(round + 1, '\n');
        if (change == u"a file is written in place"_s) {
            write(file, text);
        } else if (change == u"a file is replaced"_s) {
            QSaveFile save(file);
            QVERIFY(save.open(QFile::WriteOnly));
            save.write(text);
            QVERIFY(save.commit());
        } else if (change == u"a file is added"_s) {
            write(path + u"/added%1.json"_s.arg(round), text);
        } else if (change == u"a provisioned file is added"_s) {
            write(path + u"/provisioned/added%1.json"_s.arg(round), text);
        } else if (change == u"a file is removed"_s) {
            QVERIFY(QFile::remove(file));
            QTRY_VERIFY(!changes.isEmpty());
            write(file, text);
        } else {
            write(file, text);
        }
        QTRY_VERIFY2(!changes.isEmpty(), qPrintable(QString::number(round)));
        changes.clear();
    }
}

QTEST_GUILESS_MAIN(TestDashboardFolder)
#include "tst_dashboardfolder.moc"
