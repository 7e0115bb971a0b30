#include "core/model/labels.h"

#include <QtTest>

using namespace tinyobs;

namespace {

using Pairs = std::vector<LabelView>;

Pairs pairsOf(const Labels &labels)
{
    Pairs pairs;
    for (const LabelView label : labels)
        pairs.push_back(label);
    return pairs;
}

} // namespace

class TestLabels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areCanonical();
    void equalSetsHaveEqualBytes();
    void encodeAsDrawn();
    void valuesAreFoundByName();
    void printAsUsual_data();
    void printAsUsual();
    void longTextsSurvive();
};

void TestLabels::areCanonical()
{
    const Labels labels = Labels::fromPairs(
        {{"zone", "b"}, {"__name__", "up"}, {"empty", ""}, {"job", "first"}, {"job", "last"}});
    const Pairs expected{{"__name__", "up"}, {"job", "last"}, {"zone", "b"}};
    QVERIFY(pairsOf(labels) == expected);
    QVERIFY(Labels().isEmpty());
    QVERIFY(Labels::fromPairs({{"a", ""}}).isEmpty());
}

void TestLabels::equalSetsHaveEqualBytes()
{
    const Labels one = Labels::fromPairs({{"a", "1"}, {"b", "2"}});
    const Labels other = Labels::fromPairs({{"b", "2"}, {"a", "1"}});
    QVERIFY(one == other);
    QCOMPARE(one.bytes(), other.bytes());
    QVERIFY(!(one == Labels::fromPairs({{"a", "12"}, {"b", ""}})));
}

void TestLabels::encodeAsDrawn()
{
    QCOMPARE(Labels::fromPairs({{"ab", "c"}}).bytes(), std::string("\x02"
                                                                   "ab"
                                                                   "\x01"
                                                                   "c"));
}

void TestLabels::valuesAreFoundByName()
{
    const Labels labels = Labels::fromPairs({{"__name__", "up"}, {"job", "api"}});
    QVERIFY(labels.metricName() == "up");
    QVERIFY(labels.value("job") == "api");
    QVERIFY(labels.value("jo").empty());
    QVERIFY(Labels().metricName().empty());
}

void TestLabels::printAsUsual_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("expected");

    QTest::newRow("plain") << "x"
                           << "m{a=\"x\"}";
    QTest::newRow("a quote") << "x\"y"
                             << "m{a=\"x\\\"y\"}";
    QTest::newRow("a backslash") << "x\\y"
                                 << "m{a=\"x\\\\y\"}";
    QTest::newRow("a line break") << "x\ny"
                                  << "m{a=\"x\\ny\"}";
    QTest::newRow("no value") << ""
                              << "m{}";
}

void TestLabels::printAsUsual()
{
    QFETCH(QString, value);
    QFETCH(QString, expected);
    const std::string text = value.toStdString();
    const Labels labels = Labels::fromPairs({{"__name__", "m"}, {"a", text}});
    QCOMPARE(QString::fromStdString(labels.toString()), expected);
}

void TestLabels::longTextsSurvive()
{
    const std::string value(70'000, 'v');
    const std::string name(200, 'n');
    const Labels labels = Labels::fromPairs({{name, value}, {"a", "1"}});
    QVERIFY(labels.value(name) == value);
    QVERIFY(labels.value("a") == "1");
}

QTEST_APPLESS_MAIN(TestLabels)
#include "tst_labels.moc"
