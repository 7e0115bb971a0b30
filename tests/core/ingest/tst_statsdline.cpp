#include "core/ingest/statsdline.h"

#include <QTest>

using namespace tinyobs;

namespace {

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

QByteArray bytesOf(std::string_view text)
{
    return QByteArray(text.data(), qsizetype(text.size()));
}

/// "counter name values rate {tags}"
QByteArray described(const StatsdLine &line)
{
    QByteArrayList tags;
    forEachStatsdTag(line, [&](std::string_view name, std::string_view value) {
        tags += bytesOf(name) + '=' + bytesOf(value);
    });
    return bytesOf(nameOf(line.type)) + ' ' + bytesOf(line.name) + ' ' + bytesOf(line.values) +
           ' ' + QByteArray::number(line.rate) + " {" + tags.join(' ') + '}';
}

} // namespace

class TestStatsdLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takes_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("parts");
        const auto row = [](const char *title, const char *line, const char *parts) {
            QTest::newRow(title) << QByteArray(line) << QByteArray(parts);
        };
        row("a counter", "page.views:1|c", "counter page.views 1 1 {}");
        row("a sampled one", "page.views:1|c|@0.1", "counter page.views 1 0.1 {}");
        row("a gauge", "fuel:0.5|g", "gauge fuel 0.5 1 {}");
        row("a change of a gauge", "fuel:-3|g", "gauge fuel -3 1 {}");
        row("a timer", "t:320|ms", "timer t 320 1 {}");
        row("a histogram", "t:1|h", "histogram t 1 1 {}");
        row("a distribution", "t:1|d|@0.5", "histogram t 1 0.5 {}");
        row("a set, whose values may hold a colon", "s:a:b|s", "set s a:b 1 {}");
        row("packed values", "t:1:2:3|ms", "timer t 1:2:3 1 {}");
        row("tags", "a:1|c|#env:dev,region:eu-1", "counter a 1 1 {env=dev region=eu-1}");
        row("a tag without a value", "a:1|c|#debug", "counter a 1 1 {debug=true}");
        row("a tag with an empty value", "a:1|c|#x:", "counter a 1 1 {x=}");
        row("a value with a colon", "a:1|c|#url:http://x", "counter a 1 1 {url=http://x}");
        row("empty tags", "a:1|c|#,x:1,,", "counter a 1 1 {x=1}");
        row("no tags behind the mark", "a:1|c|#", "counter a 1 1 {}");
        row("tags before the rate", "a:1|c|#x:1|@0.5", "counter a 1 0.5 {x=1}");
        row("Telegraf's tags", "a,x=1,y:1|c", "counter a,x=1,y 1 1 {x=1 y=true}");
        row("a container and a time", "a:1|c|#x:1|c:abc|T1795341600", "counter a 1 1 {x=1}");
        row("newer sections", "a:1|c|e:it-false|card:low", "counter a 1 1 {}");
        row("an empty section", "a:1|c||@1", "counter a 1 1 {}");
    }
    void takes()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const QByteArray, parts);
        const auto parsed = parseStatsdLine(viewOf(line));
        QVERIFY2(parsed, parsed ? "" : parsed.error().what.data());
        QCOMPARE(described(*parsed), parts);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("problem");
        const auto row = [](const char *title, const char *line, const char *problem) {
            QTest::newRow(title) << QByteArray(line) << QByteArray(problem);
        };
        row("text", "hello", R"(syntax: expected "name:value|type": hello)");
        row("no type", "a:1", R"(syntax: type is missing, expected "name:value|type": a:1)");
        row("an unknown type", "a:1|x", "syntax: type is not one of c, g, ms, h, d, s: x");
        row("a rate of zero", "a:1|c|@0", "bad_value: rate is not above 0 and up to 1: @0");
        row("a rate next to zero", "a:1|c|@1e-320",
            "bad_value: rate is not above 0 and up to 1: @1e-320");
        row("a rate above one", "a:1|c|@2", "bad_value: rate is not above 0 and up to 1: @2");
        row("a rate that is none", "a:1|c|@x", "bad_value: rate is not above 0 and up to 1: @x");
        row("a rate of NaN", "a:1|c|@nan", "bad_value: rate is not above 0 and up to 1: @nan");
        row("an unknown section", "a:1|c|zzz", "syntax: unknown section behind the type: zzz");
        row("an event", "_e{5,4}:title|text",
            "not_a_metric: events are not kept: _e{5,4}:title|text");
        row("a service check", "_sc|Redis|2",
            "not_a_metric: service checks are not kept: _sc|Redis|2");
    }
    void refuses()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const QByteArray, problem);
        const auto parsed = parseStatsdLine(viewOf(line));
        QVERIFY(!parsed);
        const LineProblem &wrong = parsed.error();
        QCOMPARE(bytesOf(infoOf(wrong.reason).name) + ": " + bytesOf(wrong.what) + ": " +
                     bytesOf(wrong.text),
                 problem);
    }
};

QTEST_APPLESS_MAIN(TestStatsdLine)
#include "tst_statsdline.moc"
