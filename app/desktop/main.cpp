// tinyobs: the desktop app, which is the same server with a window. Wires the parts. A server that
// cannot start is no reason not to open: the window says why and offers to try again.

#include "app/startup/options.h"
#include "app/startup/process.h"
#include "app/startup/serverhost.h"
#include "app/startup/stopsignals.h"
#include "ui/workbench.h"

#include <QApplication>
#include <QQmlApplicationEngine>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QSettings>
#include <QtQml/qqmlextensionplugin.h>

using namespace tinyobs;
using namespace tinyobs::startup;
using namespace Qt::StringLiterals;

Q_IMPORT_QML_PLUGIN(TinyObsPlugin)
Q_IMPORT_QML_PLUGIN(TinyObs_UiPlugin)

namespace {

constexpr std::string_view Program = "tinyobs";

void startServer(ServerHost &host, ui::Workbench &workbench)
{
    const Result<void> started = host.start();
    const QString address = QString::fromStdString(host.address().toString());
    if (started) {
        host.announce();
        return workbench.setServer(address);
    }
    complain(Program, started.error().message);
    workbench.setServer(address, QString::fromStdString(started.error().message));
}

} // namespace

int main(int argc, char *argv[])
{
    prepareProcess();
    const auto options = readOptions(Program, argc, argv);
    if (const auto *status = std::get_if<ExitStatus>(&options))
        return static_cast<int>(*status);
    const Settings &settings = std::get<Settings>(options);

    // Qt Charts draws with the widgets' scene, hence not a QGuiApplication.
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"tinyobs"_s);
    QApplication::setOrganizationName(u"tinyobs"_s);
    QGuiApplication::setDesktopFileName(u"tinyobs"_s);
    QQuickStyle::setStyle(u"Basic"_s);
    const StopSignals signals;
    QObject::connect(&signals, &StopSignals::stopRequested, &application, &QApplication::quit);

    ServerHost host(settings);
    // Not in the data folder: that is known and ours only once the server has started.
    QSettings memory(QSettings::IniFormat, QSettings::UserScope, u"tinyobs"_s, u"window"_s);
    ui::Workbench workbench(host.engine(), memory);
    startServer(host, workbench);
    QObject::connect(&workbench, &ui::Workbench::retryRequested, &workbench,
                     [&host, &workbench] { startServer(host, workbench); });

    QQmlApplicationEngine window;
    window.addImportPath(u"qrc:/qt/qml"_s);
    window.setInitialProperties({{u"workbench"_s, QVariant::fromValue(&workbench)}});
    QObject::connect(
        &window, &QQmlApplicationEngine::objectCreationFailed, &application,
        [] { QCoreApplication::exit(static_cast<int>(ExitStatus::Failure)); },
        Qt::QueuedConnection);
    window.load(QUrl(u"qrc:/qt/qml/TinyObs/Main.qml"_s));
    const int status = QApplication::exec();
    host.stop();
    return status;
}
