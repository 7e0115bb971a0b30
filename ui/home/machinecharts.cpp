#include "ui/home/machinecharts.h"

#include <QCoreApplication>

#include <algorithm>
#include <thread>

namespace tinyobs::ui {
namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("MachineCharts", text);
}

ChartQuery query(char letter, std::string expr, std::string legend)
{
    return {.letter = std::string(1, letter), .expr = std::move(expr), .legend = std::move(legend)};
}

/// Of all series of the host's counter, per second.
std::string rateOf(const std::string &metric, const std::string &filters = {})
{
    return "sum(rate(" + metric + "{job=\"host\"" + filters + "}[$__rate_interval]))";
}

std::string cpuShare(const std::string &modes, unsigned cores)
{
    return rateOf("node_cpu_seconds_total", ", mode=~\"" + modes + '"') + " / " +
           std::to_string(cores);
}

const Unit Share{Unit::Base::Percent, 100, {}};
const Unit Bytes{Unit::Base::Bytes, 1, {}};
const Unit BytesPerSecond{Unit::Base::Bytes, 1, "/s"};

} // namespace

std::vector<MachineChart> machineCharts()
{
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    return {
        {"cpu",
         "node_cpu_seconds_total",
         translated("CPU"),
         translated(cores == 1 ? "share of %1 core" : "share of %1 cores").arg(cores),
         Share,
         {query('A', cpuShare("user|nice", cores), "user"),
          query('B', cpuShare("system|irq|softirq", cores), "system"),
          query('C', cpuShare("iowait|steal", cores), "waiting")},
         1},
        {"memory",
         "node_memory_MemTotal_bytes",
         translated("Memory"),
         translated("used and cached"),
         Bytes,
         {query('A',
                "sum(node_memory_MemTotal_bytes{job=\"host\"}) - "
                "sum(node_memory_MemAvailable_bytes{job=\"host\"})",
                "used"),
          query('B', "sum(node_memory_Cached_bytes{job=\"host\"})", "cached")},
         0},
        {"network",
         "node_network_receive_bytes_total",
         translated("Network"),
         translated("in and out"),
         BytesPerSecond,
         {query('A', rateOf("node_network_receive_bytes_total", ", device!=\"lo\""), "in"),
          query('B', rateOf("node_network_transmit_bytes_total", ", device!=\"lo\""), "out")},
         0},
        {"disk",
         "node_disk_read_bytes_total",
         translated("Disk"),
         translated("read and write"),
         BytesPerSecond,
         {query('A', rateOf("node_disk_read_bytes_total"), "read"),
          query('B', rateOf("node_disk_written_bytes_total"), "write")},
         0},
    };
}

} // namespace tinyobs::ui
