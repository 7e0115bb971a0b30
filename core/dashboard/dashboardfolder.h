#pragma once

// Dashboards of one folder, a file each: <name>.json, where the name is made of the title when the
// file is made. What lies in provisioned/ below it is read only. Files are read when they are asked
// for, so that whoever edits them is never behind; they are replaced as a whole. A file that cannot
// be read is listed with its error and never overwritten. Functions may be called from any thread
// and touch the disk.

#include "core/base/result.h"
#include "core/dashboard/dashboardjson.h"

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::dashboard {

struct FolderEntry
{
    std::string name; // "my-service", "provisioned/host"
    std::string title;
    std::string description;
    std::vector<std::string> tags;
    std::size_t panels = 0;
    bool isReadOnly = false;
    std::string error; // why it cannot be read, or empty
};

class DashboardFolder
{
public:
    static constexpr std::size_t MaxFiles = 2000;

    /// Need not exist: it is made with the first dashboard.
    explicit DashboardFolder(std::string path);

    const std::string &path() const { return m_path; }
    std::string pathOf(std::string_view name) const;

    /// By title, those of the user first.
    std::vector<FolderEntry> list() const;
    Result<ReadDashboard> load(std::string_view name) const;
    bool contains(std::string_view name) const;

    /// Makes or replaces a file.
    Result<void> save(std::string_view name, const Dashboard &dashboard);
    /// Makes a file with a name of its own and returns it.
    Result<std::string> create(const Dashboard &dashboard);
    Result<void> remove(std::string_view name);
    /// Gives a dashboard another title, and its file the name that goes with it. Returns the name.
    Result<std::string> rename(std::string_view name, const std::string &title);

private:
    Result<void> checkWritable(std::string_view name) const;
    Result<void> write(std::string_view name, const Dashboard &dashboard);
    std::string freeName(std::string_view title) const;

    std::string m_path;   // absolute, without a slash at its end
    std::mutex m_writing; // one at a time looks for a free name and takes it
};

/// Lower-case letters, digits and hyphens of a title: "HTTP (prod)" -> "http-prod".
std::string slugOf(std::string_view title);
/// What may stand before ".json", "provisioned/" in front of it included.
bool isFileName(std::string_view name);

} // namespace tinyobs::dashboard
