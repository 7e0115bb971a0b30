#include "ui/home/troubles.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <string_view>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

// What was refused an hour ago is history, which the page of what comes in keeps.
constexpr TimeMs RecentRefusalMs = 15 * 60'000;
// A service that is gone for a day was probably meant to go.
constexpr TimeMs ForgottenServiceMs = 24 * 3'600'000;
constexpr std::size_t MostServices = 4;
constexpr std::size_t MostReasons = 4;
constexpr double NearEnd = 0.9;

QString translated(const char *text)
{
    return QCoreApplication::translate("Troubles", text);
}

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

void addServer(const TroubleFacts &facts, std::vector<Trouble> &troubles)
{
    if (!facts.serverProblem.isEmpty())
        troubles.push_back({u"server"_s, true, translated("Nothing can be received"),
                            facts.serverProblem, Trouble::Action::Retry});
    if (!facts.status.storageProblem.empty())
        troubles.push_back({u"storage"_s, true, translated("No samples are taken"),
                            textOf(facts.status.storageProblem), Trouble::Action::ShowStorage});
}

void addBudgets(const TroubleFacts &facts, std::vector<Trouble> &troubles)
{
    const auto used = [](double bytes, double budget) {
        return translated("%1 of %2").arg(formatBytes(bytes), formatBytes(budget));
    };
    const auto memory = double(facts.status.store.memoryBytes);
    const auto memoryBudget = double(facts.status.memoryBudgetBytes);
    if (memoryBudget > 0 && memory >= NearEnd * memoryBudget)
        troubles.push_back({u"memory"_s, true, translated("Memory for samples is nearly used up"),
                            translated("%1; new series are refused at the end of it")
                                .arg(used(memory, memoryBudget)),
                            Trouble::Action::ShowStorage});
    const auto disk = double(facts.status.store.diskBytes);
    const auto diskBudget = double(facts.diskBudgetBytes);
    if (diskBudget > 0 && disk >= NearEnd * diskBudget)
        troubles.push_back({u"disk"_s, false, translated("Disk budget is nearly used up"),
                            translated("%1; the oldest days go next").arg(used(disk, diskBudget)),
                            Trouble::Action::ShowStorage});
}

QString stoppedDetail(const ServiceState &service)
{
    const QString age = translated("last seen %1").arg(formatAgo(service.ageMs));
    return service.usualMs
               ? translated("%1, usually every %2").arg(age, formatSpan(*service.usualMs))
               : age;
}

void addServices(const TroubleFacts &facts, std::vector<Trouble> &troubles)
{
    std::vector<ServiceState> stopped;
    std::copy_if(facts.services.begin(), facts.services.end(), std::back_inserter(stopped),
                 [](const ServiceState &service) {
                     return healthOf(service.ageMs, service.usualMs) == Health::Stale &&
                            service.ageMs < ForgottenServiceMs;
                 });
    std::sort(stopped.begin(), stopped.end(), [](const ServiceState &a, const ServiceState &b) {
        return a.ageMs != b.ageMs ? a.ageMs < b.ageMs : a.name < b.name;
    });
    const std::size_t shown = std::min(stopped.size(), MostServices);
    for (std::size_t i = 0; i < shown; ++i)
        troubles.push_back({u"service/"_s + stopped[i].name, false,
                            translated("%1 stopped sending").arg(stopped[i].name),
                            stoppedDetail(stopped[i]), Trouble::Action::ShowService,
                            stopped[i].name});
    if (stopped.size() > shown)
        troubles.push_back({u"services"_s, false,
                            translated("%1 more stopped sending")
                                .arg(plural(stopped.size() - shown, translated("service"))),
                            translated("within the last day")});
}

struct Refused
{
    std::uint64_t count = 0;
    const IngestRefusal *newest = nullptr;
};

void addRefusals(const TroubleFacts &facts, std::vector<Trouble> &troubles)
{
    std::map<std::string_view, Refused> byReason;
    for (const IngestRefusal &refusal : facts.refusals) {
        if (facts.status.nowMs - refusal.timeMs >= RecentRefusalMs)
            continue;
        Refused &refused = byReason[refusal.reason];
        refused.count += refusal.count;
        if (!refused.newest || refused.newest->timeMs < refusal.timeMs)
            refused.newest = &refusal;
    }
    std::vector<std::pair<std::string_view, Refused>> sorted(byReason.begin(), byReason.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto &a, const auto &b) { return a.second.count > b.second.count; });
    const std::size_t shown = std::min(sorted.size(), MostReasons);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto &[reason, refused] = sorted[i];
        const IngestRefusal &newest = *refused.newest;
        const QString ago = formatAgo(facts.status.nowMs - newest.timeMs);
        troubles.push_back(
            {u"refused/"_s + textOf(reason), false,
             translated("%1 refused: %2")
                 .arg(formatCount(refused.count), textOf(reason).replace(u'_', u' ')),
             newest.sender.empty()
                 ? translated("newest %1").arg(ago)
                 : translated("newest %1, from %2").arg(ago, textOf(newest.sender)),
             Trouble::Action::ShowIngest});
    }
    if (sorted.size() > shown)
        troubles.push_back({u"refusals"_s,
                            false,
                            translated("Refused for %1 more")
                                .arg(plural(sorted.size() - shown, translated("reason"))),
                            {},
                            Trouble::Action::ShowIngest});
}

} // namespace

std::vector<Trouble> troublesOf(const TroubleFacts &facts)
{
    std::vector<Trouble> troubles;
    addServer(facts, troubles);
    addBudgets(facts, troubles);
    addServices(facts, troubles);
    addRefusals(facts, troubles);
    return troubles;
}

} // namespace tinyobs::ui
