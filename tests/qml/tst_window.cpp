#include "tests/qml/openwindow.h"

#include <QDir>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>
#include <QtQml/qqmlextensionplugin.h>

#include <algorithm>
#include <cstdlib>

Q_IMPORT_QML_PLUGIN(TinyObsPlugin)
Q_IMPORT_QML_PLUGIN(TinyObs_UiPlugin)

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

namespace {

QPoint inWindow(QQuickItem *item, double x, double y)
{
    return item->mapToScene(QPointF(x * item->width(), y * item->height())).toPoint();
}

/// Pixels close to a colour: antialiasing leaves few exact ones.
int pixelsLike(const QImage &picture, const QColor &color)
{
    int count = 0;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            const QColor pixel = picture.pixelColor(x, y);
            count += std::abs(pixel.red() - color.red()) + std::abs(pixel.green() - color.green()) +
                         std::abs(pixel.blue() - color.blue()) <
                     40;
        }
    }
    return count;
}

} // namespace

class TestWindow : public QObject
{
    Q_OBJECT

private:
    static void openExplore(OpenWindow &open, const QString &metric)
    {
        open.workbench().openMetric(u"shop"_s, metric);
        QTRY_COMPARE(open.workbench().explore()->chart()->state(), ui::ChartModel::Ready);
    }
    /// Where the mouse acts on the large chart.
    static QQuickItem *plotOf(const OpenWindow &open)
    {
        QQuickItem *page = open.window()->findChild<QQuickItem *>(u"explorePage"_s);
        return OpenWindow::find(page,
                                [](QQuickItem *item) { return item->objectName() == u"plot"_s; });
    }

private Q_SLOTS:
    void replacesTheEmptyStartByTheFirstSample()
    {
        OpenWindow open;
        QVERIFY(open.window());
        QTRY_VERIFY(open.withText(u"Waiting for the first sample"_s));
        QVERIFY(open.withText(u"curl http://127.0.0.1:8080/ingest"_s));
        QVERIFY(open.send({R"({"name":"demo","value":1,"labels":{"service":"shell"}})"}));
        QTRY_VERIFY(!open.withText(u"Waiting for the first sample"_s));
        QTRY_VERIFY(open.withText(u"shell"_s));
        QVERIFY(open.withText(u"demo"_s));
    }

    void tellsTheTruthInTheStatusBar()
    {
        OpenWindow open;
        open.sendShop();
        QTRY_VERIFY(open.withText(u"11 series"_s));
        QVERIFY(open.withText(u"0 refused"_s));
        QVERIFY(!open.send({R"({"name":"my metric","value":1})"}));
        QTRY_VERIFY(open.withText(u"1 refused"_s));
    }

    void showsWhatWasRefusedAndTheWayThere()
    {
        OpenWindow open;
        QVERIFY(QTest::qWaitForWindowExposed(open.window()));
        QTRY_VERIFY(open.withText(u"0 refused"_s));
        QVERIFY(!open.workbench().hasRecentRefusals());
        open.workbench().setPage(u"ingest"_s);
        QTRY_VERIFY(open.withText(u"Nothing was refused since the start."_s));
        QVERIFY(open.withText(u"Nobody has sent anything yet."_s));
        QVERIFY(open.withText(u"curl http://127.0.0.1:8080/ingest"_s));
        open.workbench().setPage(u"overview"_s);

        open.engine().refuse({.format = {},
                              .reason = "not_found",
                              .message = "no such path: /v1/metric <b>",
                              .path = "/v1/metric",
                              .sender = "10.0.0.7"});
        QTRY_VERIFY(open.workbench().hasRecentRefusals());
        QQuickItem *refused = open.withText(u"1 refused"_s);
        QVERIFY(refused);
        QTest::mouseClick(open.window(), Qt::LeftButton, {}, inWindow(refused, 0.5, 0.5));
        QCOMPARE(open.workbench().page(), u"ingest"_s);
        QTRY_VERIFY(open.withText(u"no such path: /v1/metric <b>"_s));
        QVERIFY(open.withText(u"10.0.0.7"_s));
        QVERIFY(open.withText(u"not found"_s));
        open.savePicture(u"ingest"_s);
    }

    void saysWhyItDoesNotListen()
    {
        OpenWindow open;
        open.workbench().setServer(u"127.0.0.1:8080"_s, u"port 8080 is in use"_s);
        QTRY_VERIFY(open.withText(u"port 8080 is in use"_s));
        QVERIFY(open.window()->title().contains(u"not listening"_s));
        QSignalSpy retry(&open.workbench(), &ui::Workbench::retryRequested);
        QQuickItem *button = open.withText(u"Try again"_s);
        QVERIFY(button);
        QTest::mouseClick(open.window(), Qt::LeftButton, {}, inWindow(button, 0.5, 0.5));
        QCOMPARE(retry.size(), 1);
        open.workbench().setServer(u"127.0.0.1:8081"_s);
        QTRY_VERIFY(!open.withText(u"port 8080 is in use"_s));
    }

    void findsAMetricByKeyboard()
    {
        OpenWindow open;
        open.sendShop();
        QTRY_VERIFY(open.workbench().overview()->hasServices());
        QVERIFY(QTest::qWaitForWindowExposed(open.window()));
        QTest::keyClick(open.window(), Qt::Key_Slash);
        QTRY_COMPARE(open.workbench().page(), u"explore"_s);
        QTRY_VERIFY(open.window()->activeFocusItem() &&
                    open.window()->activeFocusItem()->inherits("QQuickTextField"));
        // g, l and r are letters here and no shortcuts.
        for (const char key : QByteArray("queuelr"))
            QTest::keyClick(open.window(), key);
        QCOMPARE(open.workbench().explore()->tree()->pattern(), u"queuelr"_s);
        QVERIFY(open.workbench().range()->isLive());
        QTest::keyClick(open.window(), Qt::Key_Backspace);
        QTest::keyClick(open.window(), Qt::Key_Return);
        QTRY_COMPARE(open.workbench().explore()->chart()->title(), u"queue_latency_seconds"_s);
    }

    void findsAnythingByThePalette()
    {
        OpenWindow open;
        open.sendShop();
        QTRY_VERIFY(open.workbench().overview()->hasServices());
        QVERIFY(QTest::qWaitForWindowExposed(open.window()));
        QTest::keyClick(open.window(), Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(open.named(u"paletteField"_s));
        QTRY_VERIFY(open.named(u"paletteField"_s)->hasActiveFocus());
        for (const char key : QByteArray("latency"))
            QTest::keyClick(open.window(), key);
        QTRY_COMPARE(open.workbench().palette()->index(0).data(ui::PaletteModel::Title).toString(),
                     u"queue_latency_seconds"_s);
        open.savePicture(u"palette"_s);
        QTest::keyClick(open.window(), Qt::Key_Return);
        QTRY_COMPARE(open.workbench().explore()->chart()->title(), u"queue_latency_seconds"_s);
        QCOMPARE(open.workbench().page(), u"explore"_s);
    }

    void showsAllKeys()
    {
        OpenWindow open;
        open.workbench().setThemeMode(u"dark"_s);
        QVERIFY(QTest::qWaitForWindowExposed(open.window()));
        QTest::keyClick(open.window(), Qt::Key_F1);
        QTRY_VERIFY(open.withText(u"g then h"_s));
        open.savePicture(u"keys"_s);
        QTest::keyClick(open.window(), Qt::Key_Escape);
        QTRY_VERIFY(!open.withText(u"g then h"_s));
    }

    void obeysKeys()
    {
        OpenWindow open;
        QVERIFY(QTest::qWaitForWindowExposed(open.window()));
        QTest::keyClick(open.window(), Qt::Key_G);
        QTest::keyClick(open.window(), Qt::Key_E);
        QTRY_COMPARE(open.workbench().page(), u"explore"_s);
        QTest::keyClick(open.window(), Qt::Key_G);
        QTest::keyClick(open.window(), Qt::Key_H);
        QTRY_COMPARE(open.workbench().page(), u"overview"_s);
        QTest::keyClick(open.window(), Qt::Key_L);
        QTRY_VERIFY(!open.workbench().range()->isLive());
    }

    void zoomsByDraggingAndBackByDoubleClick()
    {
        OpenWindow open;
        open.sendShop();
        openExplore(open, u"queue_latency_seconds"_s);
        QQuickItem *plot = plotOf(open);
        QVERIFY(plot);
        QTRY_VERIFY(plot->width() > 300);
        ui::ChartModel *chart = open.workbench().explore()->chart();
        const qint64 from = chart->startMs() + (chart->endMs() - chart->startMs()) / 4;
        QTest::mousePress(open.window(), Qt::LeftButton, {}, inWindow(plot, 0.25, 0.5));
        QTest::mouseMove(open.window(), inWindow(plot, 0.4, 0.5));
        QTest::mouseMove(open.window(), inWindow(plot, 0.5, 0.5));
        QTest::mouseRelease(open.window(), Qt::LeftButton, {}, inWindow(plot, 0.5, 0.5));
        QVERIFY(!open.workbench().range()->isLive());
        const double span = double(open.workbench().range()->spanMs());
        QVERIFY2(std::abs(span - 450'000) < 20'000, QByteArray::number(span));
        QVERIFY(std::abs(open.workbench().range()->startMs() - from) < 20'000);
        QTRY_COMPARE(chart->endMs(), qint64(open.workbench().range()->endMs()));
        QTest::mouseDClick(open.window(), Qt::LeftButton, {}, inWindow(plot, 0.5, 0.5));
        QVERIFY(open.workbench().range()->isLive());
        QCOMPARE(open.workbench().range()->spanMs(), TimeMs(1'800'000));
    }

    void showsValuesUnderThePointer()
    {
        OpenWindow open;
        open.sendShop();
        openExplore(open, u"queue_latency_seconds"_s);
        QQuickItem *plot = plotOf(open);
        QTRY_VERIFY(plot->width() > 300);
        QTest::mouseMove(open.window(), inWindow(plot, 0.2, 0.5));
        QTest::mouseMove(open.window(), inWindow(plot, 0.2, 0.5) + QPoint(1, 0));
        QTRY_VERIFY(open.ofType("ChartTooltip"));
        open.savePicture(u"tooltip"_s);
    }

    void isolatesALineByItsLegend()
    {
        OpenWindow open;
        open.sendShop();
        openExplore(open, u"queue_latency_seconds"_s);
        ui::ChartModel *chart = open.workbench().explore()->chart();
        QQuickItem *row = nullptr;
        QTRY_VERIFY((row = open.ofType("LegendRow")) && row->width() > 300);
        const auto hidden = [chart] {
            int count = 0;
            for (int i = 0; i < chart->legend()->rowCount(); ++i)
                count += chart->legend()->isHidden(std::size_t(i));
            return count;
        };
        QTest::mouseClick(open.window(), Qt::LeftButton, {}, inWindow(row, 0.3, 0.5));
        QTRY_COMPARE(hidden(), 4);
        QTest::mouseClick(open.window(), Qt::LeftButton, {}, inWindow(row, 0.3, 0.5));
        QTRY_COMPARE(hidden(), 0);
        QTest::mouseClick(open.window(), Qt::LeftButton, Qt::ControlModifier,
                          inWindow(row, 0.3, 0.5));
        QTRY_COMPARE(hidden(), 1);
    }

    void drawsInBothThemes_data()
    {
        QTest::addColumn<QString>("theme");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QColor>("ground");
        QTest::addColumn<QList<QColor>>("lines"); // of the five routes
        const QList<QColor> light{QColor(u"#0072b2"_s), QColor(u"#d55e00"_s), QColor(u"#00885f"_s),
                                  QColor(u"#b5578f"_s), QColor(u"#b97f00"_s), QColor(u"#2b8fc9"_s),
                                  QColor(u"#7a5195"_s), QColor(u"#555e6b"_s)};
        const QList<QColor> dark{QColor(u"#58a9e6"_s), QColor(u"#f48a54"_s), QColor(u"#35c79a"_s),
                                 QColor(u"#e59ac8"_s), QColor(u"#f0b84a"_s), QColor(u"#8fd0f6"_s),
                                 QColor(u"#b592e0"_s), QColor(u"#aab3bf"_s)};
        const QSize small(1280, 800);
        const QSize large(1440, 900);
        QTest::newRow("light 1280") << u"light"_s << small << QColor(u"#f5f6f8"_s) << light;
        QTest::newRow("dark 1280") << u"dark"_s << small << QColor(u"#0d1015"_s) << dark;
        QTest::newRow("light 1440") << u"light"_s << large << QColor(u"#f5f6f8"_s) << light;
        QTest::newRow("dark 1440") << u"dark"_s << large << QColor(u"#0d1015"_s) << dark;
    }
    void drawsInBothThemes()
    {
        QFETCH(QString, theme);
        QFETCH(QSize, size);
        QFETCH(QColor, ground);
        QFETCH(QList<QColor>, lines);
        OpenWindow open(true);
        open.window()->resize(size);
        open.workbench().setThemeMode(theme);
        open.sendShop();
        QTRY_VERIFY(open.workbench().overview()->hasServices());
        QTRY_VERIFY(open.withText(u"http_requests_total"_s));
        QTRY_COMPARE(qobject_cast<ui::ServiceCard *>(open.workbench().overview()->cards().first())
                         ->chart()
                         ->state(),
                     ui::ChartModel::Ready);
        QTRY_VERIFY(open.withText(u"CPU"_s));
        const QString suffix = u"-%1-%2"_s.arg(theme).arg(size.width());
        // The five routes of the counter's chart, whichever colours the labels give them.
        const auto inColour = [&] {
            const QImage picture = open.window()->grabWindow();
            return std::count_if(lines.begin(), lines.end(), [&picture](const QColor &color) {
                return pixelsLike(picture, color) > 60;
            });
        };
        QTRY_VERIFY(inColour() >= 5);
        const QImage overview = open.savePicture(u"overview"_s + suffix);
        QCOMPARE(overview.size(), size);
        QVERIFY(pixelsLike(overview, ground) > 10'000);

        openExplore(open, u"queue_latency_seconds"_s);
        // Drawn within the next frames: count until every line's colour is there.
        ui::LegendModel *legend = open.workbench().explore()->chart()->legend();
        QCOMPARE(legend->rowCount(), 5);
        const auto drawn = [&] {
            const QImage picture = open.window()->grabWindow();
            for (int row = 0; row < legend->rowCount(); ++row) {
                const int color = legend->index(row).data(ui::LegendModel::Color).toInt();
                if (pixelsLike(picture, lines[color]) < 60)
                    return false;
            }
            return true;
        };
        QTRY_VERIFY(drawn());
        open.savePicture(u"explore"_s + suffix);
    }

    void remembersItsState()
    {
        QTemporaryDir folder;
        QSettings memory(folder.filePath(u"window.ini"_s), QSettings::IniFormat);
        SystemClock clock;
        Engine engine(Settings{}, clock);
        {
            ui::Workbench workbench(engine, memory);
            workbench.setPage(u"explore"_s);
            workbench.setThemeMode(u"dark"_s);
            workbench.range()->setSpan(300'000);
        }
        ui::Workbench again(engine, memory);
        QCOMPARE(again.page(), u"explore"_s);
        QVERIFY(again.isDark());
        QCOMPARE(again.range()->spanMs(), TimeMs(300'000));
    }
};

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
