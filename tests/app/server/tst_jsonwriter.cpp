#include "app/server/jsonwriter.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace tinyobs;
using namespace tinyobs::server;

class TestJsonWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void setsCommasBetweenFieldsAndElements()
    {
        JsonWriter json;
        json.beginObject().field("a", 1).field("b", "x").key("c").beginArray();
        json.value(true).value(false).beginArray().endArray().beginObject().endObject().value(2U);
        json.endArray().field("d", -7LL).endObject();
        QCOMPARE(json.take(), R"({"a":1,"b":"x","c":[true,false,[],{},2],"d":-7})");
    }

    void writesNumbers_data()
    {
        QTest::addColumn<double>("number");
        QTest::addColumn<QByteArray>("text");
        constexpr double Infinity = std::numeric_limits<double>::infinity();
        QTest::newRow("a whole number has no fraction") << 42.0 << QByteArray("42");
        QTest::newRow("a fraction is as short as it can be") << 0.1 << QByteArray("0.1");
        QTest::newRow("large numbers have an exponent") << 1e300 << QByteArray("1e+300");
        QTest::newRow("minus zero keeps its sign") << -0.0 << QByteArray("-0");
        QTest::newRow("NaN is a string") << std::nan("") << QByteArray("\"NaN\"");
        QTest::newRow("infinity is a string") << Infinity << QByteArray("\"+Inf\"");
        QTest::newRow("minus infinity is a string") << -Infinity << QByteArray("\"-Inf\"");
    }
    void writesNumbers()
    {
        QFETCH(double, number);
        JsonWriter json;
        json.value(number);
        QTEST(json.take(), "text");
    }

    void escapesText_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("plain text stands for itself") << QByteArray("a/b c") << QByteArray("a/b c");
        QTest::newRow("quotes and backslashes")
            << QByteArray(R"(say "C:\")") << QByteArray(R"(say \"C:\\\")");
        QTest::newRow("control characters")
            << QByteArray("a\nb\tc\x01\x7f") << QByteArray("a\\nb\\u0009c\\u0001\\u007f");
        QTest::newRow("characters beyond ASCII stay")
            << QByteArray("gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80")
            << QByteArray("gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80");
        QTest::newRow("bytes that are not UTF-8 become the replacement character")
            << QByteArray("a\xff\xc3") << QByteArray("a\xef\xbf\xbd\xef\xbf\xbd");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
    }
    void escapesText()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QByteArray, text);
        JsonWriter json;
        json.value(std::string_view(raw.constData(), std::size_t(raw.size())));
        QCOMPARE(json.take(), '"' + text + '"');
    }

    void writesTimestamps_data()
    {
        QTest::addColumn<qint64>("timeMs");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("the epoch") << qint64(0) << QByteArray("\"1970-01-01T00:00:00.000Z\"");
        QTest::newRow("with milliseconds")
            << qint64(1795341600007) << QByteArray("\"2026-11-22T10:00:00.007Z\"");
        QTest::newRow("before the epoch")
            << qint64(-1) << QByteArray("\"1969-12-31T23:59:59.999Z\"");
        QTest::newRow("a leap day")
            << qint64(1709208000000) << QByteArray("\"2024-02-29T12:00:00.000Z\"");
    }
    void writesTimestamps()
    {
        QFETCH(qint64, timeMs);
        JsonWriter json;
        json.timestamp(timeMs);
        QTEST(json.take(), "text");
    }
};

QTEST_GUILESS_MAIN(TestJsonWriter)
#include "tst_jsonwriter.moc"
