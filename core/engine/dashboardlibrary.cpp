#include "core/engine/dashboardlibrary.h"

#include "core/base/quoted.h"
#include "core/dashboard/readydashboards.h"
#include "core/engine/automaticdashboard.h"
#include "core/engine/engine.h"

#include <QStandardPaths>

#include <algorithm>
#include <array>
#include <utility>

namespace tinyobs {
namespace {

using Origin = DashboardListing::Origin;

constexpr std::string_view ReadyPrefix = "ready/";
constexpr std::string_view AutomaticPrefix = "automatic/";

} // namespace

std::string_view toText(Origin origin)
{
    constexpr std::array<std::string_view, 4> Texts{"own", "provisioned", "ready", "automatic"};
    return Texts[static_cast<std::size_t>(origin)];
}

std::string dashboardFolderOf(const Settings &settings)
{
    if (!settings.dashboardsDir.empty())
        return settings.dashboardsDir;
    if (!settings.dataDir.empty())
        return settings.dataDir + "/dashboards";
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation).toStdString() +
           "/tinyobs/dashboards";
}

DashboardLibrary::DashboardLibrary(const Engine &engine)
    : m_engine(engine)
    , m_folder(dashboardFolderOf(engine.settings()))
{
}

std::vector<DashboardListing> DashboardLibrary::list() const
{
    std::vector<DashboardListing> all;
    for (dashboard::FolderEntry &entry : m_folder.list()) {
        all.push_back({.name = std::move(entry.name),
                       .title = std::move(entry.title),
                       .description = std::move(entry.description),
                       .tags = std::move(entry.tags),
                       .panels = entry.panels,
                       .origin = entry.isReadOnly ? Origin::Provisioned : Origin::Own,
                       .error = std::move(entry.error)});
    }
    for (const std::string &name : dashboard::readyNames()) {
        if (auto board = dashboard::readyDashboard(name)) {
            all.push_back({.name = std::string(ReadyPrefix) + name,
                           .title = std::move(board->title),
                           .description = std::move(board->description),
                           .tags = std::move(board->tags),
                           .panels = board->panels.size(),
                           .origin = Origin::Ready});
        }
    }
    for (const CatalogService &service : m_engine.catalog()->services) {
        all.push_back({.name = std::string(AutomaticPrefix) + service.name,
                       .title = service.name,
                       .description = std::to_string(service.metrics.size()) + " metrics",
                       .origin = Origin::Automatic});
    }
    return all;
}

Result<dashboard::ReadDashboard> DashboardLibrary::load(std::string_view name) const
{
    if (name.starts_with(ReadyPrefix)) {
        return dashboard::readyDashboard(name.substr(ReadyPrefix.size()))
            .map([](dashboard::Dashboard &&board) {
                return dashboard::ReadDashboard{std::move(board), {}};
            });
    }
    if (!name.starts_with(AutomaticPrefix))
        return m_folder.load(name);
    const std::shared_ptr<const Catalog> catalog = m_engine.catalog();
    const auto service = std::ranges::find(catalog->services, name.substr(AutomaticPrefix.size()),
                                           &CatalogService::name);
    if (service == catalog->services.end())
        return fail(Error::Code::NotFound, "there is no dashboard " + quoted(name));
    return dashboard::ReadDashboard{automaticDashboard(*service), {}};
}

} // namespace tinyobs
