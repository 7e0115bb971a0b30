#include "app/daemon/commands/foldercommands.h"

#include "app/daemon/commands/folder.h"
#include "app/daemon/commands/progressline.h"
#include "core/base/quoted.h"
#include "core/storage/disk/verify.h"
#include "core/transfer/backup.h"

#include <cstdio>

namespace tinyobs::daemon {
namespace {

constexpr std::size_t MaxPathInMessage = 512;

ExitStatus copyFolder(const std::string &from, const std::string &to, const char *verb)
{
    ProgressLine progress("bytes");
    const Result<BackupReport> report =
        copyDataFolder(from, to, [&progress](std::uint64_t done, std::uint64_t all) {
            return progress.update(done, all, 0);
        });
    progress.clear();
    if (!report)
        return complain(ExitStatus::Failure, report.error().message);
    std::printf(
        "%llu files %s, %llu bytes, to %s\n", static_cast<unsigned long long>(report->files), verb,
        static_cast<unsigned long long>(report->bytes), quoted(to, MaxPathInMessage).c_str());
    return ExitStatus::Success;
}

/// Prints what was found; `work` is checkFolder or repairFolder.
template <typename Work>
Result<FolderReport> examine(const std::string &folder, Work work)
{
    ProgressLine progress("bytes");
    Result<FolderReport> report = work(folder, [&progress](std::uint64_t done, std::uint64_t all) {
        return progress.update(done, all, 0);
    });
    progress.clear();
    if (!report) {
        complain(ExitStatus::Failure, report.error().message);
        return report;
    }
    std::fputs(report->toText().c_str(), stdout);
    return report;
}

} // namespace

ExitStatus runCheck(const CommandLine &line)
{
    const std::string folder = startup::DataFolder::pathOf(line.settings.dataDir);
    // Without a lock of its own, which would be a file: nothing is written here.
    if (startup::DataFolder::isLocked(folder))
        return complain(ExitStatus::Failure, "data folder " + quoted(folder, MaxPathInMessage) +
                                                 " is in use: stop its server, or " +
                                                 std::string(line.command->whileServed));
    const auto report = examine(folder, checkFolder);
    return report && report->isSound() ? ExitStatus::Success : ExitStatus::Failure;
}

ExitStatus runRepair(const CommandLine &line)
{
    const auto folder = lockFolder(line, startup::DataFolder::Missing::Refuse);
    if (!folder)
        return complain(ExitStatus::Failure, folder.error().message);
    return examine(folder->path(), repairFolder) ? ExitStatus::Success : ExitStatus::Failure;
}

ExitStatus runBackup(const CommandLine &line)
{
    const auto folder = lockFolder(line, startup::DataFolder::Missing::Refuse);
    if (!folder)
        return complain(ExitStatus::Failure, folder.error().message);
    return copyFolder(folder->path(), line.arguments.front(), "backed up");
}

ExitStatus runRestore(const CommandLine &line)
{
    const std::string &source = line.arguments.front();
    if (startup::DataFolder::isLocked(source))
        return complain(ExitStatus::Failure, quoted(source, MaxPathInMessage) +
                                                 " is a data folder in use, and no backup: stop "
                                                 "its server first");
    const auto folder = lockFolder(line, startup::DataFolder::Missing::Make);
    if (!folder)
        return complain(ExitStatus::Failure, folder.error().message);
    return copyFolder(source, folder->path(), "restored");
}

} // namespace tinyobs::daemon
