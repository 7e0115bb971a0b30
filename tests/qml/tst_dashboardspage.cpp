// The page of dashboards, by real mouse and key events.
#include "core/dashboard/dashboardjson.h"
#include "tests/qml/openwindow.h"

#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QTest>
#include <QtQml/qqmlextensionplugin.h>

#include <cmath>

Q_IMPORT_QML_PLUGIN(TinyObsPlugin)
Q_IMPORT_QML_PLUGIN(TinyObs_UiPlugin)

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;
using dashboard::Dashboard;
using dashboard::Panel;
using dashboard::PanelKind;

namespace {

void save(const OpenWindow &open, const QString &name)
{
    const QImage picture = open.window()->grabWindow();
    QDir folder(QCoreApplication::applicationDirPath());
    folder.mkpath(u"pictures"_s);
    picture.save(folder.filePath(u"pictures/"_s + name + u".png"_s));
}

Panel panel(PanelKind kind, std::string title, dashboard::Place place, std::string expr,
            std::string legend = {})
{
    Panel panel{.kind = kind, .title = std::move(title), .place = place};
    panel.queries = {{.letter = "A", .expr = std::move(expr), .legend = std::move(legend)}};
    return panel;
}

/// One panel of each kind.
Dashboard shopBoard()
{
    const std::string latency = "queue_latency_seconds{route=~\"$route\"}";
    Dashboard board{.title = "Shop"};
    board.range = "30m";
    board.variables = {{.name = "route",
                        .title = "Route",
                        .label = "route",
                        .query = "queue_latency_seconds",
                        .isMulti = true,
                        .includesAll = true}};
    board.panels.push_back({.kind = PanelKind::Row, .title = "Now", .place = {0, 0, 24, 1}});
    board.panels.push_back(panel(PanelKind::Stat, "Requests", {0, 1, 6, 5},
                                 "sum(rate(http_requests_total[$__rate_interval]))"));
    board.panels.back().unit = "requests/s";
    board.panels.push_back(
        panel(PanelKind::Gauge, "Latency", {6, 1, 6, 5}, "max(" + latency + ")"));
    board.panels.back().max = 0.4;
    board.panels.back().thresholds = {{0.1, dashboard::Level::Warn}, {0.35, dashboard::Level::Bad}};
    board.panels.push_back(
        panel(PanelKind::Bar, "Latency by route", {12, 1, 12, 5}, latency, "{{route}}"));
    board.panels.push_back(
        panel(PanelKind::TimeSeries, "Latency over time", {0, 6, 12, 8}, latency, "{{route}}"));
    board.panels.back().thresholds = {{0.2, dashboard::Level::Bad}};
    board.panels.push_back(panel(PanelKind::Table, "Table of $route", {12, 6, 6, 8}, latency));
    board.panels.push_back(panel(PanelKind::StateTimeline, "Slow", {18, 6, 6, 8},
                                 "queue_latency_seconds > bool 0.1", "{{route}}"));
    board.panels.back().thresholds = {{0, dashboard::Level::Ok}, {1, dashboard::Level::Bad}};
    board.panels.push_back({.kind = PanelKind::Row, .title = "Words", .place = {0, 14, 24, 1}});
    board.panels.push_back({.kind = PanelKind::Text, .title = "Read me", .place = {0, 15, 12, 4}});
    board.panels.back().text = "Some **words**, `code` and a [link](https://example.org).\n\n"
                               "* one\n* two ![x](http://example.org/x.png) <b>three</b>";
    return board;
}

class DashboardWindow : public OpenWindow
{
public:
    DashboardWindow()
    {
        sendShop();
        workbench().setPage(u"dashboards"_s);
    }

    ui::DashboardsModel &dashboards() { return *workbench().dashboards(); }
    ui::DashboardModel &board() { return *dashboards().current(); }
    QString path(const QString &name) const { return dashboardFolder() + u"/"_s + name; }

    void write(const QString &name, const Dashboard &board)
    {
        QDir().mkpath(dashboardFolder());
        QFile file(path(name));
        QVERIFY(file.open(QFile::WriteOnly));
        file.write(QByteArray::fromStdString(dashboard::writeDashboard(board)));
    }
    Dashboard stored(const QString &name) const
    {
        QFile file(path(name));
        if (!file.open(QFile::ReadOnly))
            return {};
        const auto read = dashboard::readDashboard(file.readAll().toStdString());
        return read ? read->dashboard : Dashboard();
    }

    /// The shop's dashboard, drawn.
    void openShop()
    {
        write(u"shop.json"_s, shopBoard());
        dashboards().open(u"shop"_s);
        QTRY_COMPARE(board().title(), u"Shop"_s);
        QTRY_COMPARE(board().panels()->count(), 9);
        QTRY_VERIFY(frame(4));
        QTRY_COMPARE(board().panels()->panelAt(4)->chart()->state(), ui::ChartModel::Ready);
    }

    /// The grid makes room for the settings.
    void startEditing()
    {
        const double before = frame(1)->property("columnWidth").toDouble();
        click(button(u"Edit"_s));
        QTRY_VERIFY(board().isEditing());
        QTRY_VERIFY(frame(1)->property("columnWidth").toDouble() < before);
    }

    QQuickItem *frame(int row) const
    {
        return find(window()->contentItem(), [row](QQuickItem *item) {
            return QByteArray(item->metaObject()->className()).startsWith("PanelFrame_QMLTYPE") &&
                   item->property("index").toInt() == row;
        });
    }
    void click(QQuickItem *item, double x = 0.5, double y = 0.5) const
    {
        QVERIFY(item);
        QTest::mouseClick(window(), Qt::LeftButton, {},
                          item->mapToScene({x * item->width(), y * item->height()}).toPoint());
    }
    /// What can be clicked and says exactly this.
    QQuickItem *button(const QString &text) const
    {
        return find(window()->contentItem(), [&text](QQuickItem *item) {
            return item->metaObject()->indexOfSignal("clicked()") >= 0 &&
                   item->property("text").toString() == text;
        });
    }
    void drag(QPoint from, QPoint to) const
    {
        QTest::mousePress(window(), Qt::LeftButton, {}, from);
        for (int i = 1; i <= 8; ++i)
            QTest::mouseMove(window(), from + (to - from) * i / 8);
        QTest::mouseRelease(window(), Qt::LeftButton, {}, to);
    }
};

QPoint titleOf(QQuickItem *frame)
{
    return frame->mapToScene({60, 20}).toPoint();
}

} // namespace

class TestDashboardsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsAllThereAre();
    void showsEveryKindOfPanel();
    void makesADashboardByHand();
    void movesAPanelByMouse();
    void sizesAPanelByMouse();
    void movesAPanelByKeyboard();
    void editsAPanel();
    void followsTheFile();
    void choosesAVariable();
    void foldsARow();
    void showsOnePanelAlone();
    void deletesAndBringsBack();
    void importsFromGrafana();
    void opensOnesThatCannotBeChanged();
    void tellsOfABrokenFile();
};

void TestDashboardsPage::listsAllThereAre()
{
    DashboardWindow open;
    open.write(u"shop.json"_s, shopBoard());
    QTRY_VERIFY(open.withText(u"Your dashboards"_s));
    QTRY_VERIFY(open.withText(u"9 panels"_s));
    QVERIFY(open.withText(u"This machine"_s));
    QTRY_VERIFY(open.withText(u"By service, made of what it sends"_s));
    for (const QString &theme : {u"light"_s, u"dark"_s}) {
        open.workbench().setThemeMode(theme);
        save(open, u"dashboards-"_s + theme);
    }
    QTest::keyClick(open.window(), Qt::Key_Tab);
    open.click(open.withText(u"Find a dashboard"_s));
    for (const char c : {'m', 'a', 'c', 'h'})
        QTest::keyClick(open.window(), c);
    QTRY_COMPARE(open.dashboards().list()->count(), 1);
    QTest::keyClick(open.window(), Qt::Key_Return);
    QTRY_COMPARE(open.board().title(), u"This machine"_s);
}

void TestDashboardsPage::showsEveryKindOfPanel()
{
    DashboardWindow open;
    open.openShop();
    QTRY_VERIFY(open.withText(u"req/s"_s));
    QTRY_VERIFY(open.withText(u"/checkout"_s));
    QTRY_VERIFY(open.withText(u"Table of "_s));
    QTRY_COMPARE(open.board().panels()->panelAt(6)->chart()->state(), ui::ChartModel::Ready);
    for (const QString &theme : {u"light"_s, u"dark"_s}) {
        open.workbench().setThemeMode(theme);
        QTest::qWait(50);
        save(open, u"dashboard-"_s + theme);
    }
    QVERIFY(!open.board().panels()->panelAt(8)->text().contains(u"!["_s));
    QVERIFY(!open.board().panels()->panelAt(8)->text().contains(u"<b>"_s));
}

void TestDashboardsPage::makesADashboardByHand()
{
    DashboardWindow open;
    QTRY_VERIFY(open.button(u"New dashboard"_s));
    open.click(open.button(u"New dashboard"_s));
    QTRY_VERIFY(open.board().isEditing());
    QTRY_VERIFY(QFile::exists(open.path(u"new-dashboard.json"_s)));
    open.click(open.button(u"Add"_s));
    QTRY_VERIFY(open.button(u"Gauge"_s));
    open.click(open.button(u"Gauge"_s));
    QTRY_COMPARE(open.board().panels()->count(), 1);
    QTRY_COMPARE(open.stored(u"new-dashboard.json"_s).panels.size(), std::size_t(1));
    QCOMPARE(open.stored(u"new-dashboard.json"_s).panels[0].kind, PanelKind::Gauge);
    save(open, u"dashboard-new"_s);
    QTest::keyClick(open.window(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(open.board().panels()->count(), 0);
    QTest::keyClick(open.window(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(open.board().panels()->count(), 1);
}

void TestDashboardsPage::movesAPanelByMouse()
{
    DashboardWindow open;
    open.openShop();
    open.startEditing();
    QQuickItem *frame = open.frame(1);
    const int before = frame->property("cellX").toInt();
    const double column = frame->property("columnWidth").toDouble();
    const QPoint from = titleOf(frame);
    open.drag(from, from + QPoint(int(std::lround(6 * column)), 0));
    QTRY_COMPARE(frame->property("cellX").toInt(), before + 6);
    // What lay there made room.
    const Dashboard board = open.board().board();
    for (const Panel &one : board.panels) {
        if (one.title == "Latency")
            QVERIFY(one.place.y > 1);
    }
    QCOMPARE(open.board().undoText(), u"Move a panel"_s);
    QTRY_COMPARE(open.stored(u"shop.json"_s), board);
    save(open, u"dashboard-editing"_s);
    QTest::keyClick(open.window(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(open.frame(1)->property("cellX").toInt(), before);
}

void TestDashboardsPage::sizesAPanelByMouse()
{
    DashboardWindow open;
    open.openShop();
    open.startEditing();
    QQuickItem *frame = open.frame(4);
    const double column = frame->property("columnWidth").toDouble();
    const QPoint corner = frame->mapToScene({frame->width() - 8, frame->height() - 8}).toPoint();
    open.drag(corner, corner + QPoint(int(std::lround(-4 * column)), -36));
    QTRY_COMPARE(frame->property("cellW").toInt(), 8);
    QCOMPARE(frame->property("cellH").toInt(), 7);
}

void TestDashboardsPage::movesAPanelByKeyboard()
{
    DashboardWindow open;
    open.openShop();
    open.board().setEditing(true);
    open.frame(8)->forceActiveFocus(Qt::TabFocusReason);
    QTest::keyClick(open.window(), Qt::Key_Right, Qt::ControlModifier);
    QTRY_COMPARE(open.board().board().panels.back().place.x, 1);
    QTest::keyClick(open.window(), Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(open.board().board().panels.back().place.w, 13);
    QTest::keyClick(open.window(), Qt::Key_Delete);
    QTRY_COMPARE(open.board().panels()->count(), 8);
}

void TestDashboardsPage::editsAPanel()
{
    DashboardWindow open;
    open.openShop();
    open.board().setEditing(true);
    open.click(open.frame(4), 0.5, 0.5);
    QTRY_VERIFY(open.board().editor()->isActive());
    QQuickItem *title = open.window()->findChild<QQuickItem *>(u"titleField"_s);
    QVERIFY(title);
    title->forceActiveFocus();
    QVERIFY(QMetaObject::invokeMethod(title, "selectAll"));
    for (const char c : {'D', 'e', 'l', 'a', 'y'})
        QTest::keyClick(open.window(), c);
    QTRY_COMPARE(open.board().panels()->panelAt(4)->title(), u"Delay"_s);
    QTRY_COMPARE(open.stored(u"shop.json"_s).panels[4].title, std::string("Delay"));
    save(open, u"dashboard-settings"_s);
    // Typed letter by letter, taken back at once.
    open.board().undo();
    QTRY_COMPARE(open.board().panels()->panelAt(4)->title(), u"Latency over time"_s);

    open.board().editor()->change(u"drawing"_s, u"stacked"_s);
    QTRY_COMPARE(open.board().panels()->panelAt(4)->chart()->drawing(), u"stacked"_s);
    open.board().editor()->changeQuery(0, u"expr"_s, u"rate("_s);
    QTRY_COMPARE(open.board().panels()->panelAt(4)->chart()->state(), ui::ChartModel::Failed);
}

void TestDashboardsPage::followsTheFile()
{
    DashboardWindow open;
    open.openShop();
    Dashboard changed = shopBoard();
    changed.panels[4].title = "By hand";
    open.write(u"shop.json"_s, changed);
    QTRY_VERIFY(open.withText(u"By hand"_s));
    // A step like any other.
    open.board().setEditing(true);
    open.board().undo();
    QTRY_COMPARE(open.stored(u"shop.json"_s).panels[4].title, std::string("Latency over time"));
}

void TestDashboardsPage::choosesAVariable()
{
    DashboardWindow open;
    open.openShop();
    QTRY_VERIFY(open.button(u"All"_s));
    const auto lines = [&open] {
        return open.board().panels()->panelAt(4)->chart()->picture().lines.size();
    };
    QTRY_COMPARE(lines(), std::size_t(5));
    open.click(open.button(u"All"_s));
    QTRY_VERIFY(open.button(u"/cart"_s));
    save(open, u"dashboard-variable"_s);
    open.click(open.button(u"/cart"_s));
    QTRY_COMPARE(lines(), std::size_t(1));
    QTRY_VERIFY(open.withText(u"Table of /cart"_s));
}

void TestDashboardsPage::foldsARow()
{
    DashboardWindow open;
    open.openShop();
    const int rows = open.board().panels()->gridRows();
    open.click(open.frame(0), 0.3, 0.5);
    QTRY_COMPARE(open.board().panels()->count(), 3);
    QVERIFY(open.board().panels()->gridRows() < rows);
    // Looking does not change the file.
    QVERIFY(!open.board().board().panels[0].isFolded);
    open.board().toggleFold(0);
    QTRY_COMPARE(open.board().panels()->gridRows(), rows);
}

void TestDashboardsPage::showsOnePanelAlone()
{
    DashboardWindow open;
    open.openShop();
    open.frame(4)->forceActiveFocus(Qt::TabFocusReason);
    QTest::keyClick(open.window(), Qt::Key_V);
    QTRY_VERIFY(open.ofType("FullPanel"));
    QVERIFY(!open.ofType("PanelGrid"));
    QTRY_COMPARE(open.board().panels()->panelAt(4)->chart()->state(), ui::ChartModel::Ready);
    save(open, u"dashboard-full"_s);
    QTest::keyClick(open.window(), Qt::Key_Escape);
    QTRY_VERIFY(open.ofType("PanelGrid"));
    QTest::keyClick(open.window(), Qt::Key_Escape);
    QTRY_VERIFY(!open.board().isOpen());
}

void TestDashboardsPage::deletesAndBringsBack()
{
    DashboardWindow open;
    open.openShop();
    open.click(open.button(u"Delete"_s));
    QTRY_VERIFY(open.withText(u"Shop was deleted."_s));
    QVERIFY(!QFile::exists(open.path(u"shop.json"_s)));
    open.click(open.button(u"Bring it back"_s));
    QTRY_COMPARE(open.stored(u"shop.json"_s), shopBoard());
    QTRY_VERIFY(!open.withText(u"Shop was deleted."_s));
}

void TestDashboardsPage::importsFromGrafana()
{
    DashboardWindow open;
    QTRY_VERIFY(open.button(u"Import…"_s));
    open.click(open.button(u"Import…"_s));
    const QString json = u"{\"title\":\"Of Grafana\",\"panels\":[{\"type\":\"news\",\"title\":"
                         "\"News\"},{\"type\":\"timeseries\",\"title\":\"Up\",\"targets\":[{"
                         "\"expr\":\"queue_latency_seconds\",\"refId\":\"A\"}]}]}"_s;
    QGuiApplication::clipboard()->setText(json);
    QTRY_VERIFY(open.button(u"Import"_s));
    QTest::keyClick(open.window(), Qt::Key_V, Qt::ControlModifier);
    QTRY_VERIFY(open.button(u"Import"_s)->isEnabled());
    open.click(open.button(u"Import"_s));
    QTRY_VERIFY(open.withText(u"panels of type 'news' are not known"_s));
    save(open, u"dashboard-import"_s);
    open.click(open.button(u"Open it"_s));
    QTRY_COMPARE(open.board().title(), u"Of Grafana"_s);
    QTRY_COMPARE(open.board().panels()->count(), 1);
}

void TestDashboardsPage::opensOnesThatCannotBeChanged()
{
    DashboardWindow open;
    open.dashboards().open(u"automatic/shop"_s);
    QTRY_COMPARE(open.board().title(), u"shop"_s);
    QTRY_VERIFY(open.board().panels()->count() > 2);
    QVERIFY(!open.button(u"Edit"_s));
    save(open, u"dashboard-automatic"_s);
    open.click(open.button(u"Make a copy"_s));
    QTRY_VERIFY(open.board().isEditing());
    QCOMPARE(open.board().name(), u"shop"_s);
    QTRY_VERIFY(QFile::exists(open.path(u"shop.json"_s)));
}

void TestDashboardsPage::tellsOfABrokenFile()
{
    DashboardWindow open;
    open.openShop();
    QFile file(open.path(u"shop.json"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write("{");
    file.close();
    QTRY_VERIFY(open.board().problem().contains(u"not JSON"_s));
    open.board().setEditing(true);
    open.board().editor()->remove(1);
    QTRY_VERIFY(open.board().problem().contains(u"is not overwritten"_s));
    QVERIFY(file.open(QFile::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("{"));
}

QTEST_MAIN(TestDashboardsPage)
#include "tst_dashboardspage.moc"
