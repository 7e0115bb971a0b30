#include "core/ingest/otlpnames.h"

#include <QTest>

using namespace tinyobs;

class TestOtlpNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesMetrics_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("unit");
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("isMonotonic");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *title, const char *name, const char *unit, OtlpKind kind,
                            bool isMonotonic, const char *expected) {
            QTest::newRow(title) << QByteArray(name) << QByteArray(unit) << int(kind) << isMonotonic
                                 << QByteArray(expected);
        };
        using enum OtlpKind;
        const auto gauge = [&](const char *title, const char *name, const char *unit,
                               const char *expected) {
            row(title, name, unit, Gauge, false, expected);
        };
        const auto counter = [&](const char *title, const char *name, const char *unit,
                                 const char *expected) {
            row(title, name, unit, Sum, true, expected);
        };
        gauge("a plain name stays", "up", "", "up");
        gauge("dots become underscores", "system.cpu.time", "", "system_cpu_time");
        gauge("runs of other characters become one underscore", "a..b__c -d", "", "a_b_c_d");
        gauge("underscores at the ends go", "_a_", "", "a");
        gauge("colons stay", "job:load:avg", "", "job:load:avg");
        gauge("a digit in front gets an underscore", "3d.render", "", "_3d_render");
        gauge("letters beyond ASCII go", "größe.x", "", "gr_e_x");
        gauge("nothing is left of dots", "...", "", "");
        gauge("an empty name stays empty", "", "s", "");
        gauge("seconds", "job.duration", "s", "job_duration_seconds");
        gauge("milliseconds", "job.duration", "ms", "job_duration_milliseconds");
        gauge("microseconds", "a", "us", "a_microseconds");
        gauge("nanoseconds", "a", "ns", "a_nanoseconds");
        gauge("minutes", "a", "min", "a_minutes");
        gauge("hours", "a", "h", "a_hours");
        gauge("days", "a", "d", "a_days");
        gauge("bytes", "disk.free", "By", "disk_free_bytes");
        gauge("kibibytes", "a", "KiBy", "a_kibibytes");
        gauge("megabytes", "a", "MBy", "a_megabytes");
        gauge("percent", "cpu.load", "%", "cpu_load_percent");
        gauge("degrees", "room.temperature", "Cel", "room_temperature_celsius");
        gauge("hertz", "a", "Hz", "a_hertz");
        gauge("volts", "a", "V", "a_volts");
        gauge("a unit that nobody knows stays", "a", "parsec", "a_parsec");
        gauge("a unit of odd characters is cleaned", "a", "k.m", "a_k_m");
        gauge("a unit in the name is not doubled", "job.duration.seconds", "s",
              "job_duration_seconds");
        gauge("a unit in the middle of the name counts", "request.bytes.max", "By",
              "request_bytes_max");
        gauge("an annotation is no unit", "queue.length", "{items}", "queue_length");
        gauge("an annotation per second", "queue.rate", "{items}/s", "queue_rate_per_second");
        gauge("a unit with an annotation is none", "a", "By{total}", "a");
        gauge("meters per second", "wind", "m/s", "wind_meters_per_second");
        gauge("a per unit in the name is not doubled", "wind.per.second", "m/s",
              "wind_per_second_meters");
        gauge("bytes per second", "io", "By/s", "io_bytes_per_second");
        gauge("per minute", "a", "1/m", "a_per_minute");
        gauge("a slash without a unit behind it", "a", "s/", "a_seconds");
        gauge("spaces around a unit", "a", " s / m ", "a_seconds_per_minute");
        gauge("one is a ratio of a gauge", "cpu.used", "1", "cpu_used_ratio");
        gauge("a ratio is not doubled", "cpu.ratio", "1", "cpu_ratio");
        gauge("a ratio goes to the end", "ratio.of.cpu", "1", "of_cpu_ratio");
        gauge("a gauge may end in total", "a.total", "", "a_total");
        counter("a counter gets its suffix", "requests", "", "requests_total");
        counter("a counter's suffix is not doubled", "requests.total", "", "requests_total");
        counter("a counter's suffix goes to the end", "total.requests", "", "requests_total");
        counter("a counter's suffix comes after the unit", "cpu.time", "s",
                "cpu_time_seconds_total");
        counter("a unit goes before a suffix that is there", "cpu.time.total", "s",
                "cpu_time_seconds_total");
        counter("one is no ratio of a counter", "faults", "1", "faults_total");
        counter("an annotation of a counter vanishes", "orders", "{order}", "orders_total");
        row("a sum that goes both ways has no suffix", "queue", "", Sum, false, "queue");
        row("one is no ratio of a sum", "queue", "1", Sum, false, "queue");
        row("a histogram has its unit", "http.server.duration", "ms", Histogram, false,
            "http_server_duration_milliseconds");
        row("one is no ratio of a histogram", "share", "1", Histogram, false, "share");
        row("a summary has its unit", "gc", "s", Summary, false, "gc_seconds");
    }

    void namesMetrics()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, unit);
        QFETCH(int, kind);
        QFETCH(bool, isMonotonic);
        QFETCH(QByteArray, expected);
        const OtlpMetric metric{.name = name.constData(),
                                .description = {},
                                .unit = unit.constData(),
                                .kind = OtlpKind(kind),
                                .isMonotonic = isMonotonic};
        QCOMPARE(QByteArray::fromStdString(otlpMetricName(metric)), expected);
    }

    void namesUnits_data()
    {
        QTest::addColumn<QByteArray>("unit");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("milliseconds") << QByteArray("ms") << QByteArray("milliseconds");
        QTest::newRow("none") << QByteArray("") << QByteArray("");
        QTest::newRow("one") << QByteArray("1") << QByteArray("");
        QTest::newRow("an annotation") << QByteArray("{order}") << QByteArray("");
        QTest::newRow("a fraction") << QByteArray("By/s") << QByteArray("bytes_per_second");
        QTest::newRow("a rate of things") << QByteArray("{order}/s") << QByteArray("per_second");
        QTest::newRow("a rate without a unit") << QByteArray("/s") << QByteArray("per_second");
        QTest::newRow("an unknown one") << QByteArray("foot") << QByteArray("foot");
    }

    void namesUnits()
    {
        QFETCH(QByteArray, unit);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(otlpUnitName(unit.constData())), expected);
    }

    void namesLabels_data()
    {
        QTest::addColumn<QByteArray>("attribute");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *title, const char *attribute, const char *expected) {
            QTest::newRow(title) << QByteArray(attribute) << QByteArray(expected);
        };
        row("a plain key stays", "route", "route");
        row("dots become underscores", "http.status_code", "http_status_code");
        row("underscores stay as many as they are", "a..b", "a__b");
        row("a digit in front gets a prefix", "2xx", "key_2xx");
        row("an underscore in front gets a prefix", "_id", "key_id");
        row("a reserved name gets a prefix", "__name__", "key__name__");
        row("a dot in front gets a prefix", ".x", "key_x");
        row("capitals stay", "K8S-Pod", "K8S_Pod");
        row("colons are for metrics", "a:b", "a_b");
        row("letters beyond ASCII go byte by byte", "ö", "key__");
        row("an empty key stays empty", "", "");
    }

    void namesLabels()
    {
        QFETCH(QByteArray, attribute);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(otlpLabelName(attribute.constData())), expected);
    }
};

QTEST_APPLESS_MAIN(TestOtlpNames)

#include "tst_otlpnames.moc"
