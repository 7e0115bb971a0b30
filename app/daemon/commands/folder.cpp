#include "app/daemon/commands/folder.h"

namespace tinyobs::daemon {

Result<startup::DataFolder> lockFolder(const CommandLine &line,
                                       startup::DataFolder::Missing missing)
{
    auto folder = startup::DataFolder::open(line.settings.dataDir, missing);
    const std::string_view instead = line.command->whileServed;
    if (!folder && folder.error().code == Error::Code::Unavailable && !instead.empty())
        folder.error().message += ", or " + std::string(instead);
    return folder;
}

} // namespace tinyobs::daemon
