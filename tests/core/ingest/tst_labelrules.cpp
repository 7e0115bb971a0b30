#include "core/ingest/labelrules.h"

#include <QTest>

#include <string>
#include <vector>

using namespace tinyobs;

class TestLabelRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data();
    void names();
    void refusesSets_data();
    void refusesSets();
    void takesWhatIsExactlyAtTheLimit();
    void limitsHaveNamesAndUnits();
};

void TestLabelRules::names_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("isMetric");
    QTest::addColumn<bool>("isLabel");
    const auto row = [](const char *name, bool isMetric, bool isLabel) {
        QTest::newRow(name) << QByteArray(name) << isMetric << isLabel;
    };
    row("up", true, true);
    row("_up", true, true);
    row("http_requests_total", true, true);
    row("Up2", true, true);
    row("job:up:sum", true, false);
    row(":up", true, false);
    row("", false, false);
    row("2up", false, false);
    row("a-b", false, false);
    row("a.b", false, false);
    row("a b", false, false);
    row("caf\xc3\xa9", false, false);
}

void TestLabelRules::names()
{
    QFETCH(const QByteArray, name);
    QFETCH(const bool, isMetric);
    QFETCH(const bool, isLabel);
    QCOMPARE(isMetricName(name.toStdString()), isMetric);
    QCOMPARE(isLabelName(name.toStdString()), isLabel);
}

void TestLabelRules::refusesSets_data()
{
    QTest::addColumn<QByteArray>("metric");
    QTest::addColumn<QByteArray>("label");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<RefusalReason>("reason");
    QTest::addColumn<QByteArray>("message");
    using R = RefusalReason;
    const auto row = [](const char *title, const QByteArray &metric, const QByteArray &label,
                        const QByteArray &value, R reason, const QByteArray &message) {
        QTest::newRow(title) << metric << label << value << reason << message;
    };
    const QByteArray begins64(64, 'a');
    row("a long metric name", QByteArray(257, 'a'), "l", "v", R::TooLarge,
        ".name: metric name '" + begins64 + "...' is 257 bytes, limit 256");
    row("a long label name", "up", QByteArray(257, 'a'), "v", R::TooLarge,
        ".labels: label name '" + begins64 + "...' is 257 bytes, limit 256");
    row("a long label value", "up", "l", QByteArray(2049, 'v'), R::TooLarge,
        ".labels: value of label 'l' is 2049 bytes, limit 2048");
    row("no label name", "up", "", "v", R::BadName, ".labels: a label name is empty");
    row("a reserved label name", "up", "__x", "v", R::BadLabel,
        ".labels: label name '__x' begins with '__', which is reserved");
    row("a value cut within a character", "up", "l", "caf\xc3", R::BadLabel,
        ".labels: value of label 'l' is not valid UTF-8 or holds a NUL: 'caf\\xc3'");
    row("a value in Latin-1", "up", "l", "caf\xe9s", R::BadLabel,
        ".labels: value of label 'l' is not valid UTF-8 or holds a NUL: 'caf\\xe9s'");
    row("a value with a surrogate", "up", "l", "\xed\xa0\x80", R::BadLabel,
        ".labels: value of label 'l' is not valid UTF-8 or holds a NUL: '\\xed\\xa0\\x80'");
    row("a value with a NUL", "up", "l", QByteArray("a\0b", 3), R::BadLabel,
        ".labels: value of label 'l' is not valid UTF-8 or holds a NUL: 'a\\x00b'");
}

void TestLabelRules::refusesSets()
{
    QFETCH(const QByteArray, metric);
    QFETCH(const QByteArray, label);
    QFETCH(const QByteArray, value);
    QFETCH(const RefusalReason, reason);
    QFETCH(const QByteArray, message);
    const std::string metricText = metric.toStdString();
    const std::string labelText = label.toStdString();
    const std::string valueText = value.toStdString();
    const auto labels = makeLabels(metricText, {{labelText, valueText}}, IngestLimits());
    QVERIFY(!labels);
    QCOMPARE(QByteArray::fromStdString(labels.error().message), message);
    QVERIFY(labels.error().reason == reason);
}

void TestLabelRules::takesWhatIsExactlyAtTheLimit()
{
    const IngestLimits limits;
    const std::string metric(limits[IngestLimit::MetricNameBytes], 'm');
    const std::string name(limits[IngestLimit::LabelNameBytes], 'n');
    const std::string value(limits[IngestLimit::LabelValueBytes], '\n');
    std::vector<std::string> names;
    for (std::size_t i = 1; i < limits[IngestLimit::LabelsPerSeries]; ++i)
        names.push_back("l" + std::to_string(i));
    std::vector<LabelView> pairs{{name, value}};
    for (const std::string &further : names)
        pairs.push_back({further, "v"});
    const auto labels = makeLabels(metric, pairs, limits);
    QVERIFY2(labels, labels ? "" : labels.error().message.c_str());
    QCOMPARE(labels->value(name), std::string_view(value));
    pairs.push_back({"one_more", "v"});
    QVERIFY(!makeLabels(metric, pairs, limits));
}

void TestLabelRules::limitsHaveNamesAndUnits()
{
    for (const IngestLimitRow &row : IngestLimitTable) {
        QVERIFY(!row.name.empty());
        QVERIFY(!row.unit.empty());
        QVERIFY(row.value > 0);
    }
}

QTEST_APPLESS_MAIN(TestLabelRules)

#include "tst_labelrules.moc"
