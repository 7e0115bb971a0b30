#include "tests/qml/openwindow.h"

#include <QDir>
#include <QSignalSpy>
#include <QTest>
#include <QtQml/qqmlextensionplugin.h>

Q_IMPORT_QML_PLUGIN(TinyObsPlugin)
Q_IMPORT_QML_PLUGIN(TinyObs_UiPlugin)

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

class TestExplorePage : public QObject
{
    Q_OBJECT

private:
    static ui::ExploreModel &exploreOf(OpenWindow &open) { return *open.workbench().explore(); }
    static ui::ChartModel &chartOf(OpenWindow &open) { return *exploreOf(open).chart(); }
    static void openMetric(OpenWindow &open, const QString &metric)
    {
        open.sendShop();
        QVERIFY(QTest::qWaitForWindowExposed(open.window()));
        QTRY_VERIFY(open.workbench().overview()->hasServices());
        open.workbench().openMetric(u"shop"_s, metric);
        QTRY_COMPARE(chartOf(open).state(), ui::ChartModel::Ready);
    }
    static void write(OpenWindow &open, const QString &field, const QString &text)
    {
        auto *item = open.named(field);
        QVERIFY(item);
        open.click(item);
        QTest::keyClick(open.window(), Qt::Key_A, Qt::ControlModifier);
        for (const QChar c : text)
            QTest::keyClick(open.window(), c.toLatin1());
        QTest::keyClick(open.window(), Qt::Key_Return);
    }

private Q_SLOTS:
    void showsThePromqlOfWhatIsBuilt()
    {
        OpenWindow open;
        openMetric(open, u"http_requests_total"_s);
        QVERIFY(open.withText(u"rate(http_requests_total{service=\"shop\"}[$__rate_interval])"_s));
        exploreOf(open).setGroupBy(u"route"_s);
        QTRY_VERIFY(open.withText(u"sum by (route) (rate("_s));
        QCOMPARE(chartOf(open).legend()->rowCount(), 5);
        // As it was evaluated, four samples of 5 s or two steps.
        QTRY_VERIFY2(chartOf(open).expressionText().contains(u"[20s]"_s),
                     qPrintable(chartOf(open).expressionText()));
    }

    void readsBackWhatIsWritten()
    {
        OpenWindow open;
        openMetric(open, u"http_requests_total"_s);
        write(open, u"queryA"_s,
              u"sum by (route) (increase(http_requests_total{route!=\"/\"}[$__interval]))"_s);
        QTRY_COMPARE(exploreOf(open).viewId(), u"increase"_s);
        QCOMPARE(exploreOf(open).groupBy(), u"route"_s);
        QCOMPARE(exploreOf(open).filters(), QStringList{u"route != /"_s});
        QTRY_COMPARE(chartOf(open).legend()->rowCount(), 4);
    }

    void showsAFormulaOfTwoQueries()
    {
        OpenWindow open;
        openMetric(open, u"queue_latency_seconds"_s);
        open.click(open.withText(u"Add query"_s));
        QTRY_VERIFY(open.named(u"queryB"_s));
        write(open, u"queryB"_s, u"sum(A) * 2"_s);
        QTRY_COMPARE(chartOf(open).legend()->rowCount(), 6);
        open.savePicture(u"explore-formula"_s);
        write(open, u"queryB"_s, u"sum(A"_s);
        QTRY_COMPARE(chartOf(open).state(), ui::ChartModel::Failed);
        QVERIFY2(chartOf(open).errorText().startsWith(u"B: "_s),
                 qPrintable(chartOf(open).errorText()));
        exploreOf(open).queries()->remove(1);
        QTRY_COMPARE(chartOf(open).state(), ui::ChartModel::Ready);
    }

    void showsTableAndSamples()
    {
        OpenWindow open;
        openMetric(open, u"queue_latency_seconds"_s);
        open.click(open.withText(u"Table"_s));
        ui::AnswerTable &table = *exploreOf(open).table();
        QTRY_COMPARE(table.rows()->count(), 5);
        QVERIFY(table.columns().contains(u"route"_s));
        QCOMPARE(table.columns().last(), u"value"_s);
        QVERIFY(open.withText(u"5 series at"_s));
        open.savePicture(u"explore-table"_s);
        open.click(open.withText(u"Samples"_s));
        QTRY_COMPARE(table.rows()->count(), int(ui::AnswerTable::MaxRows));
        QCOMPARE(table.columns().first(), u"time"_s);
    }

    void filtersByAClickOnAValue()
    {
        OpenWindow open;
        openMetric(open, u"queue_latency_seconds"_s);
        open.click(open.within(u"explorePage"_s, u"route"_s));
        QTRY_COMPARE(exploreOf(open).valueCounts().size(), 5);
        QQuickItem *value = nullptr;
        QTRY_VERIFY((value = open.within(u"explorePage"_s, u"/cart"_s)) && value->isVisible());
        open.click(value);
        QTRY_COMPARE(exploreOf(open).filters(), QStringList{u"route = /cart"_s});
        QTRY_COMPARE(chartOf(open).legend()->rowCount(), 1);
    }

    void addsAQueryForADraggedMetric()
    {
        OpenWindow open;
        openMetric(open, u"queue_latency_seconds"_s);
        QQuickItem *row = open.within(u"explorePage"_s, u"deployments"_s);
        QVERIFY(row);
        QQuickItem *plot = open.window()
                               ->findChild<QQuickItem *>(u"explorePage"_s)
                               ->findChild<QQuickItem *>(u"plot"_s);
        open.drag(OpenWindow::centre(row), OpenWindow::centre(plot));
        QTRY_COMPARE(exploreOf(open).queries()->count(), 2);
        QTRY_COMPARE(chartOf(open).legend()->rowCount(), 6);
    }

    void tearsAChartOff()
    {
        OpenWindow open;
        openMetric(open, u"queue_latency_seconds"_s);
        QSignalSpy detached(&open.workbench(), &ui::Workbench::chartDetached);
        const auto before = QGuiApplication::topLevelWindows().size();
        open.workbench().detach(&chartOf(open));
        QCOMPARE(detached.size(), 1);
        QTRY_COMPARE(QGuiApplication::topLevelWindows().size(), before + 1);
    }

    void sortsTheLegendByAColumn()
    {
        OpenWindow open;
        openMetric(open, u"queue_latency_seconds"_s);
        QQuickItem *head = open.within(u"legend"_s, u"max"_s);
        open.click(head);
        ui::LegendModel &legend = *chartOf(open).legend();
        QCOMPARE(legend.sortColumn(), u"max"_s);
        QVERIFY(legend.isDescending());
        QCOMPARE(legend.index(0).data(ui::LegendModel::Name).toString(), u"/health"_s);
        open.click(head);
        QCOMPARE(legend.index(0).data(ui::LegendModel::Name).toString(), u"/"_s);
    }

    void takesHostileTexts()
    {
        OpenWindow open;
        openMetric(open, u"queue_latency_seconds"_s);
        for (const QString &text :
             {u"\"'`{}[]()"_s, u"<b>up</b><img src=x>"_s, u"\u202Eup\u0000\U0001F600 öß"_s,
              QString(3000, u'('), QString(70'000, u'a')}) {
            exploreOf(open).writeQuery(0, text);
            QTRY_COMPARE(chartOf(open).state(), ui::ChartModel::Failed);
            exploreOf(open).addFilter(text.left(100), u"=~"_s, text);
            exploreOf(open).loadLabelValues(text);
            exploreOf(open).tree()->setPattern(text);
            exploreOf(open).open(u"shop"_s, u"deployments"_s);
            QTRY_COMPARE(chartOf(open).state(), ui::ChartModel::Ready);
        }
    }
};

QTEST_MAIN(TestExplorePage)
#include "tst_explorepage.moc"
