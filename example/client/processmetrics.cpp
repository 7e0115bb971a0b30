#include "example/client/processmetrics.h"

#include <QByteArrayList>
#include <QDateTime>
#include <QDir>
#include <QFile>

#include <ctime>

#ifdef Q_OS_LINUX
#include <unistd.h>
#endif

namespace tinyobs::client {
namespace {

#ifdef Q_OS_LINUX

QByteArray readWhole(const char *path)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// The fields of /proc/self/stat after the program's name, which may hold blanks; see proc(5),
// whose field 3 is our first.
QByteArrayList statFields()
{
    const QByteArray stat = readWhole("/proc/self/stat");
    return stat.mid(stat.lastIndexOf(')') + 2).split(' ');
}

double bootTimeSeconds()
{
    const QByteArray stat = readWhole("/proc/stat");
    const qsizetype at = stat.indexOf("btime ");
    return at < 0 ? 0 : stat.mid(at + 6, stat.indexOf('\n', at) - at - 6).toDouble();
}

#endif

} // namespace

#ifdef Q_OS_LINUX

void addProcessMetrics(Registry &registry)
{
    static constexpr qsizetype UserTicks = 11, SystemTicks = 12, Threads = 17, StartTicks = 19,
                               VirtualBytes = 20, ResidentPages = 21;
    const auto ticksPerSecond = double(sysconf(_SC_CLK_TCK));
    const auto pageBytes = double(sysconf(_SC_PAGESIZE));
    const QByteArrayList atStart = statFields();
    if (atStart.size() <= ResidentPages)
        return;
    registry.gauge("process_start_time_seconds")
        .set(bootTimeSeconds() + atStart[StartTicks].toDouble() / ticksPerSecond);

    registry.beforeCollecting([=, &cpu = registry.counter("process_cpu_seconds_total"),
                               &resident = registry.gauge("process_resident_memory_bytes"),
                               &virtualSize = registry.gauge("process_virtual_memory_bytes"),
                               &threads = registry.gauge("process_threads"),
                               &descriptors = registry.gauge("process_open_fds")] {
        const QByteArrayList fields = statFields();
        if (fields.size() <= ResidentPages)
            return;
        cpu.raiseTo((fields[UserTicks].toDouble() + fields[SystemTicks].toDouble()) /
                    ticksPerSecond);
        resident.set(fields[ResidentPages].toDouble() * pageBytes);
        virtualSize.set(fields[VirtualBytes].toDouble());
        threads.set(fields[Threads].toDouble());
        // Listing the folder opens one descriptor itself.
        const auto open = QDir(QStringLiteral("/proc/self/fd"))
                              .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System);
        descriptors.set(double(open.size()) - 1);
    });
}

#else

void addProcessMetrics(Registry &registry)
{
    registry.gauge("process_start_time_seconds")
        .set(double(QDateTime::currentMSecsSinceEpoch()) / 1000);
    registry.beforeCollecting([&cpu = registry.counter("process_cpu_seconds_total")] {
        cpu.raiseTo(double(std::clock()) / CLOCKS_PER_SEC);
    });
}

#endif

} // namespace tinyobs::client
