#include "tests/qml/openwindow.h"
#include "ui/chart/plotitem.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QXmlStreamReader>
#include <QtQml/qqmlextensionplugin.h>

#include <array>
#include <cmath>

Q_IMPORT_QML_PLUGIN(TinyObsPlugin)
Q_IMPORT_QML_PLUGIN(TinyObs_UiPlugin)

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

/// A latency histogram over half an hour that gets slower in the middle.
void sendHistogram(OpenWindow &open)
{
    constexpr std::array<double, 8> Bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1};
    std::array<double, Bounds.size() + 1> totals{};
    QByteArrayList elements;
    for (int i = 0; i <= 180; ++i) {
        const TimeMs timeMs = open.nowMs() - 1'800'000 + i * 10'000;
        const double middle = 3 + 2.5 * std::sin(i / 30.0);
        double above = 0;
        for (std::size_t b = 0; b < totals.size(); ++b) {
            totals[b] += 200 * std::exp(-std::pow(double(b) - middle, 2));
            above += totals[b];
            const QByteArray le = b < Bounds.size() ? QByteArray::number(Bounds[b]) : "+Inf";
            elements.append("{\"name\":\"latency_seconds_bucket\",\"value\":" +
                            QByteArray::number(above, 'f', 3) +
                            ",\"timestamp\":" + QByteArray::number(qint64(timeMs)) +
                            ",\"labels\":{\"service\":\"shop\",\"le\":\"" + le + "\"}}");
        }
    }
    QVERIFY(open.send(elements));
}

} // namespace

class TestChartLooks : public QObject
{
    Q_OBJECT

private:
    static ui::ChartModel &chartOf(OpenWindow &open)
    {
        return *open.workbench().explore()->chart();
    }
    static void openMetric(OpenWindow &open, const QString &metric)
    {
        QVERIFY(QTest::qWaitForWindowExposed(open.window()));
        QTRY_VERIFY(open.workbench().overview()->hasServices());
        open.workbench().openMetric(u"shop"_s, metric);
        QTRY_COMPARE(chartOf(open).state(), ui::ChartModel::Ready);
    }
    static QQuickItem *plotOf(const OpenWindow &open)
    {
        return open.window()
            ->findChild<QQuickItem *>(u"explorePage"_s)
            ->findChild<QQuickItem *>(u"plot"_s);
    }
    static QPoint at(QQuickItem *plot, double x, double y)
    {
        return plot->mapToScene(QPointF(x * plot->width(), y * plot->height())).toPoint();
    }

private Q_SLOTS:
    void drawsEachWay_data()
    {
        QTest::addColumn<QString>("drawing");
        QTest::addColumn<QString>("theme");
        QTest::newRow("areas") << u"areas"_s << u"light"_s;
        QTest::newRow("stacked") << u"stacked"_s << u"dark"_s;
        QTest::newRow("bars") << u"bars"_s << u"light"_s;
        QTest::newRow("points") << u"points"_s << u"dark"_s;
    }
    void drawsEachWay()
    {
        QFETCH(QString, drawing);
        QFETCH(QString, theme);
        OpenWindow open;
        open.workbench().setThemeMode(theme);
        open.sendShop();
        openMetric(open, u"http_requests_total"_s);
        const double before = chartOf(open).geometry().valueAxis.high;
        chartOf(open).setDrawing(drawing);
        QTRY_COMPARE(chartOf(open).picture().drawing == ui::Drawing::Lines, false);
        // Five routes on top of each other reach further than the highest of them.
        const bool isStacked = drawing == u"stacked"_s || drawing == u"bars"_s;
        QCOMPARE(chartOf(open).geometry().valueAxis.high > before * 1.5, isStacked);
        open.savePicture(u"chart-"_s + drawing);
    }

    void stacksOnlyWhatIsShown()
    {
        OpenWindow open;
        open.sendShop();
        openMetric(open, u"http_requests_total"_s);
        chartOf(open).setDrawing(u"stacked"_s);
        QTRY_COMPARE(chartOf(open).picture().drawing, ui::Drawing::Stacked);
        const double all = chartOf(open).geometry().valueAxis.high;
        chartOf(open).legend()->isolate(0);
        QVERIFY(chartOf(open).geometry().valueAxis.high < all / 2);
    }

    void showsAHistogramAsHeatmap()
    {
        for (const QString &theme : {u"light"_s, u"dark"_s}) {
            OpenWindow open;
            open.workbench().setThemeMode(theme);
            sendHistogram(open);
            openMetric(open, u"latency_seconds"_s);
            open.click(open.withText(u"heatmap"_s));
            QTRY_VERIFY(chartOf(open).isHeatmap());
            const ui::HeatGrid &heat = chartOf(open).picture().heat;
            QCOMPARE(heat.rows.size(), std::size_t(9));
            QVERIFY(heat.timesMs.size() > 50);
            QQuickItem *plot = plotOf(open);
            QTest::mouseMove(open.window(), at(plot, 0.5, 0.5));
            QTest::mouseMove(open.window(), at(plot, 0.5, 0.5) + QPoint(1, 0));
            QTRY_VERIFY(open.ofType("ChartTooltip"));
            const QVariantMap cell =
                chartOf(open).valuesAt(chartOf(open).startMs() + 900'000, 0.5).value(0).toMap();
            QVERIFY2(cell.value(u"name"_s).toString().contains(u"–"_s),
                     qPrintable(cell.value(u"name"_s).toString()));
            QVERIFY(cell.value(u"value"_s).toString().contains(u"%"_s));
            open.savePicture(u"chart-heatmap-"_s + theme);
        }
    }

    void showsAllPercentilesByOneClick()
    {
        OpenWindow open;
        sendHistogram(open);
        openMetric(open, u"latency_seconds"_s);
        open.click(open.withText(u"p50 p95 p99"_s));
        QTRY_COMPARE(chartOf(open).legend()->rowCount(), 3);
        QCOMPARE(chartOf(open).legend()->index(1).data(ui::LegendModel::Name).toString(), u"p95"_s);
    }

    void comparesWithEarlier()
    {
        OpenWindow open;
        open.workbench().range()->setSpan(600'000);
        open.sendShop();
        openMetric(open, u"http_requests_total"_s);
        open.workbench().explore()->setGroupBy(u"*"_s);
        QTRY_COMPARE(chartOf(open).legend()->rowCount(), 1);
        chartOf(open).setCompareMs(900'000);
        QTRY_COMPARE(chartOf(open).legend()->rowCount(), 2);
        QVERIFY(chartOf(open)
                    .legend()
                    ->index(1)
                    .data(ui::LegendModel::Name)
                    .toString()
                    .contains(u"earlier"_s));
        open.savePicture(u"chart-compare"_s);
    }

    void scalesTheValueAxis()
    {
        OpenWindow open;
        open.sendShop();
        openMetric(open, u"queue_latency_seconds"_s);
        chartOf(open).setScale(u"log"_s);
        QVERIFY(chartOf(open).geometry().isLog);
        QVERIFY(chartOf(open).geometry().valueAxis.low > 0);
        open.savePicture(u"chart-log"_s);
        chartOf(open).setScale(u"zero"_s);
        QCOMPARE(chartOf(open).geometry().valueAxis.low, 0.0);
        const double high = chartOf(open).geometry().valueAxis.high;
        // Shift and drag select values; a double click takes it back.
        QQuickItem *plot = plotOf(open);
        open.drag(at(plot, 0.4, 0.5), at(plot, 0.4, 0.9), Qt::ShiftModifier);
        QVERIFY(chartOf(open).isValueZoomed());
        QVERIFY(std::abs(chartOf(open).geometry().valueAxis.high - high * 0.5) < high * 0.05);
        QTest::mouseDClick(open.window(), Qt::LeftButton, {}, at(plot, 0.4, 0.5));
        QVERIFY(!chartOf(open).isValueZoomed());
        QVERIFY(open.workbench().range()->isLive());
    }

    void zoomsByTheWheelAndPans()
    {
        OpenWindow open;
        open.sendShop();
        openMetric(open, u"queue_latency_seconds"_s);
        ui::TimeRange &range = *open.workbench().range();
        QQuickItem *plot = plotOf(open);
        const TimeMs before = range.spanMs();
        const TimeMs middle = (range.startMs() + range.endMs()) / 2;
        QWheelEvent wheel(QPointF(at(plot, 0.5, 0.5)),
                          open.window()->mapToGlobal(at(plot, 0.5, 0.5)), {}, {0, 120},
                          Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(open.window(), &wheel);
        QTRY_COMPARE(range.spanMs(), before * 8 / 10);
        QVERIFY(std::abs((range.startMs() + range.endMs()) / 2 - middle) < before / 50);
        QTRY_COMPARE(chartOf(open).endMs(), qint64(range.endMs()));
        const TimeMs end = range.endMs();
        open.drag(at(plot, 0.5, 0.5), at(plot, 0.7, 0.5), Qt::ControlModifier);
        QVERIFY(range.endMs() < end);
        QCOMPARE(range.spanMs(), before * 8 / 10);
        QTest::keyClick(open.window(), Qt::Key_Left, Qt::AltModifier);
        QVERIFY(range.endMs() != end - before);
    }

    void takesDifferencesBetweenMarks()
    {
        OpenWindow open;
        open.sendShop();
        openMetric(open, u"http_requests_total"_s);
        QQuickItem *plot = plotOf(open);
        for (const auto &[key, x] : {std::pair{Qt::Key_A, 0.3}, std::pair{Qt::Key_B, 0.8}}) {
            QTest::mouseMove(open.window(), at(plot, x, 0.5));
            QTest::mouseMove(open.window(), at(plot, x, 0.5) + QPoint(1, 0));
            QTest::keyClick(open.window(), key);
        }
        QTRY_VERIFY(open.withText(u"Δt 15 min"_s));
        QVERIFY(open.withText(u"B − A"_s));
        open.savePicture(u"chart-marks"_s);
    }

    void savesWhatIsSeen()
    {
        OpenWindow open;
        open.sendShop();
        openMetric(open, u"queue_latency_seconds"_s);
        QTemporaryDir folder;
        ui::Exporter exporter(*open.workbench().range(), nullptr, folder.path());
        QSignalSpy done(&exporter, &ui::Exporter::done);
        const QVariantMap colors =
            plotOf(open)
                ->findChildren<ui::PlotItem *>(QString(), Qt::FindDirectChildrenOnly)
                .value(0)
                ->colors();
        chartOf(open).legend()->toggle(0); // "/" is hidden
        open.workbench().range()->setZoneId(u"Asia/Kolkata"_s);
        for (const QString &format : {u"png"_s, u"svg"_s, u"csv"_s, u"html"_s})
            exporter.save(&chartOf(open), format, colors);
        exporter.save(&chartOf(open), u"csv"_s, colors); // the same name again
        QCOMPARE(done.size(), 5);
        const QDir files(folder.path());
        QCOMPARE(files.entryList(QDir::Files).size(), 5);
        const auto read = [&done](int i) {
            QFile file(done[i][1].toString());
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QCOMPARE(QImage::fromData(read(0)).size(), QSize(2400, 1200));
        QXmlStreamReader svg(read(1));
        while (!svg.atEnd())
            svg.readNext();
        QVERIFY2(!svg.hasError(), qPrintable(svg.errorString()));
        const QList<QByteArray> lines = read(2).split('\n');
        QCOMPARE(lines.first().trimmed(),
                 QByteArray("time,unix_ms,/cart,/checkout,/health,/search"));
        QVERIFY(lines.size() > 300);
        QVERIFY2(lines[1].contains("+05:30,"), lines[1].constData());
        QVERIFY(read(3).contains("<svg"));
        QVERIFY(!read(3).contains("http://") || read(3).contains("http://www.w3.org"));
        QFile picture(QCoreApplication::applicationDirPath() + u"/pictures/chart-sheet.png"_s);
        QVERIFY(picture.open(QIODevice::WriteOnly));
        picture.write(read(0));
    }

    void saysWhereAFileCannotBeWritten()
    {
        OpenWindow open;
        open.sendShop();
        openMetric(open, u"queue_latency_seconds"_s);
        ui::Exporter exporter(*open.workbench().range(), nullptr, u"/proc/nowhere"_s);
        QSignalSpy failed(&exporter, &ui::Exporter::failed);
        exporter.save(&chartOf(open), u"csv"_s, {});
        QCOMPARE(failed.size(), 1);
        QVERIFY(failed[0][0].toString().contains(u"/proc/nowhere"_s));
    }

    void namesFilesHarmlessly()
    {
        QCOMPARE(ui::exportName(u"rate(../x{a=\"b\"})\n"_s, 0, 60'000, u"csv"_s),
                 u"rate_.._x_a__b_____19700101T0000Z_19700101T0001Z.csv"_s);
        QVERIFY(ui::exportName(QString(5000, u'x'), 0, 1, u"csv"_s).size() < 120);
    }
};

QTEST_MAIN(TestChartLooks)
#include "tst_chartlooks.moc"
