#include "ui/home/machinecharts.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>
#include <thread>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

using Answers = std::vector<std::vector<Line>>;

QString translated(const char *text)
{
    return QCoreApplication::translate("MachineCharts", text);
}

SampleColumns totalOf(const std::vector<Line> &lines)
{
    std::vector<const SampleColumns *> members;
    for (const Line &line : lines)
        members.push_back(&line.points);
    return combine(members, Combine::Sum);
}

Line named(std::string name, SampleColumns points)
{
    return {{{"is", std::move(name)}}, std::move(points)};
}

bool isBusy(const Line &line)
{
    return std::any_of(line.points.values.begin(), line.points.values.end(),
                       [](double percent) { return percent >= 0.05; });
}

std::vector<Line> cpuLines(Answers answers, const std::string &)
{
    std::set<std::string> cores;
    for (const Line &line : answers[0])
        cores.insert(line.labels.contains("cpu") ? line.labels.at("cpu") : std::string());
    std::vector<Line> lines = groupLines(std::move(answers[0]), "mode", Combine::Sum);
    std::erase_if(lines, [](const Line &line) {
        return line.labels == LabelMap{{"mode", "idle"}};
    });
    for (Line &line : lines)
        scale(line.points, 100.0 / double(std::max<std::size_t>(1, cores.size())));
    if (std::any_of(lines.begin(), lines.end(), isBusy))
        std::erase_if(lines, [](const Line &line) { return !isBusy(line); });
    return lines;
}

std::vector<Line> memoryLines(Answers answers, const std::string &)
{
    return {named("used", subtract(totalOf(answers[0]), totalOf(answers[1]))),
            named("cached", totalOf(answers[2]))};
}

View view(Unit unit, std::vector<ViewQuery> queries, decltype(View::build) build)
{
    View made;
    made.id = made.name = "machine";
    made.unit = std::move(unit);
    made.queries = std::move(queries);
    made.build = std::move(build);
    return made;
}

View twoWays(const std::string &first, const std::string &firstName, const std::string &second,
             const std::string &secondName)
{
    return view({Unit::Base::Bytes, 1, "/s"}, {{first, Reduce::Rate}, {second, Reduce::Rate}},
                [firstName, secondName](Answers answers, const std::string &) {
                    return std::vector<Line>{named(firstName, totalOf(answers[0])),
                                             named(secondName, totalOf(answers[1]))};
                });
}

} // namespace

std::vector<MachineChart> machineCharts()
{
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    return {
        {"cpu",
         translated("CPU"),
         translated(cores == 1 ? "by mode, % of %1 core" : "by mode, % of %1 cores").arg(cores),
         view({Unit::Base::Percent, 1, {}}, {{"node_cpu_seconds_total", Reduce::Rate}}, cpuLines),
         {},
         100},
        {"memory",
         translated("Memory"),
         translated("used and cached"),
         view({Unit::Base::Bytes, 1, {}},
              {{"node_memory_MemTotal_bytes", Reduce::Avg},
               {"node_memory_MemAvailable_bytes", Reduce::Avg},
               {"node_memory_Cached_bytes", Reduce::Avg}},
              memoryLines),
         {},
         0},
        {"network",
         translated("Network"),
         translated("in and out"),
         twoWays("node_network_receive_bytes_total", "in", "node_network_transmit_bytes_total",
                 "out"),
         {{"device", "lo"}},
         0},
        {"disk",
         translated("Disk"),
         translated("read and write"),
         twoWays("node_disk_read_bytes_total", "read", "node_disk_written_bytes_total", "write"),
         {},
         0},
    };
}

} // namespace tinyobs::ui
