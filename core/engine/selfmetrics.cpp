#include "core/engine/selfmetrics.h"

#include "core/base/version.h"
#include "core/engine/engine.h"
#include "core/engine/procfiles.h"
#include "core/engine/systemfile.h"
#include "core/engine/textfields.h"

#include <QtGlobal>

#include <filesystem>
#include <iterator>
#include <system_error>

#ifdef Q_OS_LINUX
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace tinyobs {
namespace {

class SelfMetrics : public MetricSource
{
public:
    explicit SelfMetrics(const Engine &engine)
        : m_engine(engine)
    {
    }

    std::string_view job() const override { return "tinyobs"; }

    void collect(const Emit &emit) override
    {
        const Status status = m_engine.status();
        emitEngine(status, emit);
        emitIngest(m_engine.ingestStatus(), emit);
        emitProcess(status, emit);
    }

private:
    static void emitEngine(const Status &status, const Emit &emit);
    static void emitIngest(const IngestStatus &status, const Emit &emit);
    static void emitProcess(const Status &status, const Emit &emit);

    const Engine &m_engine;
};

void SelfMetrics::emitEngine(const Status &status, const Emit &emit)
{
    const StoreStats &store = status.store;
    const auto emitCount = [&emit](std::string_view name, auto count) {
        emit(name, {}, static_cast<double>(count));
    };
    emit("tinyobs_build_info", {{"version", version()}, {"revision", revision()}}, 1);
    emitCount("tinyobs_series", store.series);
    emitCount("tinyobs_samples", store.samples);
    emitCount("tinyobs_samples_appended_total", store.samplesAppended);
    emitCount("tinyobs_samples_dropped_total", store.samplesDropped);
    emitCount("tinyobs_samples_out_of_order_total", store.outOfOrder);
    emitCount("tinyobs_series_created_total", store.seriesCreated);
    emitCount("tinyobs_series_removed_total", store.seriesRemoved);
    emitCount("tinyobs_store_memory_bytes", store.memoryBytes);
    emitCount("tinyobs_store_memory_budget_bytes", status.memoryBudgetBytes);
    emitCount("tinyobs_metadata_left_out_total", store.metadata.leftOut);
    emitCount("tinyobs_metadata_cut_total", store.metadata.cut);
    emitCount("tinyobs_disk_bytes", store.diskBytes);
    emitCount("tinyobs_journal_bytes", store.journalBytes);
    emitCount("tinyobs_data_files", store.files);
    emitCount("tinyobs_unflushed_epochs", store.unflushedEpochs);
    emitCount("tinyobs_commits_total", store.commits);
    emitCount("tinyobs_commit_failures_total", store.commitFailures);
    emit("tinyobs_commit_seconds_total", {},
         std::chrono::duration<double>(store.commitTime).count());
    emitCount("tinyobs_flushes_total", store.flushes);
    emitCount("tinyobs_merges_total", store.merges);
    emitCount("tinyobs_upkeep_failures_total", store.upkeepFailures);
    emitCount("tinyobs_tombstones", store.tombstones);
    emitCount("tinyobs_storage_writable", status.storageProblem.empty() ? 1 : 0);
}

/// What was used and what was refused only: a series for every protocol and reason would be
/// hundreds.
void SelfMetrics::emitIngest(const IngestStatus &status, const Emit &emit)
{
    for (const ProtocolStatus &protocol : status.protocols) {
        const LabelView label{"protocol", protocol.protocol};
        const auto emitCount = [&](std::string_view name, std::uint64_t count) {
            emit(name, {label}, static_cast<double>(count));
        };
        emitCount("tinyobs_ingest_requests_total", protocol.requests);
        emitCount("tinyobs_ingest_samples_total", protocol.samples);
        emitCount("tinyobs_requests_refused_total", protocol.requestsRefused);
        for (const RefusedCount &refused : protocol.byReason) {
            emit("tinyobs_samples_refused_total", {label, {"reason", refused.reason}},
                 static_cast<double>(refused.count));
        }
    }
}

#ifdef Q_OS_LINUX
double bootTimeSeconds()
{
    std::string text;
    readSystemFile("/proc/stat", text);
    for (std::string_view rest = text; !rest.empty();) {
        std::string_view line = takeLine(rest);
        if (takeField(line) == "btime")
            return takeNumber(line).value_or(0);
    }
    return 0;
}

double openDescriptors()
{
    std::error_code error;
    const std::filesystem::directory_iterator descriptors("/proc/self/fd", error);
    // One of them is the iterator's own.
    return error ? 0 : static_cast<double>(std::distance(begin(descriptors), end(descriptors)) - 1);
}

void SelfMetrics::emitProcess(const Status &status, const Emit &emit)
{
    static const double BootTime = bootTimeSeconds();
    std::string text;
    readSystemFile("/proc/self/stat", text);
    const ProcessStat process = parseProcessStat(text, static_cast<double>(sysconf(_SC_CLK_TCK)));
    emit("process_cpu_seconds_total", {}, process.cpuSeconds);
    emit("process_resident_memory_bytes", {}, static_cast<double>(status.residentBytes));
    emit("process_virtual_memory_bytes", {}, process.virtualBytes);
    emit("process_threads", {}, process.threads);
    emit("process_start_time_seconds", {}, BootTime + process.startSeconds);
    emit("process_open_fds", {}, openDescriptors());
    rlimit limit = {};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
        emit("process_max_fds", {}, static_cast<double>(limit.rlim_cur));
}
#else
void SelfMetrics::emitProcess(const Status &status, const Emit &emit)
{
    emit("process_start_time_seconds", {}, static_cast<double>(status.startedMs) / 1000);
}
#endif

} // namespace

std::unique_ptr<MetricSource> makeSelfMetrics(const Engine &engine)
{
    return std::make_unique<SelfMetrics>(engine);
}

} // namespace tinyobs
