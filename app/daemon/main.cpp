// tinyobsd: the server without a window. Wires the parts and waits for a signal; or runs a command.

#include "app/daemon/commands/command.h"
#include "app/startup/options.h"
#include "app/startup/process.h"
#include "app/startup/serverhost.h"
#include "app/startup/stopsignals.h"

#include <QCoreApplication>

using namespace tinyobs;
using namespace tinyobs::startup;

namespace {

constexpr std::string_view Program = "tinyobsd";

} // namespace

int main(int argc, char *argv[])
{
    prepareProcess();
    if (daemon::isCommand(argc, argv))
        return static_cast<int>(daemon::runCommand(argc, argv));
    const auto options = readOptions(Program, argc, argv);
    if (const auto *status = std::get_if<ExitStatus>(&options))
        return static_cast<int>(*status);
    const Settings &settings = std::get<Settings>(options);

    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("tinyobsd"));
    // Without plugins: QHttpServer would load OpenSSL, 5 MB resident and half of the start, for TLS
    // that nothing here speaks.
    QCoreApplication::setLibraryPaths({});
    const StopSignals signals;
    QObject::connect(&signals, &StopSignals::stopRequested, &application, &QCoreApplication::quit);

    ServerHost host(settings);
    if (const Result<void> started = host.start(); !started) {
        complain(Program, started.error().message);
        return static_cast<int>(ExitStatus::Failure);
    }
    host.announce();
    const int status = QCoreApplication::exec();
    host.stop();
    return status;
}
