#pragma once

// The folder that one process at a time keeps its data in. Main thread.

#include "core/base/result.h"

#include <QLockFile>

#include <memory>
#include <string>

namespace tinyobs::startup {

class DataFolder
{
public:
    /// What a folder that does not exist means.
    enum class Missing { Make, Refuse };

    /// Locks the folder for the life of the object. An empty path means the platform's
    /// application-data folder. Unavailable when another process holds it, else NotFound or Io; the
    /// message says what to do.
    static Result<DataFolder> open(const std::string &path, Missing missing = Missing::Make);

    /// Where the folder of that setting is.
    static std::string pathOf(const std::string &path);
    /// Whether a process that lives has locked it.
    static bool isLocked(const std::string &path);

    const std::string &path() const { return m_path; }

private:
    DataFolder(std::string path, std::unique_ptr<QLockFile> lock);

    std::string m_path;
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace tinyobs::startup
