// tinyobsd: the server without a window. Wires the parts and waits for a signal.

#include "app/startup/options.h"
#include "app/startup/process.h"
#include "app/startup/serverhost.h"
#include "app/startup/stopsignals.h"
#include "core/base/units.h"

#include <QCoreApplication>

#include <cstdio>

using namespace tinyobs;
using namespace tinyobs::startup;

namespace {

constexpr std::string_view Program = "tinyobsd";

/// The one line on standard output: those who start the server read the port from it.
void announce(const ServerHost &host, const Settings &settings)
{
    std::printf("TinyObs listening on %s (samples in memory: %s, at most %s)\n", host.url().c_str(),
                formatDuration(settings.store.keepFor).c_str(),
                formatSize(settings.store.memoryBytes).c_str());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char *argv[])
{
    prepareProcess();
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
    announce(host, settings);
    const int status = QCoreApplication::exec();
    host.stop();
    return status;
}
