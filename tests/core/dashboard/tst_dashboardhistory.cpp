// Undo and redo of whole dashboards.
#include "core/dashboard/dashboardhistory.h"

#include <QTest>

using namespace tinyobs::dashboard;

namespace {

Dashboard titled(std::string title)
{
    return {.title = std::move(title)};
}

} // namespace

class TestDashboardHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stepsGoBackAndForth();
    void aNewStepEndsWhatWasUndone();
    void stepsOfOneKindMerge();
    void whatChangesNothingIsNoStep();
    void oldStepsAreForgotten();
};

void TestDashboardHistory::stepsGoBackAndForth()
{
    DashboardHistory history(titled("one"));
    QVERIFY(!history.canUndo());
    history.push(titled("two"), "Rename");
    history.push(titled("three"), "Rename again");
    QCOMPARE(history.undoText(), std::string("Rename again"));
    history.undo();
    QCOMPARE(history.current().title, std::string("two"));
    QCOMPARE(history.redoText(), std::string("Rename again"));
    history.undo();
    history.undo();
    QCOMPARE(history.current().title, std::string("one"));
    history.redo();
    history.redo();
    history.redo();
    QCOMPARE(history.current().title, std::string("three"));
    QVERIFY(!history.canRedo());
}

void TestDashboardHistory::aNewStepEndsWhatWasUndone()
{
    DashboardHistory history(titled("one"));
    history.push(titled("two"), "a");
    history.undo();
    history.push(titled("other"), "b");
    QVERIFY(!history.canRedo());
    history.undo();
    QCOMPARE(history.current().title, std::string("one"));
}

void TestDashboardHistory::stepsOfOneKindMerge()
{
    DashboardHistory history(titled(""));
    for (const char *text : {"r", "re", "req"})
        history.push(titled(text), "Change title", "title:0");
    history.push(titled("request"), "Change title", "title:1");
    history.undo();
    QCOMPARE(history.current().title, std::string("req"));
    history.undo();
    QCOMPARE(history.current().title, std::string());
}

void TestDashboardHistory::whatChangesNothingIsNoStep()
{
    DashboardHistory history(titled("one"));
    history.push(titled("one"), "nothing");
    QVERIFY(!history.canUndo());
}

void TestDashboardHistory::oldStepsAreForgotten()
{
    DashboardHistory history(titled("start"));
    for (std::size_t i = 0; i < DashboardHistory::MaxSteps + 5; ++i)
        history.push(titled(std::to_string(i)), "step");
    while (history.canUndo())
        history.undo();
    QCOMPARE(history.current().title, std::string("5"));
}

QTEST_APPLESS_MAIN(TestDashboardHistory)
#include "tst_dashboardhistory.moc"
