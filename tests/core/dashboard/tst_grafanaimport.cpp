// Grafana's dashboards as ours, and what is said of the rest.
#include "core/dashboard/dashboardjson.h"
#include "core/dashboard/grafanaimport.h"

#include <QFile>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tinyobs;
using namespace tinyobs::dashboard;

namespace {

std::string file(const QString &name)
{
    QFile file(QStringLiteral(TINYOBS_TESTDATA "/") + name);
    return file.open(QFile::ReadOnly) ? file.readAll().toStdString() : std::string();
}

const Panel &panel(const Dashboard &board, std::string_view title)
{
    static const Panel None;
    const auto found = std::ranges::find(board.panels, title, &Panel::title);
    return found == board.panels.end() ? None : *found;
}

QStringList told(const Imported &imported)
{
    QStringList notes;
    for (const ImportNote &note : imported.notes)
        notes << QString::fromStdString(note.panel + ": " + note.reason);
    return notes;
}

} // namespace

class TestGrafanaImport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theDashboard();
    void panelsOfEachKind();
    void collapsedRowsKeepTheirPanels();
    void variables();
    void thresholds();
    void everythingElseIsTold();
    void theResultIsAFileOfOurs();
    void theOldSchemaWithRows();
    void wrappers_data();
    void wrappers();
    void whatIsNoDashboardIsRefused_data();
    void whatIsNoDashboardIsRefused();
    void oursIsTakenToo();

private:
    Imported m_host;
};

void TestGrafanaImport::initTestCase()
{
    const Result<Imported> imported = importGrafana(file(u"grafana-host.json"_s));
    QVERIFY2(imported.has_value(), imported ? "" : imported.error().message.c_str());
    m_host = *imported;
}

void TestGrafanaImport::theDashboard()
{
    const Dashboard &board = m_host.dashboard;
    QCOMPARE(board.title, std::string("Machine in full"));
    QCOMPARE(board.description, std::string("A machine in full"));
    QCOMPARE(board.tags, std::vector<std::string>{"linux"});
    QCOMPARE(board.range, std::string("24h"));
    QCOMPARE(board.refresh, std::string("1m"));
    QStringList titles;
    for (const Panel &panel : board.panels)
        titles << QString::fromStdString(panel.title);
    QCOMPARE(
        titles.join(u", "_s),
        u"At a glance, CPU busy, Cores, Network, CPU, Disks, Space used, Latency, Rest, Mounts, "
        "Read me, Units, Strange, Logs"_s);
}

void TestGrafanaImport::panelsOfEachKind()
{
    const Dashboard &board = m_host.dashboard;
    QCOMPARE(panel(board, "CPU busy").kind, PanelKind::Gauge);
    QCOMPARE(panel(board, "CPU busy").decimals, std::optional<int>(1));
    QCOMPARE(panel(board, "CPU busy").unit, std::string("percent"));
    QCOMPARE(panel(board, "Cores").kind, PanelKind::Stat);
    QCOMPARE(panel(board, "Cores").reduce, Reduce::Mean);
    QCOMPARE(panel(board, "Cores").queries[0].legend, std::string());

    const Panel &cpu = panel(board, "CPU");
    QCOMPARE(cpu.kind, PanelKind::TimeSeries);
    QCOMPARE(cpu.description, std::string("By mode"));
    QCOMPARE(cpu.drawing, Drawing::Stacked);
    QCOMPARE(cpu.unit, std::string("ratio"));
    QCOMPARE(cpu.queries.size(), std::size_t(2));
    QCOMPARE(cpu.queries[0].legend, std::string("{{mode}}"));
    QVERIFY(cpu.queries[1].isHidden);
    QCOMPARE(cpu.place, (Place{0, 5, 12, 8}));
    QVERIFY(cpu.thresholds.empty());

    const Panel &network = panel(board, "Network");
    QCOMPARE(network.unit, std::string("bytes/s"));
    QCOMPARE(network.scale, Scale::Log);
    QCOMPARE(network.drawing, Drawing::Areas);
    QCOMPARE(network.min, std::optional<double>(0));

    QCOMPARE(panel(board, "Space used").kind, PanelKind::Bar);
    QCOMPARE(panel(board, "Space used").repeat, std::string("disk"));
    QCOMPARE(panel(board, "Latency").kind, PanelKind::Heatmap);
    QCOMPARE(panel(board, "Mounts").kind, PanelKind::Table);
    QCOMPARE(panel(board, "Read me").kind, PanelKind::Text);
    QCOMPARE(panel(board, "Read me").text, std::string("# Hello\nthere"));
    QCOMPARE(panel(board, "Units").kind, PanelKind::StateTimeline);
    QCOMPARE(panel(board, "Strange").queries.size(), std::size_t(1));
}

void TestGrafanaImport::collapsedRowsKeepTheirPanels()
{
    const Dashboard &board = m_host.dashboard;
    QVERIFY(panel(board, "Disks").isFolded);
    QCOMPARE(panel(board, "Disks").place, (Place{0, 13, 24, 1}));
    QCOMPARE(panel(board, "Space used").place, (Place{0, 14, 12, 8}));
    QCOMPARE(panel(board, "Latency").place, (Place{12, 14, 12, 8}));
    QCOMPARE(panel(board, "Rest").place, (Place{0, 22, 24, 1}));
    QVERIFY(!panel(board, "Rest").isFolded);
    QCOMPARE(panel(board, "Mounts").place.y, 23);
}

void TestGrafanaImport::variables()
{
    const std::vector<Variable> &all = m_host.dashboard.variables;
    QCOMPARE(all.size(), std::size_t(5));
    QVERIFY((all[0] == Variable{.name = "job",
                                .title = "Job",
                                .kind = VariableKind::Label,
                                .label = "job",
                                .query = "node_uname_info"}));
    QVERIFY((all[1] == Variable{.name = "node",
                                .kind = VariableKind::Label,
                                .label = "instance",
                                .query = "node_uname_info{job=\"$job\", env=~\"a,b\"}",
                                .filter = "([^:]+):.*",
                                .isMulti = true,
                                .includesAll = true,
                                .allValue = ".*",
                                .current = {AllValues}}));
    QVERIFY((all[2] == Variable{.name = "disk",
                                .kind = VariableKind::Custom,
                                .options = {"sda", "sdb", "nvme0n1"},
                                .current = {"sda"},
                                .isHidden = true}));
    QVERIFY((all[3] == Variable{.name = "step",
                                .kind = VariableKind::Interval,
                                .options = {"1m", "5m"},
                                .current = {"5m"}}));
    QVERIFY((all[4] == Variable{.name = "env",
                                .kind = VariableKind::Constant,
                                .options = {"prod"},
                                .isHidden = true}));
}

void TestGrafanaImport::thresholds()
{
    using Thresholds = std::vector<Threshold>;
    const Dashboard &board = m_host.dashboard;
    QVERIFY(
        (panel(board, "CPU busy").thresholds == Thresholds{{85, Level::Warn}, {95, Level::Bad}}));
    QVERIFY(panel(board, "Cores").thresholds.empty());
    QVERIFY((panel(board, "Space used").thresholds ==
             Thresholds{{0.8, Level::Warn}, {0.9, Level::Bad}}));
    QVERIFY((panel(board, "Network").thresholds == Thresholds{{1e6, Level::Bad}}));
}

void TestGrafanaImport::everythingElseIsTold()
{
    const QStringList expected{
        u": variable 'datasource' chooses a data source: here it is always this server"_s,
        u": choice 'auto' of variable 'step' is left out"_s,
        u": the query of variable 'names', 'label_names()', is not known: the variable is left out"_s,
        u": variable 'Filters' of type 'adhoc' is left out"_s,
        u"CPU busy: texts for values (mappings) are left out"_s,
        u"CPU: query C is an expression over other queries: left out"_s,
        u"CPU: settings of single series (overrides) are left out"_s,
        u"Network: the alert is left out"_s,
        u"Network: settings of single series (overrides) are left out"_s,
        u"Space used: repeated panels stand side by side, not below one another"_s,
        u"Mounts: transformations are left out: the result of the query is shown"_s,
        u"Mounts: unit 'lengthmm' is shown as a word behind the number"_s,
        u"Map: panels of type 'nodeGraph' are not known: it is left out"_s,
        u"Strange: panels of type 'grafana-clock-panel' are not known: drawn as a time series"_s,
        u"Logs: query A is not PromQL: left out"_s,
        u": annotation 'Deploys' is left out"_s,
        u": links to other dashboards are left out"_s,
    };
    QCOMPARE(told(m_host).join(u'\n'), expected.join(u'\n'));
}

void TestGrafanaImport::theResultIsAFileOfOurs()
{
    const Result<ReadDashboard> read = readDashboard(writeDashboard(m_host.dashboard));
    QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
    QVERIFY(read->dashboard == m_host.dashboard);
    QVERIFY(read->warnings.empty());
}

void TestGrafanaImport::theOldSchemaWithRows()
{
    const Result<Imported> imported = importGrafana(file(u"grafana-old.json"_s));
    QVERIFY(imported.has_value());
    const Dashboard &board = imported->dashboard;
    QCOMPARE(board.panels[0].kind, PanelKind::Row);
    QCOMPARE(panel(board, "Up").place, (Place{0, 1, 8, 6}));
    QCOMPARE(panel(board, "Up").reduce, Reduce::Mean);
    QVERIFY(panel(board, "Up").thresholds[0].isBase());
    QCOMPARE(panel(board, "Up").thresholds[0].level, Level::Bad);
    QCOMPARE(panel(board, "Up").thresholds[2].level, Level::Ok);
    QCOMPARE(panel(board, "Wide").place, (Place{0, 7, 24, 6}));
    QCOMPARE(panel(board, "Wide").drawing, Drawing::Bars);
    QCOMPARE(told(*imported), QStringList{u": the time range 'now/d' to 'now/d' is replaced by the "
                                          "last 1h"_s});
}

void TestGrafanaImport::wrappers_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("the answer of Grafana's API")
        << QByteArray("{\"meta\":{},\"dashboard\":") << QByteArray("}");
    QTest::newRow("a resource of its newer API")
        << QByteArray("{\"kind\":\"Dashboard\",\"spec\":") << QByteArray("}");
}

void TestGrafanaImport::wrappers()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const Result<Imported> imported =
        importGrafana(before.toStdString() + file(u"grafana-host.json"_s) + after.toStdString());
    QVERIFY(imported.has_value());
    QVERIFY(imported->dashboard == m_host.dashboard);
}

void TestGrafanaImport::whatIsNoDashboardIsRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("schema v2")
        << QByteArray("{\"apiVersion\":\"dashboard.grafana.app/v2beta1\",\"spec\":{\"elements\":{},"
                      "\"layout\":{}}}")
        << QByteArray("this is Grafana's schema v2, which is not read: export the dashboard with "
                      "the model \"Classic\" instead");
    QTest::newRow("another document")
        << QByteArray("{\"a\":1}")
        << QByteArray("this is no dashboard of Grafana: it has neither panels nor rows");
    QTest::newRow("a list") << QByteArray("[]") << QByteArray("the document is not an object");
}

void TestGrafanaImport::whatIsNoDashboardIsRefused()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, message);
    const Result<Imported> imported = importGrafana(json.toStdString());
    QVERIFY(!imported.has_value());
    QCOMPARE(QByteArray::fromStdString(imported.error().message), message);
}

void TestGrafanaImport::oursIsTakenToo()
{
    const Result<Imported> imported = importDashboard(writeDashboard(m_host.dashboard));
    QVERIFY(imported.has_value());
    QVERIFY(imported->dashboard == m_host.dashboard);
    QVERIFY(importDashboard(file(u"grafana-host.json"_s))->dashboard == m_host.dashboard);
}

QTEST_APPLESS_MAIN(TestGrafanaImport)
#include "tst_grafanaimport.moc"
