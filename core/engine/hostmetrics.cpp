#include "core/engine/hostmetrics.h"

#include "core/base/clock.h"
#include "core/engine/procfiles.h"
#include "core/engine/systemfile.h"

#include <QtGlobal>

#ifdef Q_OS_LINUX
#include <sys/statvfs.h>
#include <unistd.h>
#endif

namespace tinyobs {

#ifdef Q_OS_LINUX
namespace {

class HostMetrics : public MetricSource
{
public:
    explicit HostMetrics(std::string root)
        : m_root(std::move(root))
        , m_ticksPerSecond(static_cast<double>(sysconf(_SC_CLK_TCK)))
    {
    }

    std::string_view job() const override { return "host"; }

    void collect(const Emit &emit) override
    {
        emitStat(read("proc/stat"), m_ticksPerSecond, emit);
        emitMemory(read("proc/meminfo"), emit);
        emitLoad(read("proc/loadavg"), emit);
        emitDisks(read("proc/diskstats"), emit);
        emitNetwork(read("proc/net/dev"), emit);
        for (const std::string_view resource : {"cpu", "memory", "io"})
            emitPressure(read("proc/pressure/" + std::string(resource)), resource, emit);
        emitFileSystems(emit);
        emit("node_time_seconds", {}, static_cast<double>(SystemClock().nowMs()) / 1000);
    }

private:
    std::string_view read(const std::string &path)
    {
        readSystemFile(m_root + path, m_text);
        return m_text;
    }

    void emitFileSystems(const Emit &emit)
    {
        for (const Mount &mount : localMounts(read("proc/self/mounts"))) {
            struct statvfs space = {};
            if (statvfs((m_root + mount.mountPoint).c_str(), &space) != 0)
                continue;
            const auto emitBlocks = [&](std::string_view name, fsblkcnt_t blocks) {
                emit(name,
                     {{"device", mount.device},
                      {"fstype", mount.type},
                      {"mountpoint", mount.mountPoint}},
                     static_cast<double>(blocks) * static_cast<double>(space.f_frsize));
            };
            emitBlocks("node_filesystem_size_bytes", space.f_blocks);
            emitBlocks("node_filesystem_free_bytes", space.f_bfree);
            emitBlocks("node_filesystem_avail_bytes", space.f_bavail);
        }
    }

    const std::string m_root; // ends with a slash
    const double m_ticksPerSecond;
    std::string m_text; // the file just read
};

} // namespace

std::unique_ptr<MetricSource> makeHostMetrics(std::string root)
{
    return std::make_unique<HostMetrics>(std::move(root));
}
#else
std::unique_ptr<MetricSource> makeHostMetrics(std::string)
{
    return nullptr;
}
#endif

} // namespace tinyobs
