#include "core/base/plaintext.h"

#include <QTest>

using namespace tinyobs;

class TestPlainText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesNothingThatActs_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("plain");
        const QByteArray mark = "\xef\xbf\xbd";
        QTest::newRow("nothing") << QByteArray() << QByteArray();
        QTest::newRow("words") << QByteArray("a value <b>") << QByteArray("a value <b>");
        QTest::newRow("letters beyond ASCII")
            << QByteArray("größe 温度") << QByteArray("größe 温度");
        QTest::newRow("a second log line") << QByteArray("x\r\n2026-11-22 fake")
                                           << QByteArray("x" + mark + mark + "2026-11-22 fake");
        QTest::newRow("colours of a terminal")
            << QByteArray("\x1b[31mred") << QByteArray(mark + "[31mred");
        QTest::newRow("a null byte") << QByteArray("a\0b", 3) << QByteArray("a" + mark + "b");
        QTest::newRow("a C1 control") << QByteArray("a\xc2\x9b") << QByteArray("a" + mark);
        QTest::newRow("reversed writing")
            << QByteArray("\xe2\x80\xaegpj.exe") << QByteArray(mark + "gpj.exe");
        QTest::newRow("a line separator") << QByteArray("a\xe2\x80\xa8") << QByteArray("a" + mark);
        QTest::newRow("an isolate") << QByteArray("\xe2\x81\xa6z") << QByteArray(mark + "z");
        QTest::newRow("broken UTF-8")
            << QByteArray("a\xff\xc3z") << QByteArray("a" + mark + mark + "z");
        QTest::newRow("exactly as long as allowed") << QByteArray(32, 'a') << QByteArray(32, 'a');
        QTest::newRow("one byte longer than allowed")
            << QByteArray(33, 'a') << QByteArray(QByteArray(32, 'a') + "...");
        QTest::newRow("a character across the limit")
            << QByteArray(QByteArray(31, 'a') + "ö") << QByteArray(QByteArray(31, 'a') + "...");
    }
    void leavesNothingThatActs()
    {
        QFETCH(QByteArray, text);
        QTEST(QByteArray::fromStdString(plainText(text.toStdString(), 32)), "plain");
    }
};

QTEST_APPLESS_MAIN(TestPlainText)
#include "tst_plaintext.moc"
