#include "example/client/sample.h"

#include <QJsonDocument>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace tinyobs::client;

class tst_ClientSample : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void encodesBatches_data();
    void encodesBatches();
    void writesNumbers_data();
    void writesNumbers();
    void separatesSamples();
};

void tst_ClientSample::encodesBatches_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("label");
    QTest::addColumn<double>("value");
    QTest::addColumn<QByteArray>("json");

    const auto json = [](const char *name, const char *label, const char *value) {
        return QByteArray("{\"metrics\":[{\"name\":\"") + name + "\",\"labels\":{\"l\":\"" + label +
               "\"},\"value\":" + value + ",\"timestamp\":1795341600000}]}";
    };
    const double infinity = std::numeric_limits<double>::infinity();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("a plain sample") << "up"_ba
                                    << "shop"_ba << 1.0 << json("up", "shop", "1");
    QTest::newRow("a quote and a backslash are escaped")
        << "up"_ba
        << R"(say "a\b")"_ba << 1.0 << json("up", R"(say \"a\\b\")", "1");
    QTest::newRow("control characters are escaped")
        << "up"_ba
        << "a\n\t\x01z"_ba << 1.0 << json("up", "a\\u000a\\u0009\\u0001z", "1");
    QTest::newRow("UTF-8 goes as it is")
        << "up"_ba
        << "Gr\xc3\xbc\xc3\x9f"_ba << 1.0 << json("up", "Gr\xc3\xbc\xc3\x9f", "1");
    QTest::newRow("bytes that are not UTF-8 become the replacement character")
        << "up"_ba
        << "a\xffz"_ba << 1.0 << json("up", "a\xef\xbf\xbdz", "1");
    QTest::newRow("not a number is a string") << "up"_ba
                                              << ""_ba << nan << json("up", "", "\"NaN\"");
    QTest::newRow("infinity is a string") << "up"_ba
                                          << ""_ba << infinity << json("up", "", "\"+Inf\"");
    QTest::newRow("negative infinity is a string")
        << "up"_ba
        << ""_ba << -infinity << json("up", "", "\"-Inf\"");
}

void tst_ClientSample::encodesBatches()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, label);
    QFETCH(double, value);
    QFETCH(QByteArray, json);

    const SeriesText series = seriesText(name.toStdString(), Labels{{"l", label.toStdString()}});
    const Sample sample{series, value, 1795341600000};
    QCOMPARE(encodeBatch({&sample, 1}), json);
    QVERIFY(QJsonDocument::fromJson(json).isObject());
}

void tst_ClientSample::writesNumbers_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QByteArray>("text");

    QTest::newRow("zero") << 0.0 << "0"_ba;
    QTest::newRow("a fraction keeps its shortest form") << 0.1 << "0.1"_ba;
    QTest::newRow("a bucket bound") << 0.0025 << "0.0025"_ba;
    QTest::newRow("a negative number") << -17.5 << "-17.5"_ba;
    QTest::newRow("a large counter is exact") << 9007199254740993.0 << "9007199254740992"_ba;
    QTest::newRow("the largest double")
        << std::numeric_limits<double>::max() << "1.7976931348623157e+308"_ba;
    QTest::newRow("the smallest double") << 5e-324 << "5e-324"_ba;
}

void tst_ClientSample::writesNumbers()
{
    QFETCH(double, value);
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(numberText(value)), text);
    QCOMPARE(text.toDouble(), value);
}

void tst_ClientSample::separatesSamples()
{
    const SeriesText a = seriesText("a", {});
    const SeriesText b = seriesText("b", Labels{{"z", "1"}, {"y", "2"}});
    const SampleList samples{{a, 1, 10}, {b, 2, 20}};
    QCOMPARE(encodeBatch(samples),
             R"({"metrics":[{"name":"a","labels":{},"value":1,"timestamp":10},)"
             R"({"name":"b","labels":{"y":"2","z":"1"},"value":2,"timestamp":20}]})"_ba);
    QCOMPARE(encodeBatch({}), R"({"metrics":[]})"_ba);
}

QTEST_APPLESS_MAIN(tst_ClientSample)
#include "tst_clientsample.moc"
