#include "core/base/log.h"

#include <QFile>
#include <QLoggingCategory>
#include <QRegularExpression>
#include <QTemporaryFile>
#include <QTest>

#include <cstdio>

#include <unistd.h>

using namespace tinyobs;
using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(testLog, "tinyobs.test")
Q_LOGGING_CATEGORY(foreignLog, "foreign.test")

/// Standard error goes to a file for the life of the object.
class CapturedErrors
{
public:
    CapturedErrors()
    {
        m_file.open();
        std::fflush(stderr);
        m_saved = dup(STDERR_FILENO);
        dup2(m_file.handle(), STDERR_FILENO);
    }
    ~CapturedErrors() { restore(); }

    QByteArray text()
    {
        restore();
        QFile file(m_file.fileName());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private:
    void restore()
    {
        if (m_saved < 0)
            return;
        dup2(m_saved, STDERR_FILENO);
        close(m_saved);
        m_saved = -1;
    }

    QTemporaryFile m_file;
    int m_saved = -1;
};

} // namespace

class TestLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { qInstallMessageHandler(nullptr); }
    void writesOneLine();
    void escapesWhatCouldForgeALine();
    void levels_data();
    void levels();
    void keepsForeignDebugMessagesOut();
    void refusesUnknownLevels();
};

void TestLog::writesOneLine()
{
    CapturedErrors errors;
    installLog(LogLevel::Info);
    qCInfo(testLog) << "listening on" << 8080;
    static const QRegularExpression line(
        u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z info tinyobs\\.test listening on 8080\n$"_s);
    const QByteArray text = errors.text();
    QVERIFY2(line.match(QString::fromUtf8(text)).hasMatch(), text);
}

void TestLog::escapesWhatCouldForgeALine()
{
    CapturedErrors errors;
    installLog(LogLevel::Info);
    qCWarning(testLog).noquote() << u"name\n2026 error forged\x1b[31m\r"_s;
    const QByteArray text = errors.text();
    QVERIFY2(text.endsWith("name\\x0a2026 error forged\\x1b[31m\\x0d\n"), text);
    QCOMPARE(text.count('\n'), 1);
}

void TestLog::levels_data()
{
    QTest::addColumn<QByteArray>("level");
    QTest::addColumn<int>("lines");
    QTest::newRow("debug") << QByteArray("debug") << 4;
    QTest::newRow("info") << QByteArray("info") << 3;
    QTest::newRow("warning") << QByteArray("warning") << 2;
    QTest::newRow("error") << QByteArray("error") << 1;
}

void TestLog::levels()
{
    QFETCH(const QByteArray, level);
    QFETCH(const int, lines);
    CapturedErrors errors;
    installLog(parseLogLevel(level.toStdString()).value());
    qCDebug(testLog) << "one";
    qCInfo(testLog) << "two";
    qCWarning(testLog) << "three";
    qCCritical(testLog) << "four";
    const QByteArray text = errors.text();
    QCOMPARE(text.count('\n'), lines);
    QVERIFY2(text.contains(" error tinyobs.test four\n"), text);
}

void TestLog::keepsForeignDebugMessagesOut()
{
    CapturedErrors errors;
    installLog(LogLevel::Debug);
    qCDebug(foreignLog) << "hidden";
    qCDebug(testLog) << "shown";
    const QByteArray text = errors.text();
    QVERIFY2(!text.contains("hidden") && text.contains("debug tinyobs.test shown\n"), text);
}

void TestLog::refusesUnknownLevels()
{
    const auto level = parseLogLevel("loud");
    QVERIFY(!level);
    QCOMPARE(level.error().message,
             std::string("log level 'loud' is unknown, use debug, info, warning or error"));
}

QTEST_APPLESS_MAIN(TestLog)

#include "tst_log.moc"
