#include "core/engine/querypool.h"
#include "ui/chart/view.h"
#include "ui/explore/metrictree.h"

#include <QSignalSpy>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::ui;
using namespace Qt::StringLiterals;

namespace {

CatalogMetric metric(std::string name)
{
    const MetricKind kind = guessKind(name);
    const std::string unit(guessUnit(name));
    return {std::move(name), kind, unit, 1, 0, {}};
}

std::shared_ptr<const Catalog> catalog()
{
    Catalog all;
    all.services.push_back({"shop",
                            false,
                            5,
                            0,
                            {metric("http_request_duration_seconds_bucket"),
                             metric("http_request_duration_seconds_count"),
                             metric("http_request_duration_seconds_sum"),
                             metric("http_requests_total"), metric("queue_length")}});
    all.services.push_back({"worker", false, 1, 0, {metric("jobs_total")}});
    all.services.push_back({"host", true, 1, 0, {metric("node_load1")}});
    return std::make_shared<const Catalog>(std::move(all));
}

/// "shop: a b; worker: c": services and what stands below them.
QString textOf(const MetricTree &tree)
{
    QString text;
    for (int row = 0; row < tree.rowCount(); ++row) {
        const QModelIndex index = tree.index(row);
        const QString name = index.data(MetricTree::Name).toString();
        if (index.data(MetricTree::IsService).toBool())
            text += (text.isEmpty() ? u""_s : u"; "_s) + name + u':';
        else
            text += u' ' + name;
    }
    return text;
}

} // namespace

class TestMetricTree : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsFamiliesBelowOpenServices()
    {
        MetricTree tree;
        tree.setForest(makeForest(*catalog()));
        QCOMPARE(textOf(tree), u"shop: http_request_duration_seconds http_requests_total "
                               u"queue_length; worker: jobs_total; host:"_s);
        tree.toggleService(u"shop"_s);
        tree.toggleService(u"host"_s);
        QCOMPARE(textOf(tree), u"shop:; worker: jobs_total; host: node_load1"_s);
        // A renewed catalog opens nothing that was closed.
        tree.setForest(makeForest(*catalog()));
        QCOMPARE(textOf(tree), u"shop:; worker: jobs_total; host: node_load1"_s);
    }

    void findsByLettersInOrder_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("rows");
        QTest::newRow("part of a name") << u"queue_l"_s << u"shop: queue_length"_s;
        QTest::newRow("letters in order") << u"htreqtot"_s << u"shop: http_requests_total"_s;
        QTest::newRow("capitals do not matter") << u"QUEUE_L"_s << u"shop: queue_length"_s;
        QTest::newRow("closed services are searched too") << u"load1"_s << u"host: node_load1"_s;
        QTest::newRow("two words in any order")
            << u"total http"_s << u"shop: http_requests_total"_s;
        QTest::newRow("nothing") << u"zzz"_s << u""_s;
    }
    void findsByLettersInOrder()
    {
        QFETCH(QString, pattern);
        MetricTree tree;
        tree.setForest(makeForest(*catalog()));
        tree.setPattern(pattern);
        QTEST(textOf(tree), "rows");
    }

    void knowsAFamilyByItsParts()
    {
        MetricTree tree;
        tree.setForest(makeForest(*catalog()));
        const Family *family = tree.find("shop", "http_request_duration_seconds_bucket");
        QVERIFY(family);
        QCOMPARE(family->name, std::string("http_request_duration_seconds"));
        QCOMPARE(family->kind, MetricKind::Histogram);
        QVERIFY(!tree.find("worker", "http_requests_total"));
        QVERIFY(tree.find("", "http_requests_total"));
    }

    void takesQuantilesOfANativeHistogram()
    {
        Catalog all;
        all.services.push_back({"shop", false, 1, 0, {}});
        all.services[0].metrics.push_back(
            {"rpc_seconds", MetricKind::Histogram, "seconds", 1, 0, {"route"}, "How long it took"});
        MetricTree tree;
        tree.setForest(makeForest(all));
        QCOMPARE(tree.index(1).data(MetricTree::Detail).toString(), u"histogram"_s);
        QCOMPARE(tree.index(1).data(MetricTree::Help).toString(), u"How long it took"_s);
        const Family &family = *tree.find("shop", "rpc_seconds");
        QCOMPARE(viewsOf(family).front().id, std::string("p95"));
        QCOMPARE(queriesOf(viewOf(family, "p95"), family, {}).front().expr,
                 std::string("histogram_quantile(0.95, rate(rpc_seconds[$__rate_interval]))"));
    }

    void keepsItsRowsWhenNothingChanged()
    {
        MetricTree tree;
        tree.setForest(makeForest(*catalog()));
        QSignalSpy reset(&tree, &MetricTree::modelReset);
        tree.setForest(makeForest(*catalog()));
        QCOMPARE(reset.size(), 0);
        QVERIFY(tree.find("shop", "queue_length"));
    }

    void searchesAHundredThousandNames()
    {
        Catalog all;
        all.services.push_back({"big", false, 100'000, 0, {}});
        for (int i = 0; i < 100'000; ++i)
            all.services[0].metrics.push_back(metric("metric_number_" + std::to_string(i)));
        MetricTree tree;
        tree.setForest(makeForest(all));
        tree.setPattern(u"77777"_s);
        QVERIFY(tree.rowCount() >= 2);
        QCOMPARE(tree.index(1).data(MetricTree::Name).toString(), u"metric_number_77777"_s);
    }

    void searchesManyInThePool()
    {
        Catalog all;
        all.services.push_back({"big", false, 1, 0, {}});
        for (int i = 0; i < 100'000; ++i)
            all.services[0].metrics.push_back(metric("metric_" + std::to_string(i)));
        all.services[0].metrics[77'777].help = "Cats in the garden";
        QueryPool pool(1);
        MetricTree tree(&pool);
        tree.setForest(makeForest(all));
        tree.setPattern(u"metric_99"_s);
        tree.setPattern(u"metric_99999"_s); // supersedes the one before
        QTRY_COMPARE(textOf(tree), u"big: metric_99999"_s);
        tree.setPattern(u"cats"_s);
        QTRY_COMPARE(textOf(tree), u"big: metric_77777"_s);
        // What is asked of a forest that has gone is dropped.
        tree.setPattern(u"metric_1"_s);
        tree.setForest(makeForest(*catalog()));
        pool.stop();
        QCoreApplication::processEvents();
        QVERIFY(!textOf(tree).contains(u"big"_s));
    }
};

QTEST_GUILESS_MAIN(TestMetricTree)
#include "tst_metrictree.moc"
