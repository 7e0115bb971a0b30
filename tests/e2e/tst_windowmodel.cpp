// The whole way into the window: the real example pushes over HTTP to the server that the desktop
// app hosts, and the models that QML shows have its services, its metrics and their values.

#include "app/startup/serverhost.h"
#include "core/engine/engine.h"
#include "tests/e2e/programs.h"
#include "ui/workbench.h"

#include <QGuiApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace tinyobs;

namespace {

constexpr int PatienceMs = 30'000;

Settings quietSettings(const QTemporaryDir &folder)
{
    Settings settings;
    settings.listen.port = 0;
    settings.ports = {{}, {}, {}, {}}; // others may have them
    settings.dataDir = folder.path().toStdString();
    settings.selfMetrics = false;
    settings.hostMetrics = false;
    return settings;
}

} // namespace

class TestWindowModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatTheExampleSends()
    {
        const QTemporaryDir folder;
        startup::ServerHost host(quietSettings(folder));
        QVERIFY(host.start());
        QSettings memory(folder.filePath(u"window.ini"_s), QSettings::IniFormat);
        ui::Workbench workbench(host.engine(), memory);
        QVERIFY(!workbench.overview()->hasServices());

        Program example;
        QVERIFY(example.start(u"tinyobs-example"_s, {u"--port"_s, u"0"_s, u"--target"_s,
                                                     QString::fromStdString(host.url()),
                                                     u"--history"_s, u"10m"_s, u"--no-traffic"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(workbench.overview()->hasServices(), PatienceMs);
        const auto isShown = [&workbench](const QString &name) {
            for (QObject *card : workbench.overview()->cards()) {
                if (qobject_cast<ui::ServiceCard *>(card)->name() == name)
                    return true;
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isShown(u"example"_s), PatienceMs);

        ui::ChartModel &chart = *workbench.explore()->chart();
        chart.setActive(true);
        QTRY_VERIFY_WITH_TIMEOUT(
            workbench.explore()->tree()->find("example", "process_resident_memory_bytes"),
            PatienceMs);
        workbench.openMetric(u"example"_s, u"process_resident_memory_bytes"_s);
        QTRY_COMPARE_WITH_TIMEOUT(chart.state(), ui::ChartModel::Ready, PatienceMs);
        QCOMPARE(chart.title(), u"process_resident_memory_bytes"_s);
        QCOMPARE(chart.legend()->count(), 1);
        // A process of a few megabytes: the value came through unharmed.
        const double bytes = chart.picture().lines.front().figures.last;
        QVERIFY2(bytes > 1e6 && bytes < 1e9, QByteArray::number(bytes));
        QVERIFY2(chart.valueText().endsWith(u"MiB"_s), qPrintable(chart.valueText()));
        host.stop();
    }
};

QTEST_MAIN(TestWindowModel)

#include "tst_windowmodel.moc"
