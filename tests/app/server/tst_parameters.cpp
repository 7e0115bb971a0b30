#include "app/server/parameters.h"

#include <QTest>

using namespace tinyobs;
using namespace tinyobs::server;

namespace {

constexpr qint64 Now = 1'795'341'600'000; // 2026-11-22T10:00:00Z

Parameters parametersOf(const QByteArray &query)
{
    return Parameters(
        QueryParameters::parse({query.constData(), static_cast<std::size_t>(query.size())}), Now);
}

QByteArray toBytes(const std::string &text)
{
    return QByteArray::fromStdString(text);
}

QByteArray toText(const Matcher &matcher)
{
    constexpr std::array<const char *, 4> Signs{"=", "!=", "~", "!~"};
    return toBytes(matcher.name()) + Signs[static_cast<std::size_t>(matcher.op())] +
           toBytes(matcher.value());
}

} // namespace

class TestParameters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void limitsTheConditions()
    {
        const QByteArray most = QByteArray("&a!=1").repeated(64);
        QVERIFY(parametersOf(most).conditions({}, {}));
        const auto refused = parametersOf(most + "&b=2").conditions({}, {});
        QCOMPARE(refused.error().code, Error::Code::LimitExceeded);
        QCOMPARE(toBytes(refused.error().message), "there are more than 64 conditions");
    }

    void readsTimes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("timeMs");
        QTest::newRow("absent takes the default") << QByteArray() << qint64(5);
        QTest::newRow("RFC 3339 in UTC") << QByteArray("2026-11-22T10:00:01Z") << Now + 1000;
        QTest::newRow("RFC 3339 with an encoded offset")
            << QByteArray("2026-11-22T11:00:00%2B01:00") << Now;
        QTest::newRow("RFC 3339 whose plus sign became a space")
            << QByteArray("2026-11-22T11:00:00+01:00") << Now;
        QTest::newRow("Unix seconds") << QByteArray("1795341600.5") << Now + 500;
        QTest::newRow("Unix milliseconds") << QByteArray("1795341600123") << Now + 123;
        QTest::newRow("now") << QByteArray("now") << Now;
        QTest::newRow("before now") << QByteArray("now-30m") << Now - 30 * 60'000;
        QTest::newRow("before now, short") << QByteArray("-1.5h") << Now - 90 * 60'000;
        QTest::newRow("after now") << QByteArray("now%2B5m") << Now + 5 * 60'000;
    }
    void readsTimes()
    {
        QFETCH(QByteArray, text);
        const Result<TimeMs> time = parametersOf("start=" + text).time("start", 5);
        QVERIFY2(time, time ? "" : time.error().message.c_str());
        QTEST(qint64(*time), "timeMs");
    }

    void readsDurations_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("ms");
        QTest::newRow("absent") << QByteArray() << qint64(0);
        QTest::newRow("seconds") << QByteArray("15") << qint64(15'000);
        QTest::newRow("a fraction of a second") << QByteArray("0.5") << qint64(500);
        QTest::newRow("milliseconds") << QByteArray("500ms") << qint64(500);
        QTest::newRow("minutes") << QByteArray("5m") << qint64(300'000);
        QTest::newRow("days") << QByteArray("7d") << qint64(604'800'000);
    }
    void readsDurations()
    {
        QFETCH(QByteArray, text);
        const Result<TimeMs> ms = parametersOf("step=" + text).durationMs("step");
        QVERIFY2(ms, ms ? "" : ms.error().message.c_str());
        QTEST(qint64(*ms), "ms");
    }

    void namesParameterValueAndWhatIsAllowed_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("error");
        const QByteArray times = ", allowed are RFC 3339 (2026-11-22T10:00:00Z), Unix seconds or "
                                 "milliseconds, now, now-30m and -30m";
        const QByteArray durations = ", allowed are seconds (15, 0.5) or a number with a unit "
                                     "(500ms, 15s, 5m, 1h, 7d), at least 1 ms";
        const QByteArray counts = ", allowed are whole numbers from 1 to 100";
        QTest::newRow("a time that is a word")
            << QByteArray("start=yesterday") << "parameter start is 'yesterday'" + times;
        QTest::newRow("a time with an unknown unit")
            << QByteArray("start=now-3x") << "parameter start is 'now-3x'" + times;
        QTest::newRow("a sign without a distance")
            << QByteArray("start=-") << "parameter start is '-'" + times;
        QTest::newRow("a duration below zero")
            << QByteArray("step=-5m") << "parameter step is '-5m'" + durations;
        QTest::newRow("a duration of nothing")
            << QByteArray("step=0") << "parameter step is '0'" + durations;
        QTest::newRow("an endless duration")
            << QByteArray("step=1e300") << "parameter step is '1e300'" + durations;
        QTest::newRow("a count of nothing")
            << QByteArray("limit=0") << "parameter limit is '0'" + counts;
        QTest::newRow("a count beyond the most")
            << QByteArray("limit=101") << "parameter limit is '101'" + counts;
        QTest::newRow("a count with something behind it")
            << QByteArray("limit=10x") << "parameter limit is '10x'" + counts;
        QTest::newRow("a switch that is neither on nor off")
            << QByteArray("internal=maybe")
            << QByteArray("parameter internal is 'maybe', allowed are 1, true, 0 and false");
        QTest::newRow("a condition whose name cannot be a label")
            << QByteArray("a-b=1")
            << QByteArray("parameter 'a-b' is neither a parameter of this route nor the name of a "
                          "label");
        QTest::newRow("an invalid regular expression")
            << QByteArray("route~=(")
            << QByteArray("regular expression for label 'route' is invalid: missing ): (");
    }
    void namesParameterValueAndWhatIsAllowed()
    {
        QFETCH(QByteArray, query);
        const Parameters parameters = parametersOf(query);
        QByteArray found;
        const auto note = [&](const auto &result) {
            if (!result) {
                QCOMPARE(result.error().code, Error::Code::InvalidArgument);
                found = toBytes(result.error().message);
            }
        };
        note(parameters.time("start", 0));
        note(parameters.durationMs("step"));
        note(parameters.count("limit", 1, 100));
        note(parameters.isOn("internal", false));
        note(parameters.conditions({"start", "step", "limit", "internal"}, {}));
        QTEST(found, "error");
    }

    void readsLabelConditions_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("conditions");
        QTest::newRow("equal") << QByteArray("route=/checkout") << QByteArray("route=/checkout");
        QTest::newRow("not equal") << QByteArray("route!=/health") << QByteArray("route!=/health");
        QTest::newRow("regular expression")
            << QByteArray("status~=5..") << QByteArray("status~5..");
        QTest::newRow("no match") << QByteArray("status!~=5..") << QByteArray("status!~5..");
        QTest::newRow("percent-encoded signs")
            << QByteArray("status%21%7E=5..") << QByteArray("status!~5..");
        QTest::newRow("several of one label") << QByteArray("a=1&a!=2") << QByteArray("a=1 a!=2");
        QTest::newRow("own parameters are left out")
            << QByteArray("start=1&a=1&limit=5") << QByteArray("a=1");
        QTest::newRow("a label named as an own parameter")
            << QByteArray("label.start=x&label.limit!~=y") << QByteArray("start=x limit!~y");
        QTest::newRow("the metric's name")
            << QByteArray("name=up&name!=down") << QByteArray("__name__=up __name__!=down");
        QTest::newRow("a label called name")
            << QByteArray("label.name=up") << QByteArray("name=up");
        QTest::newRow("an empty value") << QByteArray("a=") << QByteArray("a=");
    }
    void readsLabelConditions()
    {
        QFETCH(QByteArray, query);
        const auto matchers = parametersOf(query).conditions({"start", "limit"}, {"name"});
        QVERIFY2(matchers, matchers ? "" : matchers.error().message.c_str());
        QByteArrayList texts;
        for (const Matcher &matcher : *matchers)
            texts.append(toText(matcher));
        QTEST(texts.join(' '), "conditions");
    }

    void saysWhichParameterIsMissing()
    {
        const auto text = parametersOf("a=1").requiredText("metric");
        QCOMPARE(text.error(), (Error{Error::Code::InvalidArgument,
                                      "parameter metric is missing, it is required"}));
    }
};

QTEST_GUILESS_MAIN(TestParameters)
#include "tst_parameters.moc"
