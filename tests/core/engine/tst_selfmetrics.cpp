#include "core/engine/engine.h"
#include "core/engine/selfmetrics.h"

#include <QTest>

#include <map>
#include <string>

using namespace tinyobs;

class TestSelfMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsTheEngine();
};

void TestSelfMetrics::followsTheEngine()
{
    const SystemClock clock;
    Engine engine(Settings(), clock);
    const auto source = makeSelfMetrics(engine);
    QCOMPARE(source->job(), std::string_view("tinyobs"));

    QVERIFY(engine.ingest(
        {.body =
             R"({"metrics":[{"name":"up","value":1},{"name":"up","value":2,"labels":{"a":"b"}}]})"}));
    QVERIFY(!engine.ingest({.body = R"({"metrics":[{"name":"up","value":"x"}]})"}));

    std::map<std::string, double> samples;
    source->collect(
        [&](std::string_view name, std::initializer_list<LabelView> labels, double value) {
            std::string key(name);
            for (const LabelView label : labels) {
                if (label.name == "reason" || label.name == "protocol")
                    key += "|" + std::string(label.value);
            }
            samples[key] = value;
        });
    QCOMPARE(samples.at("tinyobs_series"), 2.0);
    QCOMPARE(samples.at("tinyobs_samples_appended_total"), 2.0);
    QCOMPARE(samples.at("tinyobs_requests_refused_total|json"), 1.0);
    QCOMPARE(samples.at("tinyobs_samples_refused_total|json|bad_value"), 1.0);
    QVERIFY(!samples.contains("tinyobs_samples_refused_total|json|syntax"));
    QCOMPARE(samples.at("tinyobs_ingest_requests_total|json"), 2.0);
    QCOMPARE(samples.at("tinyobs_ingest_samples_total|json"), 2.0);
    QVERIFY(!samples.contains("tinyobs_ingest_requests_total|remote_write"));
    QVERIFY(samples.at("tinyobs_store_memory_bytes") > 0);
    QCOMPARE(samples.at("tinyobs_build_info"), 1.0);
#ifdef Q_OS_LINUX
    QVERIFY(samples.at("process_resident_memory_bytes") > 1e6);
    QVERIFY(samples.at("process_virtual_memory_bytes") >
            samples.at("process_resident_memory_bytes"));
    QVERIFY(samples.at("process_threads") >= 1);
    QVERIFY(samples.at("process_open_fds") >= 3);
    QVERIFY(samples.at("process_max_fds") >= samples.at("process_open_fds"));
    QVERIFY(samples.at("process_start_time_seconds") > 1.7e9);
#endif
}

QTEST_APPLESS_MAIN(TestSelfMetrics)

#include "tst_selfmetrics.moc"
