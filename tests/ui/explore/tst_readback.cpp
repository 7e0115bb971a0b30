#include "ui/explore/readback.h"

#include "core/promql/syntax/parser.h"
#include "ui/chart/placeholders.h"

#include <QTest>

#include <map>

using namespace tinyobs;
using namespace tinyobs::ui;

namespace {

Family simple(const std::string &name, MetricKind kind)
{
    Family family;
    family.name = name;
    family.kind = kind;
    return family;
}

Family classic()
{
    Family family = simple("latency_seconds", MetricKind::Histogram);
    family.bucket = "latency_seconds_bucket";
    family.sum = "latency_seconds_sum";
    family.count = "latency_seconds_count";
    return family;
}

std::vector<Family> families()
{
    Family summary = simple("rpc_seconds", MetricKind::Summary);
    summary.sum = "rpc_seconds_sum";
    summary.count = "rpc_seconds_count";
    summary.quantiles = "rpc_seconds";
    return {
        simple("requests_total", MetricKind::Counter),   simple("queue_length", MetricKind::Gauge),
        simple("my.dotted", MetricKind::Gauge),          classic(),
        simple("native_seconds", MetricKind::Histogram), summary};
}

const Family *find(const std::string &metric)
{
    static const std::vector<Family> all = families();
    for (const Family &family : all) {
        for (const std::string &name : {family.name, family.bucket, family.sum, family.count}) {
            if (!name.empty() && name == metric)
                return &family;
        }
    }
    return nullptr;
}

} // namespace

class TestReadBack : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsBackWhateverItMakes()
    {
        const std::vector<std::vector<LabelFilter>> filters{
            {},
            {{Matcher::Op::Equal, "service", "shop"}},
            {{Matcher::Op::NotEqual, "route", "a\"b\\c%1%b"}, {Matcher::Op::Match, "code", "5.."}},
        };
        int checked = 0;
        for (const Family &family : families()) {
            for (const View &view : viewsOf(family)) {
                for (const std::string by : {"", "*", "route", "my.label"}) {
                    for (const auto &wanted : filters) {
                        const Selection selection{wanted, by};
                        const std::vector<ChartQuery> queries = queriesOf(view, family, selection);
                        for (const ChartQuery &query : queries) {
                            const auto tree = promql::parse(maskedVariables(query.expr));
                            QVERIFY2(
                                tree,
                                (query.expr + ": " + (tree ? "" : tree.error().message)).c_str());
                        }
                        if (queries.size() != 1)
                            continue;
                        const auto read = readBack(queries.front().expr, find);
                        QVERIFY2(read, queries.front().expr.c_str());
                        QCOMPARE(read->family.name, family.name);
                        const std::vector<ChartQuery> again = queriesOf(
                            viewOf(read->family, read->viewId), read->family, read->selection);
                        QCOMPARE(again.front().expr, queries.front().expr);
                        ++checked;
                    }
                }
            }
        }
        QVERIFY(checked > 200);
    }

    void leavesWhatNoViewMakes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("another window") << QByteArray("rate(requests_total[7m])");
        QTest::newRow("another function") << QByteArray("deriv(queue_length[$__rate_interval])");
        QTest::newRow("a metric nobody knows") << QByteArray("rate(other_total[$__rate_interval])");
        QTest::newRow("a sum of two") << QByteArray("queue_length + queue_length");
        QTest::newRow("what cannot be parsed") << QByteArray("rate(");
        QTest::newRow("nothing") << QByteArray("");
        QTest::newRow("a number") << QByteArray("1");
    }
    void leavesWhatNoViewMakes()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!readBack(text.toStdString(), find));
    }

    void doesNotMindBlanks()
    {
        const auto read = readBack(
            "sum  by(route)(rate( requests_total{ service =\"shop\" } [$__rate_interval]))", find);
        QVERIFY(read);
        QCOMPARE(read->viewId, std::string("rate"));
        QCOMPARE(read->selection.by, std::string("route"));
        QCOMPARE(read->selection.filters.size(), std::size_t(1));
    }
};

QTEST_APPLESS_MAIN(TestReadBack)
#include "tst_readback.moc"
