// Numbers and times as Prometheus writes them, and the names and parameters that it reads.

#include "app/server/handlers/prometheus/apiparameters.h"
#include "app/server/handlers/prometheus/escapednames.h"
#include "app/server/handlers/prometheus/prometheustext.h"

#include <QtTest>

#include <limits>

using namespace tinyobs;
using namespace tinyobs::server;

class TestPrometheusText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbers_data();
    void numbers();
    void times_data();
    void times();
    void timesAreRead_data();
    void timesAreRead();
    void durationsAreRead_data();
    void durationsAreRead();
    void escapedNames_data();
    void escapedNames();
    void parametersOfUrlAndForm();
};

void TestPrometheusText::numbers_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("plain"); // empty: the same
    const auto row = [](const char *name, double value, const char *text, const char *plain = "") {
        QTest::newRow(name) << value << QByteArray(text) << QByteArray(plain);
    };
    constexpr double Infinity = std::numeric_limits<double>::infinity();
    row("zero", 0, "0");
    row("zero below zero", -0.0, "-0");
    row("a whole number", 42, "42");
    row("one below zero", -17, "-17");
    row("a fraction", 0.1, "0.1");
    row("the shortest that reads back", 0.1 + 0.2, "0.30000000000000004");
    row("a third", 1.0 / 3, "0.3333333333333333");
    row("the smallest without an exponent", 1e-6, "0.000001");
    row("the first below it", 9.99e-7, "9.99e-07", "0.000000999");
    row("two digits of exponent", 1.5e-10, "1.5e-10", "0.00000000015");
    row("the largest exact integer", 9007199254740993.0, "9007199254740992");
    row("large, with zeros for what it does not say", 1.2345678901234567e20,
        "123456789012345670000");
    row("a large power of ten", 1e20, "100000000000000000000");
    row("the first with an exponent", 1e21, "1e+21", "1000000000000000000000");
    row("large and below zero", -2.5e15, "-2500000000000000");
    row("large with an odd end", 1234567890123456.5, "1234567890123456.5");
    row("a power of two with a fraction", 4503599627370495.5, "4503599627370495.5");
    row("no number", std::numeric_limits<double>::quiet_NaN(), "NaN");
    row("infinite", Infinity, "+Inf");
    row("infinite below zero", -Infinity, "-Inf");
}

void TestPrometheusText::numbers()
{
    QFETCH(double, value);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, plain);
    QByteArray written;
    appendFloat(written, value);
    QCOMPARE(written, text);
    QByteArray plainly;
    appendPlainFloat(plainly, value);
    QCOMPARE(plainly, plain.isEmpty() ? text : plain);
}

void TestPrometheusText::times_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, qint64 ms, const char *text) {
        QTest::newRow(name) << ms << QByteArray(text);
    };
    row("whole seconds", 1435781451000, "1435781451");
    row("milliseconds", 1435781451781, "1435781451.781");
    row("with zeros in front", 1435781451007, "1435781451.007");
    row("with zeros behind", 1435781451500, "1435781451.500");
    row("the beginning", 0, "0");
    row("before it", -1500, "-1.500");
    row("a moment before it", -1, "-0.001");
    row("the first there is", Always, "-9223372036854775.808");
}

void TestPrometheusText::times()
{
    QFETCH(qint64, ms);
    QFETCH(QByteArray, text);
    QByteArray written;
    appendTime(written, ms);
    QCOMPARE(written, text);
}

void TestPrometheusText::timesAreRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("ms"); // -7: refused
    const auto row = [](const char *name, const char *text, qint64 ms) {
        QTest::newRow(name) << QByteArray(text) << ms;
    };
    row("seconds", "1435781451", 1435781451000);
    row("with a fraction", "1435781451.781", 1435781451781);
    row("rounded to milliseconds", "1435781451.7816", 1435781451782);
    row("with an exponent", "1.5e9", 1500000000000);
    row("before 1970", "-1.5", -1500);
    row("large numbers are seconds, too", "1435781451781", 1435781451781000);
    row("RFC 3339", "2015-07-01T20:10:51.781Z", 1435781451781);
    row("with an offset", "2015-07-01T22:10:51+02:00", 1435781451000);
    row("whose plus was not encoded", "2015-07-01T22:10:51 02:00", 1435781451000);
    row("since ever", "-292273086-05-16T16:47:06Z", Always);
    row("for ever", "292277025-08-18T07:12:54.999999999Z", Forever);
    row("nothing", "", -7);
    row("a word", "now", -7);
    row("no number", "NaN", -7);
    row("infinite", "+Inf", -7);
    row("beyond all times", "1e300", -7);
}

void TestPrometheusText::timesAreRead()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, ms);
    const Result<TimeMs> time = parseApiTime(text.toStdString());
    QCOMPARE(time.value_or(-7), ms);
    if (!time)
        QCOMPARE(time.error().message,
                 "cannot parse \"" + text.toStdString() + "\" to a valid timestamp");
}

void TestPrometheusText::durationsAreRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("microseconds"); // -7: refused
    const auto row = [](const char *name, const char *text, qint64 microseconds) {
        QTest::newRow(name) << QByteArray(text) << microseconds;
    };
    row("seconds", "15", 15'000'000);
    row("half of one", "0.5", 500'000);
    row("below zero", "-1", -1'000'000);
    row("with a unit", "5m", 300'000'000);
    row("with several", "1h30m", 5'400'000'000);
    row("all of them", "1y1w1d1h1m1s1ms", 32'230'861'001'000);
    row("nothing at all", "0", 0);
    row("in the wrong order", "30m1h", -7);
    row("twice the same", "1m1m", -7);
    row("an unknown unit", "5x", -7);
    row("a number at the end", "5m3", -7);
    row("a fraction with a unit", "1.5h", -7);
    row("nothing", "", -7);
    row("infinite", "Inf", -7);
    row("no number", "NaN", -7);
    row("too long", "300y", -7);
    row("too many seconds", "1e10", -7);
}

void TestPrometheusText::durationsAreRead()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, microseconds);
    const auto duration = parseApiDuration(text.toStdString());
    QCOMPARE(duration ? qint64(duration->count() / 1000) : -7, microseconds);
}

void TestPrometheusText::escapedNames_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("name");
    const auto row = [](const char *name, const char *text, const char *meant) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(meant);
    };
    row("a plain one", "http_route", "http_route");
    row("a dot", "U__http_2e_route", "http.route");
    row("underscores", "U__a__b", "a_b");
    row("beyond ASCII", "U___fc_ber_1f600_",
        "\xc3\xbc"
        "ber\xf0\x9f\x98\x80");
    row("only a beginning", "U__", "");
    row("digits that are none", "U__a_zz_b", "U__a_zz_b");
    row("an escape without an end", "U__a_2e", "U__a_2e");
    row("an underscore at the end", "U__a_", "U__a_");
    row("no character", "U__a_d800_", "U__a_d800_");
    row("too many digits", "U__a_0000002e_", "U__a_0000002e_");
}

void TestPrometheusText::escapedNames()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, name);
    QCOMPARE(QByteArray::fromStdString(unescapedName(text.toStdString())), name);
}

void TestPrometheusText::parametersOfUrlAndForm()
{
    HttpRequest request;
    request.method = Method::Post;
    request.rawQuery = "query=url&limit=3&match[]=up";
    request.headers.push_back({"content-type", "application/x-www-form-urlencoded; charset=utf-8"});
    request.body = "query=form&match%5B%5D=%7Bjob%3D%22a%22%7D";
    const ApiParameters parameters(request);
    QCOMPARE(parameters.text("query"), "form");
    QCOMPARE(parameters.limit().value(), std::size_t(3));
    QCOMPARE(parameters.selectors().value().size(), std::size_t(2));
    request.body = "limit=-1";
    QCOMPARE(ApiParameters(request).limit().error().message,
             "invalid parameter \"limit\": limit must be non-negative");
}

QTEST_GUILESS_MAIN(TestPrometheusText)
#include "tst_prometheustext.moc"
