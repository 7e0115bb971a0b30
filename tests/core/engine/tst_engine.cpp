#include "core/engine/engine.h"

#include "core/engine/metricsource.h"
#include "tests/core/engine/sampletext.h"

#include <QSignalSpy>
#include <QTest>

#include <future>

using namespace tinyobs;

namespace {

constexpr TimeMs Now = 1'795'341'600'000; // 2026-11-22T10:00:00Z

Settings testSettings()
{
    Settings settings;
    settings.watchInterval = std::chrono::milliseconds(50);
    return settings;
}

Result<IngestReport> post(Engine &engine, const QByteArray &body,
                          AppendMode mode = AppendMode::WholeBatch)
{
    return engine.ingest({.body = {body.constData(), std::size_t(body.size())}, .mode = mode});
}

QByteArray textOf(const RecentSamples &recent)
{
    QByteArrayList texts;
    for (const RecentSamples::Sample &sample : recent.samples) {
        texts.append(QByteArray::fromStdString(sample.labels->toString()) + '@' +
                     QByteArray::number(sample.timeMs - Now) + '=' +
                     QByteArray::number(sample.value));
    }
    return texts.join(' ');
}

/// Emits one gauge and one counter, and counts how often it was asked.
class TestSource : public MetricSource
{
public:
    explicit TestSource(std::atomic_int &rounds)
        : m_rounds(rounds)
    {
    }
    std::string_view job() const override { return "tinyobs"; }
    void collect(const Emit &emit) override
    {
        emit("tinyobs_rounds_total", {}, ++m_rounds);
        emit("tinyobs_up", {{"part", "engine"}, {"empty", ""}}, 1);
    }

private:
    std::atomic_int &m_rounds;
};

} // namespace

class TestEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void storesADocument()
    {
        const ManualClock clock(Now);
        Engine engine(testSettings(), clock);
        const auto report = post(engine, R"({"metrics":[
            {"name":"up","value":1,"labels":{"service":"shop"}},
            {"name":"up","value":0,"timestamp":"2026-11-22T09:59:59Z","labels":{"service":"shop"}}]})");
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->stored, 2U);
        QCOMPARE(report->refused, 0U);
        QCOMPARE(engine.status().store.samples, 2U);
        QCOMPARE(engine.status().store.series, 1U);
        QCOMPARE(textOf(*engine.recentSamples({})),
                 R"(up{service="shop"}@0=1 up{service="shop"}@-1000=0)");
    }

    void refusesADocumentWithItsReason_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<int>("reason");
        const auto row = [](const char *name, const char *body, Error::Code code,
                            const char *message, RefusalReason reason) {
            QTest::newRow(name) << QByteArray(body) << int(code) << QByteArray(message)
                                << int(reason);
        };
        using enum Error::Code;
        row("an empty body", "", InvalidArgument, "body is empty", RefusalReason::Syntax);
        row("a wrong value", R"({"metrics":[{"name":"a","value":1},{"name":"a","value":[]}]})",
            InvalidArgument, "metrics[1].value: ", RefusalReason::WrongType);
        row("a wrong label behind a good sample",
            R"({"metrics":[{"name":"a","value":1},{"name":"a","value":1,"labels":{"my label":"x"}}]})",
            InvalidArgument, "metrics[1].labels: ", RefusalReason::BadName);
        row("a reserved label", R"({"metrics":[{"name":"a","value":1,"labels":{"__name__":"x"}}]})",
            InvalidArgument, "metrics[0].labels: ", RefusalReason::BadLabel);
        row("a time too far ahead",
            R"({"metrics":[{"name":"a","value":1},{"name":"a","value":1,"timestamp":"2026-11-22T11:00:00Z"}]})",
            LimitExceeded, "metrics[1].timestamp: is ", RefusalReason::TooFarAhead);
        row("a time before all that is kept",
            R"({"metrics":[{"name":"a","value":1,"timestamp":"2020-01-01T00:00:00Z"}]})",
            LimitExceeded, "metrics[0].timestamp: is ", RefusalReason::TooOld);
    }
    void refusesADocumentWithItsReason()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, message);
        QFETCH(int, reason);
        const ManualClock clock(Now);
        Engine engine(testSettings(), clock);
        const auto report = post(engine, body);
        QVERIFY(!report);
        QTEST(int(report.error().code), "code");
        const QByteArray said = QByteArray::fromStdString(report.error().message);
        QVERIFY2(said.startsWith(message), said);

        const Status status = engine.status();
        QCOMPARE(status.store.samples, 0U);
        QCOMPARE(status.requestsRefused, 1U);
        QCOMPARE(status.samplesRefused(), 1U);
        QCOMPARE(status.refusedByReason.at(std::size_t(reason)), 1U);
    }

    void keepsTheGoodRowsAndListsTheOthersInOrder()
    {
        const ManualClock clock(Now);
        Engine engine(testSettings(), clock);
        const auto report = post(engine, R"({"metrics":[
            {"name":"a","value":1,"labels":{"l-l":"x"}},
            {"name":"a","value":"many"},
            {"name":"a","value":2},
            {"name":"a","value":3,"timestamp":"2026-11-22T11:00:00Z"},
            {"name":"b","value":4}]})",
                                 AppendMode::GoodRows);
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->stored, 2U);
        QCOMPARE(report->refused, 3U);
        std::vector<std::size_t> indexes;
        for (const IngestReport::Rejected &rejected : report->rejected) {
            indexes.push_back(rejected.index);
            const std::string path = "metrics[" + std::to_string(rejected.index) + "]";
            QVERIFY2(rejected.error.starts_with(path), rejected.error.c_str());
        }
        QCOMPARE(indexes, (std::vector<std::size_t>{0, 1, 3}));
        QCOMPARE(engine.status().requestsRefused, 0U);
        QCOMPARE(engine.status().samplesRefused(), 3U);
        QCOMPARE(textOf(*engine.recentSamples({})), "a{}@0=2 b{}@0=4");
    }

    void listsAtMostAHundredRefusedRows()
    {
        const ManualClock clock(Now);
        Engine engine(testSettings(), clock);
        QByteArrayList metrics(150, R"({"name":"0","value":1})");
        const auto report = test::ingest(engine, metrics.join(','), AppendMode::GoodRows);
        QCOMPARE(report->refused, 150U);
        QCOMPARE(report->rejected.size(), 100U);
    }

    void answersTheNewestSamplesFirst()
    {
        const ManualClock clock(Now);
        Engine engine(testSettings(), clock);
        // Far apart, so that the first window is not enough.
        for (int minute = 0; minute < 300; ++minute) {
            const QByteArray time = QByteArray::number(Now - minute * 60'000LL);
            QVERIFY(post(engine, R"({"metrics":[{"name":"m","value":)" +
                                     QByteArray::number(minute) + R"(,"timestamp":)" + time +
                                     "}]}"));
        }
        QVERIFY(post(engine, R"({"metrics":[{"name":"cpu","value":1,"labels":{"job":"host"}}]})"));
        RecentQuery query;
        query.limit = 3;
        const auto recent = engine.recentSamples(query);
        QCOMPARE(textOf(*recent), "m{}@0=0 m{}@-60000=1 m{}@-120000=2");
        QCOMPARE(recent->totalSamples, 300U);
        QCOMPARE(recent->services, 0U);

        query.limit = 1000;
        QCOMPARE(engine.recentSamples(query)->samples.size(), 300U);
        query.internal = true;
        QCOMPARE(engine.recentSamples(query)->samples.size(), 301U);

        query = {};
        query.startMs = Now - 200 * 60'000;
        query.endMs = Now - 199 * 60'000;
        QCOMPARE(textOf(*engine.recentSamples(query)), "m{}@-11940000=199 m{}@-12000000=200");
        query.limit = 0;
        QCOMPARE(engine.recentSamples(query).error().message,
                 "limit is 0, allowed are 1 to 100000");
    }

    void showsServicesAndTheirMetrics()
    {
        const ManualClock clock(Now);
        Engine engine(testSettings(), clock);
        QCOMPARE(engine.catalog()->services.size(), 0U);
        QVERIFY(post(engine, R"({"metrics":[
            {"name":"http_requests_total","value":1,"labels":{"service":"shop","route":"/","status":"200"}},
            {"name":"http_requests_total","value":1,"labels":{"service":"shop","route":"/a","zone":"x"}},
            {"name":"heap_bytes","value":1,"timestamp":1795341599,"labels":{"service":"shop"}},
            {"name":"up","value":1,"labels":{"job":"api"}},
            {"name":"up","value":1},
            {"name":"node_load1","value":1,"labels":{"job":"host","service":"shop"}}]})"));
        QTRY_COMPARE(engine.catalog()->services.size(), 4U);
        const auto catalog = engine.catalog();
        QCOMPARE(catalog->generation, engine.status().store.generation);
        QByteArrayList names;
        for (const CatalogService &service : catalog->services)
            names.append(QByteArray::fromStdString(service.name) + (service.internal ? "!" : ""));
        QCOMPARE(names.join(' '), "api other shop host!");

        const CatalogService &shop = catalog->services.at(2);
        QCOMPARE(shop.series, 3U);
        QCOMPARE(shop.lastTimeMs, Now);
        QCOMPARE(shop.metrics.size(), 2U);
        QCOMPARE(shop.metrics[0].name, "heap_bytes");
        QCOMPARE(shop.metrics[0].unit, "bytes");
        QCOMPARE(shop.metrics[0].lastTimeMs, Now - 1000);
        QCOMPARE(shop.metrics[1].kind, MetricKind::Counter);
        QCOMPARE(shop.metrics[1].series, 2U);
        QCOMPARE(shop.metrics[1].labels, (std::vector<std::string>{"route", "status", "zone"}));
    }

    void announcesWhatChanged()
    {
        const ManualClock clock(Now);
        Engine engine(testSettings(), clock);
        std::vector<std::shared_ptr<const LiveUpdate>> updates;
        const QObject context; // takes what is still under way with it
        connect(&engine.live(), &LiveUpdates::updated, &context,
                [&](const auto &update) { updates.push_back(update); });
        engine.start();
        QVERIFY(engine.isRunning());
        QVERIFY(post(engine, R"({"metrics":[{"name":"m","value":7},{"name":"n","value":8}]})"));
        QTRY_VERIFY(!updates.empty());
        QCOMPARE(updates[0]->latest.size(), 2U);
        QCOMPARE(updates[0]->latest[0].value + updates[0]->latest[1].value, 15.0);
        QCOMPARE(updates[0]->samplesAppended, 2U);
        QCOMPARE(updates[0]->more, 0U);

        QVERIFY(post(engine, R"({"metrics":[{"name":"m","value":9}]})"));
        QTRY_COMPARE(updates.size(), 2U);
        QCOMPARE(updates[1]->latest.size(), 1U);
        QCOMPARE(updates[1]->latest[0].value, 9.0);
        QCOMPARE(updates[1]->generation, updates[0]->generation);
        engine.stop();
        QVERIFY(!engine.isRunning());
    }

    void announcesAThousandSeriesAndCountsTheRest()
    {
        const ManualClock clock(Now);
        Engine engine(testSettings(), clock);
        std::vector<std::shared_ptr<const LiveUpdate>> updates;
        const QObject context; // takes what is still under way with it
        connect(&engine.live(), &LiveUpdates::updated, &context,
                [&](const auto &update) { updates.push_back(update); });
        QByteArrayList metrics;
        for (int i = 0; i < 1500; ++i)
            metrics.append("{\"name\":\"m" + QByteArray::number(i) + "\",\"value\":1}");
        QVERIFY(test::ingest(engine, metrics.join(',')));
        engine.start();
        QVERIFY(test::ingest(engine, metrics.join(',')));
        QTRY_VERIFY(!updates.empty());
        QCOMPARE(updates[0]->latest.size(), 1000U);
        QCOMPARE(updates[0]->more, 500U);
        engine.stop();
    }

    void watchesItsSources()
    {
        const SystemClock clock;
        Engine engine(testSettings(), clock);
        std::atomic_int rounds = 0;
        engine.addMetricSource(std::make_unique<TestSource>(rounds));
        engine.start();
        QTRY_VERIFY(rounds >= 3);
        engine.stop();
        QCOMPARE(engine.status().store.series, 2U);
        QCOMPARE(engine.status().samplesRefused(), 0U);
        RecentQuery query;
        query.internal = true;
        query.matchers.push_back(
            *Matcher::make(Matcher::Op::Equal, "__name__", "tinyobs_rounds_total"));
        query.limit = 1;
        const auto recent = engine.recentSamples(query);
        QCOMPARE(recent->samples.size(), 1U);
        QCOMPARE(recent->samples[0].labels->value("job"), "tinyobs");
        QVERIFY(!recent->samples[0].labels->value("instance").empty());
        QCOMPARE(recent->samples[0].value, double(rounds));
        QVERIFY(engine.recentSamples({})->samples.empty());
    }

    void measuresTheRateOfSamples()
    {
        const ManualClock clock(Now);
        Engine engine(testSettings(), clock);
        engine.start();
        QVERIFY(post(engine, R"({"metrics":[{"name":"m","value":7}]})"));
        QTRY_VERIFY(engine.status().samplesPerSecond > 0);
    }

    void takesDocumentsFromSeveralThreads()
    {
        const ManualClock clock(Now);
        Engine engine(testSettings(), clock);
        engine.start();
        std::vector<std::future<void>> writers;
        for (int writer = 0; writer < 4; ++writer) {
            writers.push_back(std::async(std::launch::async, [&engine, writer] {
                for (int i = 0; i < 200; ++i) {
                    const QByteArray labels = "\"writer\":\"" + QByteArray::number(writer) + "\"";
                    const QByteArray time = QByteArray::number(Now - i);
                    (void)test::ingest(engine, test::toMetrics("m", labels, time + ":1"));
                }
            }));
        }
        std::size_t most = 0;
        while (most < 800) {
            RecentQuery query;
            const std::size_t seen = engine.recentSamples(query)->samples.size();
            QVERIFY(seen >= most);
            most = seen;
            (void)engine.catalog();
        }
        for (std::future<void> &writer : writers)
            writer.get();
        QCOMPARE(engine.status().store.samples, 800U);
    }

    void goesOnWhenTheClockJumpsBackwards()
    {
        ManualClock clock(Now);
        Engine engine(testSettings(), clock);
        QVERIFY(post(engine, R"({"metrics":[{"name":"m","value":1}]})"));
        clock.advance(-3'600'000);
        QVERIFY(post(engine, R"({"metrics":[{"name":"m","value":2}]})"));
        const auto recent = engine.recentSamples({});
        QCOMPARE(textOf(*recent), "m{}@0=1 m{}@-3600000=2");
        QVERIFY(engine.catalog()->services.size() == 1);
    }
};

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
