#include "core/engine/procfiles.h"

#include "core/engine/textfields.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

namespace tinyobs {
namespace {

using Emit = MetricSource::Emit;

constexpr std::size_t MaxCores = 16;
constexpr std::size_t MaxDevices = 32;

constexpr std::array<std::string_view, 8> CpuModes{"user",   "nice", "system",  "idle",
                                                   "iowait", "irq",  "softirq", "steal"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> StatNumbers{{
    {"btime", "node_boot_time_seconds"},
    {"ctxt", "node_context_switches_total"},
    {"intr", "node_intr_total"},
    {"processes", "node_forks_total"},
    {"procs_running", "node_procs_running"},
    {"procs_blocked", "node_procs_blocked"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> MemoryFields{{
    {"MemTotal:", "node_memory_MemTotal_bytes"},
    {"MemFree:", "node_memory_MemFree_bytes"},
    {"MemAvailable:", "node_memory_MemAvailable_bytes"},
    {"Buffers:", "node_memory_Buffers_bytes"},
    {"Cached:", "node_memory_Cached_bytes"},
    {"SwapTotal:", "node_memory_SwapTotal_bytes"},
    {"SwapFree:", "node_memory_SwapFree_bytes"},
    {"Dirty:", "node_memory_Dirty_bytes"},
    {"AnonPages:", "node_memory_AnonPages_bytes"},
    {"Shmem:", "node_memory_Shmem_bytes"},
    {"Slab:", "node_memory_Slab_bytes"},
    {"SReclaimable:", "node_memory_SReclaimable_bytes"},
}};

/// One column of a device's line: empty names are columns of no interest.
struct Column
{
    std::string_view name;
    double factor = 1;
};

constexpr double SectorBytes = 512; // whatever the disk's own sector is
constexpr double Millisecond = 1e-3;

constexpr std::array<Column, 10> DiskColumns{{
    {"node_disk_reads_completed_total"},
    {""},
    {"node_disk_read_bytes_total", SectorBytes},
    {"node_disk_read_time_seconds_total", Millisecond},
    {"node_disk_writes_completed_total"},
    {""},
    {"node_disk_written_bytes_total", SectorBytes},
    {"node_disk_write_time_seconds_total", Millisecond},
    {"node_disk_io_now"},
    {"node_disk_io_time_seconds_total", Millisecond},
}};

constexpr std::array<Column, 12> NetworkColumns{{
    {"node_network_receive_bytes_total"},
    {"node_network_receive_packets_total"},
    {"node_network_receive_errs_total"},
    {"node_network_receive_drop_total"},
    {""},
    {""},
    {""},
    {""},
    {"node_network_transmit_bytes_total"},
    {"node_network_transmit_packets_total"},
    {"node_network_transmit_errs_total"},
    {"node_network_transmit_drop_total"},
}};

struct Pressure
{
    std::string_view resource;
    std::string_view some; // somebody waited
    std::string_view full; // everybody waited, so nothing was done
};

constexpr std::array<Pressure, 3> Pressures{{
    {"cpu", "node_pressure_cpu_waiting_seconds_total", ""},
    {"memory", "node_pressure_memory_waiting_seconds_total",
     "node_pressure_memory_stalled_seconds_total"},
    {"io", "node_pressure_io_waiting_seconds_total", "node_pressure_io_stalled_seconds_total"},
}};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::size_t countCores(std::string_view text)
{
    std::size_t cores = 0;
    while (!text.empty()) {
        const std::string_view line = takeLine(text);
        cores += line.starts_with("cpu") && line.size() > 3 && isDigit(line[3]) ? 1 : 0;
    }
    return cores;
}

void emitCpu(std::string_view cpu, std::string_view fields, double ticksPerSecond, const Emit &emit)
{
    for (const std::string_view mode : CpuModes) {
        if (const auto ticks = takeNumber(fields))
            emit("node_cpu_seconds_total", {{"cpu", cpu}, {"mode", mode}}, *ticks / ticksPerSecond);
    }
}

/// sda1, nvme0n1p2, mmcblk0p1; loop0, ram0, zram0, fd0, sr0.
bool isPartOrPretended(std::string_view device)
{
    for (const std::string_view prefix : {"loop", "ram", "zram", "fd", "sr"}) {
        if (device.starts_with(prefix))
            return true;
    }
    const std::size_t digits = device.find_last_not_of("0123456789");
    const bool numbered = digits != std::string_view::npos && digits + 1 < device.size();
    if (!numbered)
        return false;
    if (device.starts_with("nvme") || device.starts_with("mmcblk"))
        return device[digits] == 'p';
    return device.starts_with("sd") || device.starts_with("hd") || device.starts_with("vd") ||
           device.starts_with("xvd");
}

/// Interfaces of containers come and go by the hundred.
bool isContainerInterface(std::string_view device)
{
    return device.starts_with("veth") || device.starts_with("cali");
}

/// Emits the columns of one device; false when all of them are zero, and then nothing is emitted.
bool emitColumns(std::string_view device, std::string_view fields, std::span<const Column> columns,
                 const Emit &emit)
{
    if (fields.find_first_not_of(" \t0") == std::string_view::npos)
        return false;
    for (const Column &column : columns) {
        const auto number = takeNumber(fields);
        if (number && !column.name.empty())
            emit(column.name, {{"device", device}}, *number * column.factor);
    }
    return true;
}

/// "\040" is a blank in a mount point.
std::string unescaped(std::string_view text)
{
    const auto octal = [](char c) { return c >= '0' && c <= '7'; };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '\\' && i + 3 < text.size() && octal(text[i + 1]) &&
                            octal(text[i + 2]) && octal(text[i + 3]);
        if (!escape) {
            out += text[i];
            continue;
        }
        out += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 +
                                 (text[i + 3] - '0'));
        i += 3;
    }
    return out;
}

} // namespace

void emitStat(std::string_view text, double ticksPerSecond, const Emit &emit)
{
    const bool perCore = countCores(text) <= MaxCores;
    while (!text.empty()) {
        std::string_view line = takeLine(text);
        const std::string_view key = takeField(line);
        if (key == "cpu" && !perCore)
            emitCpu("all", line, ticksPerSecond, emit);
        if (key.starts_with("cpu") && key != "cpu" && perCore)
            emitCpu(key.substr(3), line, ticksPerSecond, emit);
        const auto known =
            std::ranges::find(StatNumbers, key, &decltype(StatNumbers)::value_type::first);
        if (known == StatNumbers.end())
            continue;
        if (const auto number = takeNumber(line))
            emit(known->second, {}, *number);
    }
}

void emitMemory(std::string_view text, const Emit &emit)
{
    constexpr double KiB = 1024;
    while (!text.empty()) {
        std::string_view line = takeLine(text);
        const std::string_view key = takeField(line);
        const auto known =
            std::ranges::find(MemoryFields, key, &decltype(MemoryFields)::value_type::first);
        if (known == MemoryFields.end())
            continue;
        if (const auto number = takeNumber(line))
            emit(known->second, {}, *number * KiB);
    }
}

void emitLoad(std::string_view text, const Emit &emit)
{
    for (const std::string_view name : {"node_load1", "node_load5", "node_load15"}) {
        if (const auto load = takeNumber(text))
            emit(name, {}, *load);
    }
}

void emitDisks(std::string_view text, const Emit &emit)
{
    std::size_t devices = 0;
    while (!text.empty() && devices < MaxDevices) {
        std::string_view line = takeLine(text);
        takeField(line); // major number
        takeField(line); // minor number
        const std::string_view device = takeField(line);
        if (!device.empty() && !isPartOrPretended(device) &&
            emitColumns(device, line, DiskColumns, emit))
            ++devices;
    }
}

void emitNetwork(std::string_view text, const Emit &emit)
{
    std::size_t devices = 0;
    while (!text.empty() && devices < MaxDevices) {
        std::string_view line = takeLine(text);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            continue; // the two lines of headings
        std::string_view name = line.substr(0, colon);
        const std::string_view device = takeField(name);
        if (!isContainerInterface(device) &&
            emitColumns(device, line.substr(colon + 1), NetworkColumns, emit))
            ++devices;
    }
}

void emitPressure(std::string_view text, std::string_view resource, const Emit &emit)
{
    constexpr double Microsecond = 1e-6;
    const auto known = std::ranges::find(Pressures, resource, &Pressure::resource);
    if (known == Pressures.end())
        return;
    while (!text.empty()) {
        std::string_view line = takeLine(text);
        const std::string_view kind = takeField(line);
        const std::string_view name = kind == "some" ? known->some : known->full;
        const std::size_t total = line.find("total=");
        if (name.empty() || total == std::string_view::npos)
            continue;
        if (const auto microseconds = toNumber(line.substr(total + 6)))
            emit(name, {}, *microseconds * Microsecond);
    }
}

std::vector<Mount> localMounts(std::string_view text)
{
    std::vector<Mount> mounts;
    std::set<std::string, std::less<>> devices;
    while (!text.empty() && mounts.size() < MaxDevices) {
        std::string_view line = takeLine(text);
        const std::string_view device = takeField(line);
        const std::string_view mountPoint = takeField(line);
        const std::string_view type = takeField(line);
        // A container's root has a device of its own kind; everything else local is below /dev.
        const bool isLocal = device.starts_with("/dev/") || type == "zfs" || type == "overlay";
        const bool isWanted = isLocal && (type != "overlay" || mountPoint == "/");
        if (isWanted && type != "squashfs" && type != "iso9660" && devices.emplace(device).second)
            mounts.push_back({unescaped(device), unescaped(mountPoint), std::string(type)});
    }
    return mounts;
}

ProcessStat parseProcessStat(std::string_view text, double ticksPerSecond)
{
    // "pid (name) state ..."; a name may hold blanks and brackets. Counted from the state, field 3.
    constexpr std::size_t First = 3;
    constexpr std::size_t UserTicks = 14;
    constexpr std::size_t SystemTicks = 15;
    constexpr std::size_t Threads = 20;
    constexpr std::size_t StartTicks = 22;
    constexpr std::size_t VirtualBytes = 23;
    ProcessStat stat;
    const std::size_t nameEnd = text.rfind(')');
    if (nameEnd == std::string_view::npos)
        return stat;
    text.remove_prefix(nameEnd + 1);
    for (std::size_t field = First; field <= VirtualBytes; ++field) {
        const double number = takeNumber(text).value_or(0);
        if (field == UserTicks || field == SystemTicks)
            stat.cpuSeconds += number / ticksPerSecond;
        else if (field == Threads)
            stat.threads = number;
        else if (field == StartTicks)
            stat.startSeconds = number / ticksPerSecond;
        else if (field == VirtualBytes)
            stat.virtualBytes = number;
    }
    return stat;
}

} // namespace tinyobs
