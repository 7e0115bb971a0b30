#include "core/model/matcher.h"

#include <QtTest>

using namespace tinyobs;
using Op = Matcher::Op;

class TestMatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void refusesBrokenExpressions();
    void copiesShareTheirExpression();
};

void TestMatcher::matches_data()
{
    QTest::addColumn<int>("op");
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("expected");
    QTest::addColumn<bool>("expectedEmpty");

    QTest::newRow("equal") << int(Op::Equal) << "a"
                           << "a" << true << false;
    QTest::newRow("equal to empty") << int(Op::Equal) << ""
                                    << "a" << false << true;
    QTest::newRow("equal is no expression") << int(Op::Equal) << ".*"
                                            << "a" << false << false;
    QTest::newRow("not equal") << int(Op::NotEqual) << "a"
                               << "a" << false << true;
    QTest::newRow("not equal to empty") << int(Op::NotEqual) << ""
                                        << "a" << true << false;
    QTest::newRow("match of the whole") << int(Op::Match) << "a.c"
                                        << "abc" << true << false;
    QTest::newRow("match is anchored in front") << int(Op::Match) << "bc"
                                                << "abc" << false << false;
    QTest::newRow("match is anchored at the end") << int(Op::Match) << "ab"
                                                  << "abc" << false << false;
    QTest::newRow("alternatives are anchored too") << int(Op::Match) << "x|b"
                                                   << "ab" << false << false;
    QTest::newRow("match of anything") << int(Op::Match) << ".*"
                                       << "a" << true << true;
    QTest::newRow("a dot takes a line break") << int(Op::Match) << "a.b"
                                              << "a\nb" << true << false;
    QTest::newRow("not match") << int(Op::NotMatch) << "a.*"
                               << "abc" << false << true;
    QTest::newRow("not match of anything") << int(Op::NotMatch) << ".*"
                                           << "a" << false << false;
}

void TestMatcher::matches()
{
    QFETCH(int, op);
    QFETCH(QString, pattern);
    QFETCH(QString, value);
    QFETCH(bool, expected);
    QFETCH(bool, expectedEmpty);
    const auto matcher = Matcher::make(Op(op), "label", pattern.toStdString());
    QVERIFY(matcher);
    QCOMPARE(matcher->matches(value.toStdString()), expected);
    QCOMPARE(matcher->matchesEmpty(), expectedEmpty);
    QCOMPARE(matcher->name(), std::string("label"));
}

void TestMatcher::refusesBrokenExpressions()
{
    const auto matcher = Matcher::make(Op::Match, "path", "a(");
    QVERIFY(!matcher);
    QCOMPARE(matcher.error().code, Error::Code::InvalidArgument);
    QVERIFY(
        matcher.error().message.starts_with("regular expression for label 'path' is invalid: "));
    QVERIFY(Matcher::make(Op::Equal, "path", "a("));

    const auto large = Matcher::make(Op::Match, "path", std::string(30'000, '('));
    QVERIFY(!large);
    QVERIFY(large.error().message.size() < 256);
}

void TestMatcher::copiesShareTheirExpression()
{
    const Matcher original = *Matcher::make(Op::Match, "a", "b+");
    Matcher copy = original;
    const Matcher moved = std::move(copy);
    QVERIFY(moved.matches("bb"));
    QVERIFY(original.matches("b"));
}

QTEST_APPLESS_MAIN(TestMatcher)
#include "tst_matcher.moc"
