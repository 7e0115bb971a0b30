#include "core/transfer/metricfamilies.h"

#include <QTest>

#include <algorithm>

using namespace tinyobs;

class TestMetricFamilies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void groups_data();
    void groups();
};

void TestMetricFamilies::groups_data()
{
    QTest::addColumn<QByteArray>("names");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *title, const char *names, const char *expected) {
        QTest::newRow(title) << QByteArray(names) << QByteArray(expected);
    };
    row("nothing", "", "");
    row("gauges", "up load1", "gauge load1: load1; gauge up: up; ");
    row("a counter", "x_total", "counter x: x_total; ");
    row("a histogram with its names apart", "x_bucket x_busy x_count x_sum",
        "histogram x: x_bucket x_count x_sum; gauge x_busy: x_busy; ");
    row("a histogram without a sum", "x_bucket", "histogram x: x_bucket; ");
    row("a summary", "x x_count x_sum", "summary x: x x_count x_sum; ");
    row("a summary without quantiles", "x_count x_sum", "summary x: x_count x_sum; ");
    row("a count alone", "x_count", "unknown x_count: x_count; ");
    row("a counter beside a gauge of its name", "x x_total",
        "gauge x: x; unknown x_total: x_total; ");
    row("a histogram beside a gauge of its name", "x x_bucket",
        "gauge x: x; unknown x_bucket: x_bucket; ");
    row("a counter beside a histogram of its name", "x_bucket x_total",
        "histogram x: x_bucket; unknown x_total: x_total; ");
    row("a suffix alone", "_total", "unknown _total: _total; ");
}

void TestMetricFamilies::groups()
{
    QFETCH(QByteArray, names);
    QFETCH(QByteArray, expected);
    std::vector<std::string> sorted;
    for (const QByteArray &name : names.split(' ')) {
        if (!name.isEmpty())
            sorted.push_back(name.toStdString());
    }
    std::ranges::sort(sorted);
    QByteArray text;
    for (const MetricFamily &family : groupFamilies(sorted)) {
        text += QByteArray::fromStdString(std::string(family.type) + " " + family.name + ":");
        for (const std::string &metric : family.metrics)
            text += ' ' + QByteArray::fromStdString(metric);
        text += "; ";
    }
    QCOMPARE(text, expected);
}

QTEST_APPLESS_MAIN(TestMetricFamilies)
#include "tst_metricfamilies.moc"
