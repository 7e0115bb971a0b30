#include "core/promql/syntax/parser.h"

#include <QTest>

using namespace tinyobs::promql;

class TestRefusals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void says_data();
    void says();
};

void TestRefusals::says_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *title, const QByteArray &text, const QByteArray &message) {
        QTest::newRow(title) << text << message;
    };
    row("nothing", "", "1:1: parse error: no expression found in input");
    row("an unknown function", "rat(foo[5m])",
        "1:1: parse error: unknown function with name \"rat\", did you mean \"rate\"?");
    row("the wrong type", "rate(foo)",
        "1:6: parse error: expected type range vector in call to function \"rate\", got instant "
        "vector");
    row("a closing parenthesis too many", "(1))",
        "1:5: parse error: unexpected right parenthesis ')'");
    row("a comparison of numbers", "1 == 1",
        "1:3: parse error: comparisons between scalars must use BOOL modifier");
    row("everything", "{}",
        "1:1: parse error: vector selector must contain at least one non-empty matcher");
    row("a comma at the end of arguments", "rate(foo[5m],)",
        "1:13: parse error: trailing commas not allowed in function call args");
}

void TestRefusals::says()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, message);
    const auto expr = parse(text.toStdString());
    QVERIFY(!expr);
    QCOMPARE(QByteArray::fromStdString(expr.error().message), message);
    QVERIFY(expr.error().code == tinyobs::Error::Code::InvalidArgument);
}

QTEST_APPLESS_MAIN(TestRefusals)
#include "tst_refusals.moc"
