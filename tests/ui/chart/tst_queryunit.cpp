#include "ui/chart/queryunit.h"

#include "core/promql/syntax/parser.h"

#include <QTest>

using namespace tinyobs;
using namespace tinyobs::ui;

namespace {

MetricDescription descriptionOf(std::string_view metric)
{
    return {.kind = MetricKind::Gauge,
            .unit = metric.ends_with("_count")              ? ""
                    : metric.find("seconds") != metric.npos ? "seconds"
                    : metric.find("bytes") != metric.npos   ? "bytes"
                                                            : "",
            .help = {}};
}

QByteArray textOf(const Unit &unit)
{
    constexpr std::array Names{"number", "bytes", "seconds", "percent", "instant"};
    return QByteArray(Names[std::size_t(unit.base)]) + " x" + QByteArray::number(unit.factor) +
           QByteArray::fromStdString(unit.suffix);
}

} // namespace

class TestQueryUnit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data()
    {
        QTest::addColumn<QByteArray>("expr");
        QTest::addColumn<QByteArray>("unit");
        const auto row = [](const char *expr, const char *unit) {
            QTest::newRow(expr) << QByteArray(expr) << QByteArray(unit);
        };
        row("queue_length", "number x1");
        row("wait_seconds", "seconds x1");
        row("max_over_time(wait_seconds[5m])", "seconds x1");
        row("rate(http_requests_total[5m])", "number x1req/s");
        row("sum by (a) (rate(http_requests_total[5m]))", "number x1req/s");
        row("increase(http_requests_total[5m])", "number x1");
        row("rate(sent_bytes_total[5m])", "bytes x1/s");
        row("rate(cpu_seconds_total[5m])", "percent x100");
        row("100 * rate(cpu_seconds_total[5m])", "percent x1");
        row("rate(cpu_seconds_total[5m]) / 2", "percent x200");
        row("8 * rate(sent_bytes_total[5m])", "number x1bit/s");
        row("count(wait_seconds)", "number x1");
        row("histogram_quantile(0.9, sum by (le) (rate(wait_seconds_bucket[5m])))", "seconds x1");
        row("histogram_quantile(0.9, rate(wait_seconds[5m]))", "seconds x1");
        row("rate(wait_seconds_sum[5m]) / rate(wait_seconds_count[5m])", "seconds x1");
        row("used_bytes / all_bytes", "number x1");
        row("used_bytes - free_bytes", "bytes x1");
        row("used_bytes > 5", "bytes x1");
        row("used_bytes > bool 5", "number x1");
        row("time() - wait_seconds", "instant x1");
        row("vector(1)", "number x1");
        row("1 + 2", "number x1");
    }
    void finds()
    {
        QFETCH(QByteArray, expr);
        const auto tree = promql::parse(expr.toStdString());
        QVERIFY(tree);
        QTEST(textOf(unitOf(**tree, descriptionOf)), "unit");
    }

    void endsInDeepTrees()
    {
        const auto tree =
            promql::parse(std::string(3000, '(') + "up_seconds" + std::string(3000, ')'));
        QVERIFY(tree);
        QCOMPARE(textOf(unitOf(**tree, descriptionOf)), QByteArray("number x1"));
    }
};

QTEST_APPLESS_MAIN(TestQueryUnit)
#include "tst_queryunit.moc"
