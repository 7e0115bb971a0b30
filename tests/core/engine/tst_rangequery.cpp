#include "core/engine/rangequery.h"

#include "tests/core/engine/sampletext.h"

#include <QTest>

using namespace tinyobs;

namespace {

constexpr TimeMs Second = 1000;

Settings quietSettings()
{
    Settings settings;
    settings.store.retention.keepFor[0] = std::chrono::hours(24 * 365);
    return settings;
}

RangeQuery rangeOf(const QByteArray &reduce, double startSeconds, double endSeconds,
                   double stepSeconds)
{
    RangeQuery query;
    query.metric = "m";
    query.reduce = *parseReduce(reduce.toStdString());
    query.startMs = TimeMs(startSeconds * Second);
    query.endMs = TimeMs(endSeconds * Second);
    query.stepMs = TimeMs(stepSeconds * Second);
    return query;
}

} // namespace

class TestRangeQuery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reducesToHandComputedValues_data()
    {
        QTest::addColumn<QByteArray>("samples");
        QTest::addColumn<QByteArray>("reduce");
        QTest::addColumn<double>("start");
        QTest::addColumn<double>("end");
        QTest::addColumn<double>("step");
        QTest::addColumn<QByteArray>("points");
        const auto row = [](const char *name, const char *samples, const char *reduce, double start,
                            double end, double step, const char *points) {
            QTest::newRow(name) << QByteArray(samples) << QByteArray(reduce) << start << end << step
                                << QByteArray(points);
        };
        const char *five = "1:5 10:3 11:7 20:9 21:1";
        row("raw takes both ends of the range", five, "raw", 10, 20, 10, "10=3 11=7 20=9");
        row("min of left-open windows", five, "min", 5, 21, 10, "10=3 20=7 30=1");
        row("max of left-open windows", five, "max", 5, 21, 10, "10=5 20=9 30=1");
        row("avg", five, "avg", 5, 21, 10, "10=4 20=8 30=1");
        row("sum", five, "sum", 5, 21, 10, "10=8 20=16 30=1");
        row("count", five, "count", 5, 21, 10, "10=2 20=2 30=1");
        row("last", five, "last", 5, 21, 10, "10=3 20=9 30=1");
        row("a range that ends on a step has no window behind it", five, "last", 5, 20, 10,
            "10=3 20=9");
        row("a range that begins on a step has the window before it", five, "last", 10, 20, 10,
            "10=3 20=9");
        row("windows lie on multiples of the step, not of the start", five, "count", 7, 14, 7,
            "7=1 14=2");
        row("steps without a sample are left out", "10:1 40:2", "last", 0, 50, 10, "10=1 40=2");
        row("a step below a second", "10.1:1 10.2:2 10.6:3", "sum", 10, 11, 0.5, "10.5=3 11=3");
        row("nothing in the range", five, "avg", 100, 200, 10, "");

        row("min ignores NaN", "11:NaN 12:4 13:NaN", "min", 10, 20, 10, "20=4");
        row("max ignores NaN", "11:4 12:NaN", "max", 10, 20, 10, "20=4");
        row("min of NaN alone is NaN", "11:NaN 12:NaN", "min", 10, 20, 10, "20=NaN");
        row("avg does not ignore NaN", "11:NaN 12:4", "avg", 10, 20, 10, "20=NaN");
        row("count counts NaN", "11:NaN 12:4", "count", 10, 20, 10, "20=2");
        row("last may be NaN", "11:4 12:NaN", "last", 10, 20, 10, "20=NaN");
        row("min of infinities", "11:-Inf 12:+Inf", "min", 10, 20, 10, "20=-inf");

        row("rate with one sample per step", "10:0 20:10 30:30", "rate", 20, 30, 10, "20=1 30=2");
        row("rate reads the sample before the range", "10:0 20:10", "rate", 11, 20, 10, "20=1");
        row("rate of a first sample is unknown", "20:10 30:20", "rate", 0, 30, 10, "30=1");
        row("rate within a first window", "12:0 18:6", "rate", 10, 20, 10, "20=1");
        row("rate after a reset counts from zero", "10:100 20:5", "rate", 20, 20, 10, "20=0.5");
        row("rate over a reset within a window", "10:10 12:20 15:4 20:8", "rate", 20, 20, 10,
            "20=1.8");
        row("rate bridges an empty window once", "10:0 40:30", "rate", 20, 40, 10, "40=1");
        row("rate of a window that is not full yet", "10:0 20:10 22:14", "rate", 20, 25, 10,
            "20=1 30=2");
        row("rate does not reach behind five minutes", "0:0 311:100", "rate", 310, 320, 10, "");
        row("rate reaches back five minutes", "0:0 310:155", "rate", 310, 310, 10, "310=0.5");
        row("rate leaves NaN out", "10:1 20:NaN 30:3", "rate", 20, 30, 10, "30=0.1");
        row("rate of a counter at rest is zero", "10:7 20:7", "rate", 20, 20, 10, "20=0");
    }
    void reducesToHandComputedValues()
    {
        QFETCH(QByteArray, samples);
        QFETCH(QByteArray, reduce);
        QFETCH(double, start);
        QFETCH(double, end);
        QFETCH(double, step);
        const ManualClock clock(1000 * Second);
        Engine engine(quietSettings(), clock);
        QVERIFY(test::ingest(engine, test::toMetrics("m", "", samples)));

        const auto result = engine.queryRange(rangeOf(reduce, start, end, step), CancelToken());
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        const QByteArray points =
            result->series.empty() ? "" : test::toText(result->series[0].points);
        QTEST(points, "points");
    }

    void choosesARoundStep_data()
    {
        QTest::addColumn<qint64>("rangeSeconds");
        QTest::addColumn<qint64>("stepSeconds");
        QTest::newRow("five minutes") << qint64(300) << qint64(1);
        QTest::newRow("half an hour") << qint64(1800) << qint64(10);
        QTest::newRow("an hour") << qint64(3600) << qint64(15);
        QTest::newRow("a day") << qint64(86'400) << qint64(300);
        QTest::newRow("a week") << qint64(7 * 86'400) << qint64(3600);
        QTest::newRow("nothing") << qint64(0) << qint64(1);
        QTest::newRow("ten years") << qint64(3650LL * 86'400) << qint64(13 * 86'400);
        QTest::newRow("since 1970") << qint64(1'795'341'600) << qint64(70 * 86'400);
    }
    void choosesARoundStep()
    {
        QFETCH(qint64, rangeSeconds);
        QTEST(qint64(chooseStep(rangeSeconds * Second, 300) / Second), "stepSeconds");
    }

    void choosesTheStepWhenNoneIsGiven()
    {
        const ManualClock clock(5000 * Second);
        Engine engine(quietSettings(), clock);
        QVERIFY(test::ingest(engine, test::toMetrics("m", "", "12:1")));
        const auto result = engine.queryRange(rangeOf("last", 0, 1800, 0), CancelToken());
        QCOMPARE(result->stepMs, 10 * Second);
        QCOMPARE(test::toText(result->series.at(0).points), "20=1");
    }

    void sortsSeriesByTheirLabelsAndSaysWhatIsMissing()
    {
        const ManualClock clock(1000 * Second);
        Engine engine(quietSettings(), clock);
        for (const char *labels : {R"("a":"zz")", R"("a":"b","c":"d")", R"("a":"b")", R"("B":"z")"})
            QVERIFY(test::ingest(engine, test::toMetrics("m", labels, "10:1")));
        QVERIFY(test::ingest(engine, test::toMetrics("other", R"("a":"b")", "10:1")));

        RangeQuery query = rangeOf("raw", 0, 20, 0);
        auto result = engine.queryRange(query, CancelToken());
        QByteArrayList found;
        for (const RangeSeries &series : result->series)
            found.append(QByteArray::fromStdString(series.labels.toString()));
        QCOMPARE(found.join(' '), R"(m{B="z"} m{a="b"} m{a="b",c="d"} m{a="zz"})");
        QCOMPARE(result->matched, 4U);
        QCOMPARE(result->samplesRead, 4U);
        QVERIFY(result->warnings.empty());

        query.limit = 3;
        result = engine.queryRange(query, CancelToken());
        QCOMPARE(result->series.size(), 3U);
        QCOMPARE(result->matched, 4U);
        QCOMPARE(result->warnings, std::vector<std::string>{"3 of 4 series, limit 3"});
    }

    void takesConditionsOnLabels()
    {
        const ManualClock clock(1000 * Second);
        Engine engine(quietSettings(), clock);
        for (const char *labels :
             {R"("status":"500")", R"("status":"503")", R"("status":"200")", ""})
            QVERIFY(test::ingest(engine, test::toMetrics("m", labels, "10:1")));
        const auto count = [&](Matcher::Op op, const char *value) {
            RangeQuery query = rangeOf("raw", 0, 20, 0);
            query.matchers.push_back(*Matcher::make(op, "status", value));
            return engine.queryRange(query, CancelToken())->series.size();
        };
        QCOMPARE(count(Matcher::Op::Equal, "500"), 1U);
        QCOMPARE(count(Matcher::Op::NotEqual, "500"), 3U);
        QCOMPARE(count(Matcher::Op::Match, "5.."), 2U);
        QCOMPARE(count(Matcher::Op::NotMatch, "5.."), 2U);
        QCOMPARE(count(Matcher::Op::Equal, ""), 1U);
    }

    void refusesWhatCannotBeAnswered_data()
    {
        QTest::addColumn<RangeQuery>("query");
        QTest::addColumn<Error>("error");
        using enum Error::Code;
        const auto row = [](const char *name, const RangeQuery &query, Error::Code code,
                            const char *message) {
            QTest::newRow(name) << query << Error{code, message};
        };
        RangeQuery query = rangeOf("raw", 0, 10, 1);
        query.metric.clear();
        row("no metric", query, InvalidArgument, "metric is empty, a name is required");
        row("a range that ends before it begins", rangeOf("raw", 10, 5, 1), InvalidArgument,
            "start 10000 ms lies after end 5000 ms");
        query = rangeOf("last", 0, 10, 1);
        query.stepMs = -1;
        row("a step below zero", query, InvalidArgument,
            "step is -1 ms, allowed are 1 ms to 366 days");
        query = rangeOf("last", 0, 10, 1);
        query.endMs = std::numeric_limits<TimeMs>::max();
        row("a time beyond all calendars", query, InvalidArgument,
            "start or end lies beyond the year 9999");
        row("more steps than points allowed", rangeOf("last", 0, 11'000, 1), LimitExceeded,
            "the range has 11001 points, limit 11000: ask for a longer step or a shorter range");
        query = rangeOf("raw", 0, 100, 0);
        query.maxPoints = 2;
        row("more samples than points allowed", query, LimitExceeded,
            "m{} has 3 points, limit 2: ask for a longer step or a shorter range");
        query = rangeOf("raw", 0, 100, 0);
        query.timeLimit = std::chrono::milliseconds(-1);
        row("out of time", query, Timeout,
            "the query took longer than -1 ms: ask for fewer series or a shorter range");
    }
    void refusesWhatCannotBeAnswered()
    {
        QFETCH(RangeQuery, query);
        const ManualClock clock(1000 * Second);
        Engine engine(quietSettings(), clock);
        QVERIFY(test::ingest(engine, test::toMetrics("m", "", "10:1 20:2 30:3")));
        const auto result = engine.queryRange(query, CancelToken());
        QVERIFY(!result);
        QTEST(result.error(), "error");
    }

    void endsWhenCancelled()
    {
        const ManualClock clock(1000 * Second);
        Engine engine(quietSettings(), clock);
        QVERIFY(test::ingest(engine, test::toMetrics("m", "", "10:1")));
        const CancelToken cancel;
        cancel.cancel();
        const auto result = engine.queryRange(rangeOf("raw", 0, 100, 0), cancel);
        QCOMPARE(result.error(), (Error{Error::Code::Timeout, "the query was cancelled"}));
    }
};

QTEST_GUILESS_MAIN(TestRangeQuery)
#include "tst_rangequery.moc"
