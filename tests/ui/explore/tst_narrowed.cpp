#include "ui/explore/narrowed.h"

#include <QTest>

using namespace tinyobs::ui;

class TestNarrowed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void narrows_data()
    {
        QTest::addColumn<QByteArray>("expr");
        QTest::addColumn<QByteArray>("result");
        const auto row = [](const char *name, const char *expr, const char *result) {
            QTest::newRow(name) << QByteArray(expr) << QByteArray(result);
        };
        row("a bare name", "up", "up{a=\"1\"}");
        row("empty braces", "up{}", "up{a=\"1\"}");
        row("braces with a condition", "up{b=\"2\"}", "up{a=\"1\", b=\"2\"}");
        row("every selector", "rate(x[5m]) / y", "rate(x{a=\"1\"}[5m]) / y{a=\"1\"}");
        row("a placeholder before it", "rate(x[$__rate_interval]) / y",
            "rate(x{a=\"1\"}[$__rate_interval]) / y{a=\"1\"}");
        row("a name in braces", "{\"my.metric\"}", "{a=\"1\", \"my.metric\"}");
        row("a name that is a function elsewhere", "sum by (a) (rate)",
            "sum by (a) (rate{a=\"1\"})");
        row("what cannot be read stays", "rate(", "rate(");
    }
    void narrows()
    {
        QFETCH(QByteArray, expr);
        QTEST(QByteArray::fromStdString(narrowed(expr.toStdString(), {{"a", "1"}})), "result");
    }

    void quotesWhatNeedsIt()
    {
        QCOMPARE(narrowed("up", {{"my.label", "a\"b"}}),
                 std::string("up{\"my.label\"=\"a\\\"b\"}"));
        QCOMPARE(narrowed("up", {}), std::string("up"));
    }
};

QTEST_APPLESS_MAIN(TestNarrowed)
#include "tst_narrowed.moc"
