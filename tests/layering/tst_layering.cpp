// Holds every source file to the table of allowed includes, and the check itself to small sources
// that break it.
#include "tests/layering/includerules.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tinyobs::layering;

class TestLayering : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyNamedFolderHasARow();
    void includes_data();
    void includes();
    void everySourceKeepsTheTable();
    void imports_data();
    void imports();
    void everyPageKeepsTheTable();
};

void TestLayering::everyNamedFolderHasARow()
{
    for (const FolderRule &rule : folderRules()) {
        const QString sees = QString::fromUtf8(rule.sees.data(), qsizetype(rule.sees.size()));
        for (const QString &folder : sees.split(u' ', Qt::SkipEmptyParts))
            QVERIFY2(ruleFor(folder + u'/'), qPrintable(folder));
    }
}

void TestLayering::includes_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("source");
    QTest::addColumn<QStringList>("complaints");

    const auto row = [](const char *name, const QString &path, const QString &source,
                        const QStringList &complaints) {
        QTest::newRow(name) << path << source << complaints;
    };
    row("storage may include what encoding may include", u"core/storage/store.h"_s,
        u"#include \"core/model/labels.h\"\n#include <QFile>\n#include <vector>\n"_s, {});
    row("the model may not include the storage", u"core/model/labels.h"_s,
        u"#pragma once\n\n#include \"core/storage/store.h\"\n"_s,
        {u"core/model/labels.h:3: core/model may not include \"core/storage/store.h\""_s});
    row("ingest may not include the storage", u"core/ingest/json.cpp"_s,
        u"#include \"core/storage/store.h\"\n"_s,
        {u"core/ingest/json.cpp:1: core/ingest may not include \"core/storage/store.h\""_s});
    row("the server may not include the window", u"app/server/routes.cpp"_s,
        u"# include \"ui/model.h\"\n"_s,
        {u"app/server/routes.cpp:1: app/server may not include \"ui/model.h\""_s});
    row("the window may not include the server", u"ui/model.cpp"_s,
        u"#include \"app/server/route.h\"\n"_s,
        {u"ui/model.cpp:1: ui may not include \"app/server/route.h\""_s});
    row("the daemon may not include the window", u"app/daemon/main.cpp"_s,
        u"#include \"ui/model.h\"\n"_s,
        {u"app/daemon/main.cpp:1: app/daemon may not include \"ui/model.h\""_s});
    row("the desktop main sees both sides", u"app/desktop/main.cpp"_s,
        u"#include \"app/server/route.h\"\n#include \"ui/model.h\"\n"_s, {});
    row("the example sees nothing of ours", u"example/main.cpp"_s,
        u"#include \"core/base/clock.h\"\n"_s,
        {u"example/main.cpp:1: example may not include \"core/base/clock.h\""_s});
    row("nothing includes a test", u"core/base/clock.cpp"_s, u"#include \"tests/fakeclock.h\"\n"_s,
        {u"core/base/clock.cpp:1: \"tests/fakeclock.h\" is in no folder that may be included"_s});
    row("includes are written from the root", u"core/base/clock.cpp"_s, u"#include \"clock.h\"\n"_s,
        {u"core/base/clock.cpp:1: \"clock.h\" is not written from the repository root"_s});
    row("a generated file beside its source is fine", u"core/base/clock.cpp"_s,
        u"#include \"clock.moc\"\n"_s, {});
    row("core does not speak to the network", u"core/engine/engine.cpp"_s,
        u"#include <QTcpSocket>\n"_s,
        {u"core/engine/engine.cpp:1: <QTcpSocket> is of Qt Network; core/engine may use Core, "
         u"Concurrent"_s});
    row("a module named in the include counts too", u"core/engine/engine.cpp"_s,
        u"#include <QtCharts/QChart>\n"_s,
        {u"core/engine/engine.cpp:1: <QtCharts/QChart> is of Qt Charts; core/engine may use Core, "
         u"Concurrent"_s});
    row("a folder without a row is told to get one", u"plugins/one.cpp"_s, u""_s,
        {u"plugins/one.cpp: its folder has no row in tests/layering/includerules.cpp"_s});
}

void TestLayering::includes()
{
    QFETCH(QString, path);
    QFETCH(QString, source);
    QFETCH(QStringList, complaints);
    QCOMPARE(complaintsAbout(path, source, QStringLiteral(TINYOBS_QT_HEADERS)), complaints);
}

void TestLayering::everySourceKeepsTheTable()
{
    const QDir root(QStringLiteral(TINYOBS_SOURCE_DIR));
    QStringList complaints;
    int files = 0;
    for (const QString &folder : {u"core"_s, u"app"_s, u"ui"_s, u"example"_s}) {
        QDirIterator walk(root.filePath(folder), {u"*.h"_s, u"*.cpp"_s}, QDir::Files,
                          QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            QFile file(walk.next());
            QVERIFY2(file.open(QFile::ReadOnly), qPrintable(file.fileName()));
            complaints += complaintsAbout(root.relativeFilePath(file.fileName()),
                                          QString::fromUtf8(file.readAll()),
                                          QStringLiteral(TINYOBS_QT_HEADERS));
            ++files;
        }
    }
    QVERIFY2(files > 20, "the sources were not found");
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
}

void TestLayering::imports_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("source");
    QTest::addColumn<QStringList>("complaints");

    QTest::newRow("a page imports Qt Quick and our models")
        << u"qml/Page.qml"_s << u"import QtQuick\nimport TinyObs.Ui\n"_s << QStringList();
    QTest::newRow("one file draws with Qt Charts")
        << u"qml/SeriesChart.qml"_s << u"import QtCharts\n"_s << QStringList();
    QTest::newRow("no other file draws with Qt Charts")
        << u"qml/Page.qml"_s << u"import QtQuick\nimport QtCharts\n"_s
        << QStringList{u"qml/Page.qml:2: may not import QtCharts"_s};
    QTest::newRow("files are not imported by their path")
        << u"qml/Page.qml"_s << u"import \"parts\"\n"_s
        << QStringList{u"qml/Page.qml:1: may not import \"parts\""_s};
}

void TestLayering::imports()
{
    QFETCH(QString, path);
    QFETCH(QString, source);
    QFETCH(QStringList, complaints);
    QCOMPARE(qmlComplaintsAbout(path, source), complaints);
}

void TestLayering::everyPageKeepsTheTable()
{
    const QDir root(QStringLiteral(TINYOBS_SOURCE_DIR));
    QStringList complaints;
    QDirIterator walk(root.filePath(u"qml"_s), {u"*.qml"_s}, QDir::Files,
                      QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        QFile file(walk.next());
        QVERIFY2(file.open(QFile::ReadOnly), qPrintable(file.fileName()));
        complaints += qmlComplaintsAbout(root.relativeFilePath(file.fileName()),
                                         QString::fromUtf8(file.readAll()));
    }
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
}

QTEST_APPLESS_MAIN(TestLayering)
#include "tst_layering.moc"
