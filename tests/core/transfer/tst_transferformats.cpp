// The text that an export makes, to the byte.

#include "tests/core/storage/samplerows.h"
#include "tests/core/transfer/documents.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <bit>
#include <cmath>
#include <limits>
#include <set>

using namespace tinyobs;
using namespace tinyobs::test;

namespace {

constexpr TimeMs Now = 1'795'341'600'000; // 2026-11-22T10:00:00Z
constexpr double Infinity = std::numeric_limits<double>::infinity();

double bits(std::uint64_t number)
{
    return std::bit_cast<double>(number);
}

} // namespace

class TestTransferFormats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void table();
    void formatOfAFile();
    void text_data();
    void text();
    void longSeriesTakeSeveralJsonLines();
    void selectsSeriesAndTimes();
    void openMetricsSaysWhatSendersSaid();
    void emptyStore_data();
    void emptyStore();
    void tablesHaveALimitOfColumns();
    void endsWhenTheSinkFails();
    void endsWhenItIsInterrupted();
    void endsWhereSamplesCannotBeRead();
    void secondsAreReadByPrometheusToTheMillisecond();

private:
    ManualClock m_clock{Now};
};

void TestTransferFormats::table()
{
    std::set<std::string_view> names;
    std::set<std::string_view> suffixes;
    for (const TransferFormat &format : transferFormats()) {
        QVERIFY(names.insert(format.name).second);
        QVERIFY(suffixes.insert(format.suffix).second);
        QCOMPARE(findTransferFormat(format.name), &format);
        QVERIFY(!format.contentType.empty());
        QVERIFY(format.maxRecordBytes >= 1u << 20);
    }
    QCOMPARE(findTransferFormat("xml"), nullptr);
    QCOMPARE(transferFormatNames(), std::string("jsonl, csv, openmetrics"));
}

void TestTransferFormats::formatOfAFile()
{
    QCOMPARE(transferFormatOfFile("/a.csv/b.jsonl"), findTransferFormat("jsonl"));
    QCOMPARE(transferFormatOfFile("b.om"), findTransferFormat("openmetrics"));
    QCOMPARE(transferFormatOfFile("jsonl"), nullptr);
}

void TestTransferFormats::text_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("jsonl")
        << QByteArray("jsonl")
        << QByteArray(
               R"({"metric":{"__name__":"jobs_total","kind":"a,b","note":"say \"hi\"\u000a\u0009caf)"
               "\xc3\xa9"
               R"(\\"},"values":[1,0.1,-0],"timestamps":[1795341600000,1795341600123,1795341601000]})"
               "\n"
               R"({"metric":{"__name__":"odd","kind":"x"},"values":["Infinity","-Infinity",null,null],)"
               R"("timestamps":[1795341600000,1795341600001,1795341600002,1795341600003],)"
               R"("nan_bits":["7ff8000000000000","7ff0000000000002"]})"
               "\n"
               R"({"metric":{"__name__":"plain"},"values":[null],"timestamps":[1795341600000]})"
               "\n");
    QTest::newRow("csv")
        << QByteArray("csv")
        << QByteArray(
               "metric,time,value,kind,note\n"
               "jobs_total,2026-11-22T10:00:00.000Z,1,\"a,b\",\"say \"\"hi\"\"\n\tcaf\xc3\xa9\\\"\n"
               "jobs_total,2026-11-22T10:00:00.123Z,0.1,\"a,b\",\"say "
               "\"\"hi\"\"\n\tcaf\xc3\xa9\\\"\n"
               "jobs_total,2026-11-22T10:00:01.000Z,-0,\"a,b\",\"say "
               "\"\"hi\"\"\n\tcaf\xc3\xa9\\\"\n"
               "odd,2026-11-22T10:00:00.000Z,+Inf,x,\n"
               "odd,2026-11-22T10:00:00.001Z,-Inf,x,\n"
               "odd,2026-11-22T10:00:00.002Z,NaN,x,\n"
               "odd,2026-11-22T10:00:00.003Z,naN,x,\n"
               "plain,2026-11-22T10:00:00.000Z,NaN,,\n");
    QTest::newRow("openmetrics")
        << QByteArray("openmetrics")
        << QByteArray(
               "# TYPE jobs counter\n"
               "jobs_total{kind=\"a,b\",note=\"say \\\"hi\\\"\\n\tcaf\xc3\xa9\\\\\"} 1 1795341600\n"
               "jobs_total{kind=\"a,b\",note=\"say \\\"hi\\\"\\n\tcaf\xc3\xa9\\\\\"} 0.1 "
               "1795341600.123\n"
               "jobs_total{kind=\"a,b\",note=\"say \\\"hi\\\"\\n\tcaf\xc3\xa9\\\\\"} -0 "
               "1795341601\n"
               "# TYPE odd gauge\n"
               "odd{kind=\"x\"} +Inf 1795341600\n"
               "odd{kind=\"x\"} -Inf 1795341600.001\n"
               "odd{kind=\"x\"} NaN 1795341600.002\n"
               "odd{kind=\"x\"} naN 1795341600.003\n"
               "# TYPE plain gauge\n"
               "plain NaN 1795341600\n"
               "# EOF\n");
}

void TestTransferFormats::text()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, expected);
    Store store({}, m_clock);
    const Labels jobs = labelsOf(
        {{"__name__", "jobs_total"}, {"kind", "a,b"}, {"note", "say \"hi\"\n\tcaf\xc3\xa9\\"}});
    const Labels odd = labelsOf({{"__name__", "odd"}, {"kind", "x"}});
    SampleRows()
        .add(metric("plain"), Now, bits(0x7ff8000000000000))
        .add(jobs, Now, 1)
        .add(odd, Now, Infinity)
        .add(odd, Now + 1, -Infinity)
        .add(odd, Now + 2, bits(0x7ff8000000000000))
        .add(odd, Now + 3, bits(0x7ff0000000000002))
        .add(jobs, Now + 123, 0.1)
        .add(jobs, Now + 1000, -0.0)
        .appendTo(store);
    const auto written = exportText(store, *findTransferFormat(format.toStdString()));
    QVERIFY2(written, written ? "" : written.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(*written), expected);
}

void TestTransferFormats::longSeriesTakeSeveralJsonLines()
{
    constexpr std::size_t Samples = 25'000;
    Store store({}, m_clock);
    SampleRows rows;
    for (std::size_t i = 0; i < Samples; ++i)
        rows.add(metric("m"), Now - TimeMs(i), double(i));
    rows.appendTo(store);
    const std::string written = *exportText(store, *findTransferFormat("jsonl"));
    QCOMPARE(std::size_t(std::ranges::count(written, '\n')), Samples / MaxSamplesPerWrite + 1);
    for (std::string_view rest = written; !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n') + 1);
        QVERIFY(line.starts_with(R"({"metric":{"__name__":"m"},"values":[)"));
        QVERIFY(std::ranges::count(line, ',') <= std::ptrdiff_t(2 * MaxSamplesPerWrite));
        rest.remove_prefix(line.size());
    }
}

void TestTransferFormats::selectsSeriesAndTimes()
{
    Store store({}, m_clock);
    for (const char *job : {"a", "b", "c"}) {
        const Labels labels = labelsOf({{"__name__", "up"}, {"job", job}});
        SampleRows()
            .add(labels, Now - 2, 1)
            .add(labels, Now - 1, 2)
            .add(labels, Now, 3)
            .appendTo(store);
    }
    SampleRows().add(metric("down"), Now - 1, 1).appendTo(store);
    ExportRequest request;
    request.selectors.push_back({equals("job", "b")});
    request.selectors.push_back(
        {equals("__name__", "up"), matcher(Matcher::Op::Match, "job", "a|b")});
    request.fromMs = Now - 1;
    request.toMs = Now - 1;
    const auto written = exportText(store, *findTransferFormat("openmetrics"), request);
    QCOMPARE(QByteArray::fromStdString(*written), QByteArray("# TYPE up gauge\n"
                                                             "up{job=\"b\"} 2 1795341599.999\n"
                                                             "up{job=\"a\"} 2 1795341599.999\n"
                                                             "# EOF\n"));
}

void TestTransferFormats::openMetricsSaysWhatSendersSaid()
{
    Store store({}, m_clock);
    SampleRows()
        .add(metric("jobs_total"), Now, 1)
        .add(metric("lone_count"), Now, 2)
        .add(metric("wait_seconds"), Now, 3)
        .add(metric("wait"), Now, 4)
        .appendTo(store);
    const std::vector<MetadataView> said{
        {"jobs_total", MetricType::Counter, "", "Jobs\nwith \"quotes\" and \\."},
        {"lone_count", MetricType::Gauge, "", ""},
        {"wait_seconds", MetricType::Gauge, "seconds", "How long."},
        {"wait", MetricType::Gauge, "seconds", ""}};
    store.takeMetadata(said);
    const auto written = exportText(store, *findTransferFormat("openmetrics"));
    QCOMPARE(QByteArray::fromStdString(*written),
             QByteArray("# TYPE jobs counter\n"
                        "# HELP jobs Jobs\\nwith \\\"quotes\\\" and \\\\.\n"
                        "jobs_total 1 1795341600\n"
                        "# TYPE lone_count gauge\n"
                        "lone_count 2 1795341600\n"
                        "# TYPE wait gauge\n"
                        "wait 4 1795341600\n"
                        "# TYPE wait_seconds gauge\n"
                        "# UNIT wait_seconds seconds\n"
                        "# HELP wait_seconds How long.\n"
                        "wait_seconds 3 1795341600\n"
                        "# EOF\n"));
}

void TestTransferFormats::emptyStore_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("jsonl") << QByteArray("jsonl") << QByteArray();
    QTest::newRow("csv") << QByteArray("csv") << QByteArray("metric,time,value\n");
    QTest::newRow("openmetrics") << QByteArray("openmetrics") << QByteArray("# EOF\n");
}

void TestTransferFormats::emptyStore()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, expected);
    Store store({}, m_clock);
    const TransferFormat &row = *findTransferFormat(format.toStdString());
    const auto written = exportText(store, row);
    QCOMPARE(QByteArray::fromStdString(*written), expected);
    QVERIFY(importText(store, row, *written).outcome);
}

void TestTransferFormats::tablesHaveALimitOfColumns()
{
    Store store({}, m_clock);
    SampleRows rows;
    for (int i = 0; i < 2046; ++i)
        rows.add(labelsOf({{"__name__", "m"}, {"l" + std::to_string(i), "v"}}), Now, 1);
    rows.appendTo(store);
    const auto written = exportText(store, *findTransferFormat("csv"));
    QVERIFY(!written);
    QCOMPARE(written.error().message,
             std::string("the selected series have 2046 label names, a table may have 2048 "
                         "columns: select fewer or take another format"));
}

void TestTransferFormats::endsWhenTheSinkFails()
{
    Store store({}, m_clock);
    SampleRows().add(metric("m"), Now, 1).appendTo(store);
    const auto sink = [](std::string_view) -> Result<void> {
        return fail(Error::Code::Io, "disk is full");
    };
    for (const TransferFormat &format : transferFormats()) {
        const auto report = exportSamples(store, format, {}, sink);
        QVERIFY(!report);
        QCOMPARE(report.error().message, std::string("disk is full"));
    }
}

void TestTransferFormats::endsWhenItIsInterrupted()
{
    Store store({}, m_clock);
    SampleRows().add(metric("m"), Now, 1).appendTo(store);
    std::size_t bytes = 0;
    const auto sink = [&bytes](std::string_view text) -> Result<void> {
        bytes += text.size();
        return {};
    };
    for (const TransferFormat &format : transferFormats()) {
        const auto report =
            exportSamples(store, format, {}, sink, [](const ExportReport &) { return false; });
        QVERIFY(!report);
        QCOMPARE(report.error().message, std::string("export was interrupted"));
    }
    QCOMPARE(bytes, std::size_t(0));
}

void TestTransferFormats::endsWhereSamplesCannotBeRead()
{
    const QTemporaryDir folder;
    {
        Store store({}, m_clock);
        QVERIFY(store.open(folder.path().toStdString()));
        SampleRows rows;
        for (int i = 0; i < 20'000; ++i)
            rows.add(metric("m"), Now - i * 1000, std::sqrt(i)); // nothing that packs well
        rows.appendTo(store);
        QVERIFY(store.flush());
    }
    const QStringList files = QDir(folder.path()).entryList({QStringLiteral("raw-*.db")});
    QCOMPARE(files.size(), 1);
    QFile file(folder.filePath(files.front()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray bytes = file.readAll();
    bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] + 1);
    file.seek(0);
    QCOMPARE(file.write(bytes), bytes.size());
    file.close();

    Store store({}, m_clock);
    QVERIFY(store.open(folder.path().toStdString()));
    for (const TransferFormat &format : transferFormats()) {
        const auto text = exportText(store, format);
        QVERIFY(!text);
        QVERIFY(text.error().code == Error::Code::Corruption);
        QVERIFY2(text.error().message.starts_with("m{}: "), text.error().message.c_str());
    }
}

/// The rule by which Prometheus makes milliseconds of the text.
void TestTransferFormats::secondsAreReadByPrometheusToTheMillisecond()
{
    Store store({}, m_clock);
    SampleRows rows;
    for (TimeMs timeMs = Now - 10'000; timeMs < Now; ++timeMs)
        rows.add(metric("m"), timeMs, double(timeMs));
    rows.appendTo(store);
    const std::string written = *exportText(store, *findTransferFormat("openmetrics"));
    const QList<QByteArray> lines = QByteArray::fromStdString(written).split('\n');
    QCOMPARE(lines.size(), 10'003);
    for (qsizetype i = 1; i <= 10'000; ++i) {
        const QList<QByteArray> words = lines[i].split(' ');
        QCOMPARE(std::int64_t(words[2].toDouble() * 1000), std::int64_t(words[1].toDouble()));
    }
}

QTEST_APPLESS_MAIN(TestTransferFormats)
#include "tst_transferformats.moc"
