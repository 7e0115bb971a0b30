#include "ui/chart/chartmodel.h"

#include "core/engine/engine.h"
#include "tests/core/engine/sampletext.h"
#include "ui/chart/timerange.h"
#include "ui/explore/exploremodel.h"
#include "ui/home/overviewmodel.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace tinyobs;
using namespace tinyobs::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr TimeMs Now = 1'795'341'600'000; // 2026-11-22T10:00:00Z

/// Samples every 10 s over the last ten minutes.
QByteArray tenMinutes(double first, double step)
{
    QByteArrayList samples;
    for (int i = 0; i <= 60; ++i)
        samples.append(QByteArray::number((Now - 600'000 + i * 10'000) / 1000) + ':' +
                       QByteArray::number(first + i * step));
    return samples.join(' ');
}

QByteArray labelsOf(const QByteArray &service, const QByteArray &route)
{
    return "\"service\":\"" + service + "\",\"route\":\"" + route + '"';
}

QStringList namesOf(LegendModel *legend)
{
    QStringList names;
    for (int row = 0; row < legend->rowCount(); ++row)
        names.append(legend->index(row).data(LegendModel::Name).toString());
    return names;
}

} // namespace

class TestChartModel : public QObject
{
    Q_OBJECT

private:
    struct Bench
    {
        ManualClock clock{Now};
        Engine engine{Settings{}, clock};
        TimeRange range{clock};

        void send(const QByteArray &name, const QByteArray &labels, const QByteArray &samples)
        {
            const Result<IngestReport> done =
                test::ingest(engine, test::toMetrics(name, labels, samples));
            QVERIFY2(done, done ? "" : done.error().message.c_str());
        }
        void sendShop()
        {
            send("requests_total", labelsOf("shop", "/"), tenMinutes(0, 50));
            send("requests_total", labelsOf("shop", "/cart"), tenMinutes(1000, 20));
            send("queue_length", labelsOf("shop", "/"), tenMinutes(5, 0));
        }
    };

private Q_SLOTS:
    void showsACounterAsRate()
    {
        Bench bench;
        bench.sendShop();
        ExploreModel explore(bench.engine, bench.range);
        explore.setCatalog(bench.engine.catalog());
        explore.open(u"shop"_s, u"requests_total"_s);
        explore.chart()->setActive(true);
        QTRY_COMPARE(explore.chart()->state(), ChartModel::Ready);
        QCOMPARE(explore.viewId(), u"rate"_s);
        QCOMPARE(namesOf(explore.chart()->legend()), (QStringList{u"/"_s, u"/cart"_s}));
        // 50 and 20 each ten seconds.
        QCOMPARE(explore.chart()->legend()->index(0).data(LegendModel::Median).toString(),
                 u"5\u2009req/s"_s);
        QCOMPARE(explore.chart()->legend()->index(1).data(LegendModel::Median).toString(),
                 u"2\u2009req/s"_s);
    }

    void changesTheFunction()
    {
        Bench bench;
        bench.sendShop();
        ExploreModel explore(bench.engine, bench.range);
        explore.setCatalog(bench.engine.catalog());
        explore.open(u"shop"_s, u"requests_total"_s);
        explore.chart()->setActive(true);
        QTRY_COMPARE(explore.chart()->state(), ChartModel::Ready);
        explore.setViewId(u"last"_s);
        QTRY_COMPARE(explore.chart()->legend()->index(0).data(LegendModel::Max).toString(),
                     u"3k"_s);
    }

    void filtersByALabel()
    {
        Bench bench;
        bench.sendShop();
        ExploreModel explore(bench.engine, bench.range);
        explore.setCatalog(bench.engine.catalog());
        explore.open(u"shop"_s, u"requests_total"_s);
        explore.chart()->setActive(true);
        explore.addFilter(u"route"_s, u"=~"_s, u"/c.*"_s);
        QTRY_COMPARE(explore.chart()->legend()->rowCount(), 1);
        explore.removeFilter(0);
        QTRY_COMPARE(explore.chart()->legend()->rowCount(), 2);
        explore.loadLabelValues(u"route"_s);
        QTRY_COMPARE(explore.labelValues(), (QStringList{u"/"_s, u"/cart"_s}));
        // A pattern that does not compile is said, and the next answer replaces it.
        explore.addFilter(u"route"_s, u"=~"_s, u"(("_s);
        QTRY_COMPARE(explore.chart()->state(), ChartModel::Failed);
        QVERIFY(!explore.chart()->errorText().isEmpty());
        explore.removeFilter(0);
        QTRY_COMPARE(explore.chart()->state(), ChartModel::Ready);
    }

    void saysHowManyAreLeftOut()
    {
        Bench bench;
        for (int i = 0; i < 103; ++i)
            bench.send("load", labelsOf("shop", "/" + QByteArray::number(i)), tenMinutes(i, 0));
        ExploreModel explore(bench.engine, bench.range);
        explore.setCatalog(bench.engine.catalog());
        explore.open(u"shop"_s, u"load"_s);
        explore.chart()->setActive(true);
        QTRY_COMPARE(explore.chart()->state(), ChartModel::Ready);
        QCOMPARE(explore.chart()->legend()->rowCount(), 20);
        QCOMPARE(explore.chart()->moreText(), u"and 83 more"_s);
    }

    void laysOutWhatItDraws()
    {
        Bench bench;
        bench.sendShop();
        ExploreModel explore(bench.engine, bench.range);
        explore.setCatalog(bench.engine.catalog());
        explore.open(u"shop"_s, u"queue_length"_s);
        bench.range.setSpan(600'000);
        ChartModel &chart = *explore.chart();
        chart.setActive(true);
        QTRY_COMPARE(chart.state(), ChartModel::Ready);
        QCOMPARE(chart.geometry().lines.size(), std::size_t(1));
        const PlotLine &line = chart.geometry().lines.front();
        QCOMPARE(line.pieces.size(), std::size_t(1));
        QVERIFY(line.pieces.front().size() > 50);
        QCOMPARE(line.pieces.front().at(3).y(), 5.0);
    }

    void drawsALoneSampleAsAPoint()
    {
        Bench bench;
        bench.send("demo", labelsOf("shell", "/"), QByteArray::number(Now / 1000 - 60) + ":1");
        ExploreModel explore(bench.engine, bench.range);
        explore.setCatalog(bench.engine.catalog());
        explore.open(u"shell"_s, u"demo"_s);
        explore.chart()->setActive(true);
        QTRY_COMPARE(explore.chart()->state(), ChartModel::Ready);
        const PlotLine &line = explore.chart()->geometry().lines.front();
        QCOMPARE(line.pieces.size(), std::size_t(1));
        QCOMPARE(line.pieces.front().size(), qsizetype(1));
    }

    void showsASampleOfThisMoment()
    {
        Bench bench;
        bench.send("demo", labelsOf("shell", "/"), QByteArray::number(Now / 1000) + ":1");
        ExploreModel explore(bench.engine, bench.range);
        explore.setCatalog(bench.engine.catalog());
        explore.open(u"shell"_s, u"demo"_s);
        explore.chart()->setActive(true);
        QTRY_COMPARE(explore.chart()->state(), ChartModel::Ready);
        QCOMPARE(explore.chart()->geometry().lines.size(), std::size_t(1));
    }

    void hidesAndIsolates()
    {
        Bench bench;
        bench.sendShop();
        ExploreModel explore(bench.engine, bench.range);
        explore.setCatalog(bench.engine.catalog());
        explore.open(u"shop"_s, u"requests_total"_s);
        ChartModel &chart = *explore.chart();
        chart.setActive(true);
        QTRY_COMPARE(chart.state(), ChartModel::Ready);
        LegendModel &legend = *chart.legend();
        const auto hidden = [&legend] {
            return QList<bool>{legend.isHidden(0), legend.isHidden(1)};
        };
        legend.isolate(0);
        QCOMPARE(hidden(), (QList<bool>{false, true}));
        QCOMPARE(chart.valuesAt(Now - 60'000).size(), 1);
        QCOMPARE(chart.geometry().lines.size(), std::size_t(1));
        // Hidden stays hidden over a refresh.
        QSignalSpy drawn(&chart, &ChartModel::drawn);
        chart.refresh();
        QTRY_VERIFY(drawn.size() > 0);
        QCOMPARE(hidden(), (QList<bool>{false, true}));
        legend.isolate(0);
        QCOMPARE(hidden(), (QList<bool>{false, false}));
        legend.toggle(1);
        QCOMPARE(hidden(), (QList<bool>{false, true}));
    }

    void sortsTheTooltipByValue()
    {
        Bench bench;
        bench.sendShop();
        ExploreModel explore(bench.engine, bench.range);
        explore.setCatalog(bench.engine.catalog());
        explore.open(u"shop"_s, u"requests_total"_s);
        explore.setViewId(u"last"_s);
        explore.chart()->setActive(true);
        QTRY_COMPARE(explore.chart()->state(), ChartModel::Ready);
        const QVariantList rows = explore.chart()->valuesAt(Now - 60'000);
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0].toMap().value(u"name"_s).toString(), u"/"_s); // 2.7k against 2.1k
        QVERIFY(explore.chart()->valuesAt(Now - 1'200'000).isEmpty());
    }

    void followsTheRange()
    {
        Bench bench;
        bench.sendShop();
        ExploreModel explore(bench.engine, bench.range);
        explore.setCatalog(bench.engine.catalog());
        explore.open(u"shop"_s, u"queue_length"_s);
        ChartModel &chart = *explore.chart();
        chart.setActive(true);
        QTRY_COMPARE(chart.state(), ChartModel::Ready);
        bench.range.zoomTo(Now - 300'000, Now - 240'000);
        QTRY_COMPARE(chart.endMs(), qint64(Now - 240'000));
        QCOMPARE(chart.geometry().spanSeconds, 60.0);
        bench.range.zoomTo(Now - 7'200'000, Now - 7'100'000);
        QTRY_COMPARE(chart.state(), ChartModel::Empty);
    }

    void survivesItsOwnEndWhileAsking()
    {
        Bench bench;
        bench.sendShop();
        for (int i = 0; i < 20; ++i) {
            ExploreModel explore(bench.engine, bench.range);
            explore.setCatalog(bench.engine.catalog());
            explore.open(u"shop"_s, u"requests_total"_s);
            explore.chart()->setActive(true);
            QTest::qWait(i % 2 ? 35 : 0); // before the question, and while it is answered
        }
        QCoreApplication::processEvents();
    }

    void groupsTheOverviewByService()
    {
        Bench bench;
        bench.sendShop();
        bench.send("jobs_total", labelsOf("worker", "/"), tenMinutes(0, 1));
        OverviewModel overview(bench.engine, bench.range);
        QVERIFY(!overview.hasServices());
        overview.setCatalog(bench.engine.catalog());
        QVERIFY(overview.hasServices());
        QCOMPARE(overview.cards().size(), 2);
        QStringList titles;
        for (int row = 0; row < overview.rowCount(); ++row)
            titles.append(overview.index(row).data(OverviewModel::Title).toString());
        QVERIFY(titles.contains(u"shop"_s));
        QVERIFY(titles.contains(u"worker"_s));
        auto *card = qobject_cast<ServiceCard *>(overview.cards().first());
        QVERIFY(card);
        QCOMPARE(card->name(), u"shop"_s);
        card->chart()->setActive(true);
        QTRY_COMPARE(card->chart()->state(), ChartModel::Ready);
        QCOMPARE(card->chart()->valueText(), u"7\u2009req/s"_s);
    }

    void keepsItsChartsWhenSeriesAppear()
    {
        Bench bench;
        bench.sendShop();
        OverviewModel overview(bench.engine, bench.range);
        overview.setCatalog(bench.engine.catalog());
        const auto first = [&overview] {
            return overview.index(0).data(OverviewModel::Charts).value<QList<QObject *>>();
        };
        const QList<QObject *> before = first();
        QVERIFY(!before.isEmpty());
        bench.send("zebra", labelsOf("shop", "/"), tenMinutes(1, 0));
        // The catalog is renewed after a multiple of what it costs.
        QTRY_VERIFY((overview.setCatalog(bench.engine.catalog()), first().size() > before.size()));
        for (QObject *chart : before)
            QVERIFY(first().contains(chart));
    }
};

QTEST_MAIN(TestChartModel)
#include "tst_chartmodel.moc"
