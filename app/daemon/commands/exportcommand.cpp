#include "app/daemon/commands/folder.h"
#include "app/daemon/commands/progressline.h"
#include "app/daemon/commands/timeoption.h"
#include "app/daemon/commands/transfercommands.h"
#include "core/base/quoted.h"
#include "core/base/units.h"
#include "core/promql/syntax/selectorparser.h"
#include "core/storage/store.h"
#include "core/transfer/exporter.h"

#include <QFile>
#include <QSaveFile>

#include <chrono>
#include <cstdio>
#include <utility>

namespace tinyobs::daemon {
namespace {

const TransferFormat *chosenFormat(const CommandLine &line)
{
    if (const std::string_view name = line.option("format"); !name.empty())
        return findTransferFormat(name);
    const TransferFormat *byName = transferFormatOfFile(line.option("output"));
    return byName ? byName : &transferFormats().front();
}

Result<ExportRequest> readRequest(const CommandLine &line, TimeMs nowMs)
{
    ExportRequest request;
    for (const std::string_view text : line.all("match")) {
        Result<std::vector<Matcher>> selector = promql::parseSelector(text);
        if (!selector)
            return fail(selector.error().code,
                        "--match " + quoted(text, 256) + ": " + selector.error().message);
        request.selectors.push_back(std::move(*selector));
    }
    const std::pair<std::string_view, TimeMs ExportRequest::*> bounds[] = {
        {"start", &ExportRequest::fromMs}, {"end", &ExportRequest::toMs}};
    for (const auto &[name, bound] : bounds) {
        const std::string_view text = line.option(name);
        if (text.empty())
            continue;
        const Result<TimeMs> timeMs = parseTimeOption(name, text, nowMs);
        if (!timeMs)
            return Failure(timeMs.error());
        request.*bound = *timeMs;
    }
    return request;
}

/// A file that appears when it is whole, or standard output.
class Output
{
public:
    Result<void> open(std::string_view path)
    {
        m_path = path;
        if (path.empty())
            return {};
        m_file.setFileName(QString::fromStdString(m_path));
        return m_file.open(QIODevice::WriteOnly) ? Result<void>() : failed(m_file.errorString());
    }
    Result<void> write(std::string_view bytes)
    {
        if (!m_path.empty()) {
            const auto size = static_cast<qint64>(bytes.size());
            return m_file.write(bytes.data(), size) == size ? Result<void>()
                                                            : failed(m_file.errorString());
        }
        if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size())
            return {};
        return failed(qt_error_string());
    }
    Result<void> commit()
    {
        if (m_path.empty())
            return std::fflush(stdout) == 0 ? Result<void>() : failed(qt_error_string());
        return m_file.commit() ? Result<void>() : failed(m_file.errorString());
    }

private:
    Failure failed(const QString &why) const
    {
        const std::string what = m_path.empty() ? "standard output" : quoted(m_path, 512);
        return fail(Error::Code::Io, what + " cannot be written: " + why.toStdString());
    }

    std::string m_path;
    QSaveFile m_file;
};

Result<ExportReport> exportTo(Output &output, const Store &store, const TransferFormat &format,
                              const ExportRequest &request, ProgressLine &progress)
{
    Result<ExportReport> report = exportSamples(
        store, format, request, [&output](std::string_view bytes) { return output.write(bytes); },
        [&progress](const ExportReport &done) {
            return progress.update(done.seriesSeen, done.seriesInAll, done.samples);
        });
    if (!report)
        return report;
    if (Result<void> committed = output.commit(); !committed)
        return Failure(committed.error());
    return report;
}

} // namespace

ExitStatus runExport(const CommandLine &line)
{
    const SystemClock clock;
    const TransferFormat *format = chosenFormat(line);
    if (!format)
        return complain(ExitStatus::Usage, "--format: " + quoted(line.option("format")) +
                                               " is not one of " + transferFormatNames());
    const Result<ExportRequest> request = readRequest(line, clock.nowMs());
    if (!request)
        return complain(ExitStatus::Usage, request.error().message);
    const auto folder = lockFolder(line, startup::DataFolder::Missing::Refuse);
    if (!folder)
        return complain(ExitStatus::Failure, folder.error().message);
    StoreOptions options = line.settings.store;
    options.retention.keepFor.fill(std::chrono::hours(24 * 365 * 100)); // all that is there
    Store store(options, clock);
    if (const auto opened = store.open(folder->path()); !opened)
        return complain(ExitStatus::Failure, opened.error().message);
    ProgressLine progress("series");
    Output output;
    if (const Result<void> opened = output.open(line.option("output")); !opened)
        return complain(ExitStatus::Failure, opened.error().message);
    const Result<ExportReport> report = exportTo(output, store, *format, *request, progress);
    progress.clear();
    if (!report)
        return complain(ExitStatus::Failure,
                        report.error().message +
                            (line.option("output").empty() ? "" : ", the file was not written"));
    progress.note(shortCount(report->samples) + " samples of " + shortCount(report->series) +
                  " series exported, " + formatSize(report->bytes));
    return ExitStatus::Success;
}

} // namespace tinyobs::daemon
