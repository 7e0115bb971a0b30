// Runs every script beside this file, with one thread and with several, in blocks of one row and of
// many: the answers must not depend on it. TINYOBS_SCRIPTS names another folder of scripts.

#include "tests/core/promql/scripts/scriptrunner.h"

#include <QDir>
#include <QTest>

using tinyobs::promql::runScript;
using tinyobs::promql::ScriptOptions;
using tinyobs::promql::ScriptReport;

class TestPromqlScripts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAsTheScriptSays_data();
    void answersAsTheScriptSays();
};

void TestPromqlScripts::answersAsTheScriptSays_data()
{
    QTest::addColumn<QString>("path");
    const QString other = qEnvironmentVariable("TINYOBS_SCRIPTS");
    const QDir folder(other.isEmpty() ? QStringLiteral(SCRIPT_FOLDER) : other);
    for (const QFileInfo &file : folder.entryInfoList({QStringLiteral("*.test")}))
        QTest::newRow(qPrintable(file.baseName())) << file.absoluteFilePath();
}

void TestPromqlScripts::answersAsTheScriptSays()
{
    QFETCH(QString, path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    for (const ScriptOptions &options :
         {ScriptOptions{1, 256u << 10}, ScriptOptions{3, 256u << 10}, ScriptOptions{2, 1}}) {
        const ScriptReport report =
            runScript({text.constData(), std::size_t(text.size())}, options);
        QVERIFY(report.evaluations > 0);
        for (const auto &failure : report.failures)
            qWarning().noquote() << QStringLiteral("%1:%2:").arg(path).arg(failure.line)
                                 << QString::fromStdString(failure.what);
        QVERIFY2(report.failures.empty(),
                 qPrintable(QStringLiteral("%1 of %2 evaluations failed, with %3 threads")
                                .arg(report.failures.size())
                                .arg(report.evaluations)
                                .arg(options.threads)));
    }
}

QTEST_APPLESS_MAIN(TestPromqlScripts)
#include "tst_promqlscripts.moc"
