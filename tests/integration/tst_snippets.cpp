// The snippets of the first start do what they promise: those whose interpreter exists are run
// against a real server.

#include "tests/integration/testserver.h"
#include "ui/home/snippets.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

class TestSnippetsSend : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendOneSample_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("option"); // before a program's text
        QTest::addColumn<QString>("service");
        QTest::addColumn<QString>("needs");
        QTest::newRow("curl in a shell")
            << QByteArray("curl") << u"sh"_s << u"-c"_s << u"shell"_s << u"curl"_s;
        QTest::newRow("Python") << QByteArray("python") << u"python3"_s << u"-c"_s << u"python"_s
                                << u"python3"_s;
        QTest::newRow("Node.js") << QByteArray("node") << u"node"_s << u"-e"_s << u"node"_s
                                 << u"node"_s;
    }
    void sendOneSample()
    {
        QFETCH(QByteArray, id);
        QFETCH(QString, program);
        QFETCH(QString, option);
        QFETCH(QString, service);
        QFETCH(QString, needs);
        if (QStandardPaths::findExecutable(needs).isEmpty())
            QSKIP("not installed here");
        TestServer server;
        const QString address = u"127.0.0.1:%1"_s.arg(server.http.port());
        const std::vector<ui::Snippet> snippets = ui::snippetsFor({address, {}});
        const auto snippet =
            std::find_if(snippets.begin(), snippets.end(),
                         [&id](const ui::Snippet &each) { return each.id == id.toStdString(); });
        QVERIFY(snippet != snippets.end());

        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program, {option, snippet->text});
        QVERIFY(process.waitForFinished(30'000));
        const QByteArray said = process.readAll();
        QVERIFY2(process.exitCode() == 0, said.constData());

        const auto catalog = server.engine.catalog();
        QVERIFY2(catalog->services.size() == 1, said.constData());
        QCOMPARE(QString::fromStdString(catalog->services[0].name), service);
        QCOMPARE(catalog->services[0].metrics.size(), 1u);
        QCOMPARE(catalog->services[0].metrics[0].name, "demo_requests_total");
        QCOMPARE(server.engine.status().store.samplesAppended, 1u);
    }
};

QTEST_GUILESS_MAIN(TestSnippetsSend)
#include "tst_snippets.moc"
