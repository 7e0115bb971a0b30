#pragma once

// All dashboards there are: the files of the user's folder, the provisioned ones, those that come
// with the program ("ready/host") and those made of a service's metrics ("automatic/shop"). Both
// front ends look here. Functions are thread-safe and touch the disk: run them through queries().

#include "core/dashboard/dashboardfolder.h"
#include "core/engine/settings.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

class Engine;

struct DashboardListing
{
    enum class Origin { Own, Provisioned, Ready, Automatic };

    std::string name; // "my-service", "provisioned/host", "ready/host", "automatic/shop"
    std::string title;
    std::string description = {};
    std::vector<std::string> tags = {};
    std::size_t panels = 0; // 0 for automatic ones, which are made when they are asked for
    Origin origin = Origin::Own;
    std::string error = {}; // why it cannot be read, or empty

    bool isReadOnly() const { return origin != Origin::Own; }
};

/// "own", "provisioned", "ready", "automatic".
std::string_view toText(DashboardListing::Origin origin);

/// Where the settings say, else dashboards/ in the data folder.
std::string dashboardFolderOf(const Settings &settings);

class DashboardLibrary
{
public:
    /// The engine must outlive the library.
    explicit DashboardLibrary(const Engine &engine);

    dashboard::DashboardFolder &folder() { return m_folder; }

    /// Own ones, provisioned ones, ready ones, automatic ones; by title each.
    std::vector<DashboardListing> list() const;
    Result<dashboard::ReadDashboard> load(std::string_view name) const;

private:
    const Engine &m_engine;
    dashboard::DashboardFolder m_folder;
};

} // namespace tinyobs
