#include "app/daemon/commands/folder.h"
#include "app/daemon/commands/progressline.h"
#include "app/daemon/commands/transfercommands.h"
#include "core/base/quoted.h"
#include "core/base/units.h"
#include "core/storage/store.h"
#include "core/transfer/importer.h"

#include <QFile>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace tinyobs::daemon {
namespace {

constexpr qint64 PieceBytes = 256 * 1024;
constexpr std::string_view StandardInput = "-";

Failure interrupted()
{
    return fail(Error::Code::Timeout, "import was interrupted, what was read until then is stored");
}

Result<void> importFrom(QFile &file, Importer &importer, ProgressLine &progress)
{
    const auto all = static_cast<std::uint64_t>(std::max<qint64>(0, file.size()));
    QByteArray piece(PieceBytes, Qt::Uninitialized);
    for (;;) {
        const qint64 count = file.read(piece.data(), piece.size());
        if (count < 0)
            return fail(Error::Code::Io, "cannot be read: " + file.errorString().toStdString());
        if (count == 0)
            return importer.finish();
        Result<void> added = importer.add({piece.constData(), static_cast<std::size_t>(count)});
        if (!added)
            return added;
        const ImportReport &report = importer.report();
        if (!progress.update(report.bytes, all, report.appended))
            return interrupted();
    }
}

/// "12 refused: 10 too_old (older than the 15d that are kept, see --retention), 2 bad_label".
std::string refusedText(const ImportReport &report, const StoreOptions &options)
{
    std::string text = std::to_string(report.refusedInAll()) + " refused";
    const char *separator = ": ";
    for (std::size_t i = 0; i < RefusalReasonCount; ++i) {
        if (report.refused[i] == 0)
            continue;
        text += std::exchange(separator, ", ") + std::to_string(report.refused[i]) + " " +
                std::string(RefusalReasons[i].name);
        if (RefusalReason(i) == RefusalReason::TooOld)
            text += " (older than the " + formatDuration(options.retention.keepRaw()) +
                    " that are kept, see --retention)";
    }
    return text;
}

Result<void> openInput(QFile &file, const std::string &path)
{
    if (path == StandardInput)
        return file.open(stdin, QIODevice::ReadOnly)
                   ? Result<void>()
                   : fail(Error::Code::Io, "standard input cannot be read");
    file.setFileName(QString::fromStdString(path));
    if (file.open(QIODevice::ReadOnly))
        return {};
    return fail(Error::Code::Io,
                quoted(path, 512) + " cannot be read: " + file.errorString().toStdString());
}

} // namespace

ExitStatus runImport(const CommandLine &line)
{
    const std::string &path = line.arguments.front();
    const std::string_view name = line.option("format");
    const TransferFormat *format =
        name.empty() ? transferFormatOfFile(path) : findTransferFormat(name);
    if (!format && name.empty())
        return complain(ExitStatus::Usage, "the format of " + quoted(path, 512) +
                                               " is not known by its name: say --format, one of " +
                                               transferFormatNames());
    if (!format)
        return complain(ExitStatus::Usage,
                        "--format: " + quoted(name) + " is not one of " + transferFormatNames());
    QFile file;
    if (const Result<void> opened = openInput(file, path); !opened)
        return complain(ExitStatus::Failure, opened.error().message);
    const auto folder = lockFolder(line, startup::DataFolder::Missing::Make);
    if (!folder)
        return complain(ExitStatus::Failure, folder.error().message);
    const SystemClock clock;
    Store store(line.settings.store, clock);
    if (const auto opened = store.open(folder->path()); !opened)
        return complain(ExitStatus::Failure, opened.error().message);

    Importer importer(store, *format);
    ProgressLine progress("bytes");
    const Result<void> done = importFrom(file, importer, progress);
    progress.clear();
    const ImportReport &report = importer.report();
    for (const std::string &refusal : report.firstRefusals)
        complain(ExitStatus::Failure, refusal);
    if (!done)
        complain(ExitStatus::Failure, quoted(path, 512) + ": " + done.error().message);
    std::printf("%llu samples imported, %s\n", static_cast<unsigned long long>(report.appended),
                refusedText(report, store.options()).c_str());
    return done && report.refusedInAll() == 0 ? ExitStatus::Success : ExitStatus::Failure;
}

} // namespace tinyobs::daemon
