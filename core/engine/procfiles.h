#pragma once

// The texts of Linux' /proc as samples, with node_exporter's names, labels and units. Every
// function takes the file's text, so that tests need no Linux, and skips what it cannot read. The
// number of series is bounded: a machine with many cores, disks or interfaces is summed up or cut
// off. Plain functions, usable in any thread.

#include "core/engine/metricsource.h"

#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

/// /proc/stat: CPU seconds per core and mode, up to 16 cores, else of all together (cpu="all");
/// boot time, context switches, interrupts, forks, running and blocked processes.
void emitStat(std::string_view text, double ticksPerSecond, const MetricSource::Emit &emit);
/// /proc/meminfo
void emitMemory(std::string_view text, const MetricSource::Emit &emit);
/// /proc/loadavg
void emitLoad(std::string_view text, const MetricSource::Emit &emit);
/// /proc/diskstats: whole disks that were ever used.
void emitDisks(std::string_view text, const MetricSource::Emit &emit);
/// /proc/net/dev: interfaces that ever carried anything.
void emitNetwork(std::string_view text, const MetricSource::Emit &emit);
/// /proc/pressure/<resource>: "cpu", "memory" or "io".
void emitPressure(std::string_view text, std::string_view resource, const MetricSource::Emit &emit);

struct Mount
{
    std::string device;
    std::string mountPoint;
    std::string type;

    bool operator==(const Mount &) const = default;
};

/// /proc/self/mounts: each local file system once. Network file systems are left out: asking a dead
/// one for its size blocks.
std::vector<Mount> localMounts(std::string_view text);

/// What /proc/self/stat says of this process.
struct ProcessStat
{
    double cpuSeconds = 0;
    double startSeconds = 0; // after boot
    double threads = 0;
    double virtualBytes = 0;
};
ProcessStat parseProcessStat(std::string_view text, double ticksPerSecond);

} // namespace tinyobs
