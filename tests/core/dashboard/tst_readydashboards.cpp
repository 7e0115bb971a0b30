// What comes with the program: written as we write it, and every query of it is PromQL.
#include "core/dashboard/dashboardjson.h"
#include "core/dashboard/layout.h"
#include "core/dashboard/readydashboards.h"
#include "core/dashboard/variables.h"
#include "core/promql/syntax/parser.h"

#include <QDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tinyobs;
using namespace tinyobs::dashboard;

class TestReadyDashboards : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFileHasAName();
    void dashboards_data();
    void dashboards();
    void unknownNamesAreNotFound();
};

void TestReadyDashboards::everyFileHasAName()
{
    QStringList names;
    for (const std::string &name : readyNames())
        names << QString::fromStdString(name) + u".json"_s;
    names.sort();
    QCOMPARE(QDir(u":/dashboards"_s).entryList(QDir::Files, QDir::Name), names);
}

void TestReadyDashboards::dashboards_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const std::string &name : readyNames())
        QTest::newRow(name.c_str()) << QByteArray::fromStdString(name);
}

void TestReadyDashboards::dashboards()
{
    QFETCH(QByteArray, name);
    const std::string json = readyJson(name.toStdString());
    const Result<ReadDashboard> read = readDashboard(json);
    QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
    QVERIFY(read->warnings.empty());
    QCOMPARE(QByteArray::fromStdString(writeDashboard(read->dashboard)),
             QByteArray::fromStdString(json));

    VariableScope scope;
    for (const Variable &variable : read->dashboard.variables)
        scope.chosen[variable.name] = chosenValues(variable, {"a", "b"});
    for (const Panel &panel : read->dashboard.panels) {
        for (const Query &query : panel.queries) {
            QVERIFY2(variablesIn(expandQuery(query.expr, scope)).empty(), query.expr.c_str());
            const auto parsed = promql::parse(expandQuery(query.expr, scope));
            QVERIFY2(parsed.has_value(),
                     (query.expr + ": " + (parsed ? "" : parsed.error().message)).c_str());
        }
    }
    Dashboard settled = read->dashboard;
    compact(settled);
    QVERIFY2(settled == read->dashboard, "panels overlap or leave gaps");
}

void TestReadyDashboards::unknownNamesAreNotFound()
{
    QCOMPARE(readyDashboard("nothing").error().code, Error::Code::NotFound);
    QVERIFY(!readyDashboard("../dashboards/host"));
    QVERIFY(readyDashboard("host").has_value());
}

QTEST_APPLESS_MAIN(TestReadyDashboards)
#include "tst_readydashboards.moc"
