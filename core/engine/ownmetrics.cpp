#include "core/engine/ownmetrics.h"

#include <algorithm>
#include <array>

namespace tinyobs {
namespace {

using enum MetricType;

constexpr auto Rows = std::to_array<MetadataView>({
    {"tinyobs_build_info", Info, "", "Version and revision of this server; the value is always 1."},
    {"tinyobs_series", Gauge, "", "Series held now."},
    {"tinyobs_samples", Gauge, "", "Samples held now."},
    {"tinyobs_samples_appended_total", Counter, "", "Samples stored since the start."},
    {"tinyobs_samples_dropped_total", Counter, "",
     "Samples dropped because they were older or more than what is kept."},
    {"tinyobs_samples_out_of_order_total", Counter, "", "Samples that came late and were stored."},
    {"tinyobs_samples_refused_total", Counter, "", "Samples not stored, by protocol and reason."},
    {"tinyobs_series_created_total", Counter, "", "Series that appeared since the start."},
    {"tinyobs_series_removed_total", Counter, "", "Series that disappeared since the start."},
    {"tinyobs_store_memory_bytes", Gauge, "bytes", "Memory that counts against the budget."},
    {"tinyobs_store_memory_budget_bytes", Gauge, "bytes",
     "Memory that head, index and caches may take together."},
    {"tinyobs_metadata_left_out_total", Counter, "",
     "Statements about metrics that were not kept because there are too many."},
    {"tinyobs_metadata_cut_total", Counter, "",
     "Statements about metrics that were kept in part because they are too long."},
    {"tinyobs_disk_bytes", Gauge, "bytes", "Data files and journals on disk."},
    {"tinyobs_journal_bytes", Gauge, "bytes", "Journals on disk."},
    {"tinyobs_data_files", Gauge, "", "Data files on disk."},
    {"tinyobs_unflushed_epochs", Gauge, "",
     "Generations of samples that are in memory and journals only."},
    {"tinyobs_commits_total", Counter, "", "Commits of the journal."},
    {"tinyobs_commit_failures_total", Counter, "", "Commits of the journal that failed."},
    {"tinyobs_commit_seconds_total", Counter, "seconds", "Time spent in commits of the journal."},
    {"tinyobs_flushes_total", Counter, "", "Generations written to data files."},
    {"tinyobs_merges_total", Counter, "", "Data files made of several others."},
    {"tinyobs_upkeep_failures_total", Counter, "",
     "Flushes, merges and the like that failed and are tried again."},
    {"tinyobs_tombstones", Gauge, "", "Deletions whose samples are still in files."},
    {"tinyobs_storage_writable", Gauge, "",
     "1 if samples can be stored, 0 if the disk takes none."},
    {"tinyobs_requests_refused_total", Counter, "", "Requests refused as a whole, by protocol."},
    {"tinyobs_ingest_requests_total", Counter, "", "Requests with samples, by protocol."},
    {"tinyobs_ingest_samples_total", Counter, "", "Samples stored, by protocol."},
    {"tinyobs_http_connections", Gauge, "", "Connections open now."},
    {"tinyobs_http_connections_accepted_total", Counter, "", "Connections taken."},
    {"tinyobs_http_connections_refused_total", Counter, "",
     "Connections closed at once because there are too many."},
    {"tinyobs_http_requests_total", Counter, "", "Requests read."},
    {"tinyobs_http_received_bytes_total", Counter, "bytes", "Bytes received."},
    {"tinyobs_http_sent_bytes_total", Counter, "bytes", "Bytes sent."},
    {"tinyobs_http_responses_total", Counter, "", "Responses by class of their status."},
    {"tinyobs_http_requests_refused_total", Counter, "",
     "Requests refused before a handler saw them, by reason."},
    {"tinyobs_http_request_duration_seconds", Histogram, "seconds",
     "Time from a request to its response."},
    {"tinyobs_listener_connections", Gauge, "", "Connections open now, by listener."},
    {"tinyobs_listener_connections_accepted_total", Counter, "", "Connections taken, by listener."},
    {"tinyobs_listener_connections_refused_total", Counter, "",
     "Connections closed at once because there are too many, by listener."},
    {"tinyobs_listener_requests_total", Counter, "", "Requests or datagrams read, by listener."},
    {"tinyobs_listener_received_bytes_total", Counter, "bytes", "Bytes received, by listener."},
    {"tinyobs_listener_sent_bytes_total", Counter, "bytes", "Bytes sent, by listener."},
    {"tinyobs_listener_dropped_total", Counter, "",
     "Datagrams that could not be taken, by listener."},
    {"process_cpu_seconds_total", Counter, "seconds",
     "Processor time of this process, user and system."},
    {"process_resident_memory_bytes", Gauge, "bytes", "Resident memory of this process."},
    {"process_virtual_memory_bytes", Gauge, "bytes", "Virtual memory of this process."},
    {"process_threads", Gauge, "", "Threads of this process."},
    {"process_start_time_seconds", Gauge, "seconds", "Unix time at which this process started."},
    {"process_open_fds", Gauge, "", "File descriptors that this process has open."},
    {"process_max_fds", Gauge, "", "File descriptors that this process may have open."},
    {"node_boot_time_seconds", Gauge, "seconds", "Unix time at which the machine started."},
    {"node_context_switches_total", Counter, "", "Context switches."},
    {"node_cpu_seconds_total", Counter, "seconds", "Time that the processors spent in each mode."},
    {"node_disk_io_now", Gauge, "", "Transfers under way."},
    {"node_disk_io_time_seconds_total", Counter, "seconds",
     "Time in which transfers were under way."},
    {"node_disk_read_bytes_total", Counter, "bytes", "Bytes read."},
    {"node_disk_read_time_seconds_total", Counter, "seconds", "Time spent by all reads."},
    {"node_disk_reads_completed_total", Counter, "", "Reads done."},
    {"node_disk_write_time_seconds_total", Counter, "seconds", "Time spent by all writes."},
    {"node_disk_writes_completed_total", Counter, "", "Writes done."},
    {"node_disk_written_bytes_total", Counter, "bytes", "Bytes written."},
    {"node_filesystem_avail_bytes", Gauge, "bytes", "Space left for users without privileges."},
    {"node_filesystem_free_bytes", Gauge, "bytes", "Space left."},
    {"node_filesystem_size_bytes", Gauge, "bytes", "Size of the file system."},
    {"node_forks_total", Counter, "", "Processes and threads made."},
    {"node_intr_total", Counter, "", "Interrupts served."},
    {"node_load1", Gauge, "", "Load average of one minute."},
    {"node_load15", Gauge, "", "Load average of fifteen minutes."},
    {"node_load5", Gauge, "", "Load average of five minutes."},
    {"node_memory_AnonPages_bytes", Gauge, "bytes", "Memory in pages that belong to no file."},
    {"node_memory_Buffers_bytes", Gauge, "bytes", "Memory in buffers of block devices."},
    {"node_memory_Cached_bytes", Gauge, "bytes", "Memory in cached files."},
    {"node_memory_Dirty_bytes", Gauge, "bytes", "Memory that waits to be written to disk."},
    {"node_memory_MemAvailable_bytes", Gauge, "bytes",
     "Memory that programs can get without swapping."},
    {"node_memory_MemFree_bytes", Gauge, "bytes", "Memory that nothing uses."},
    {"node_memory_MemTotal_bytes", Gauge, "bytes", "Memory of the machine."},
    {"node_memory_SReclaimable_bytes", Gauge, "bytes",
     "Memory of the kernel that can be taken back."},
    {"node_memory_Shmem_bytes", Gauge, "bytes",
     "Memory that is shared, temporary file systems included."},
    {"node_memory_Slab_bytes", Gauge, "bytes", "Memory of the kernel for its own objects."},
    {"node_memory_SwapFree_bytes", Gauge, "bytes", "Swap space that nothing uses."},
    {"node_memory_SwapTotal_bytes", Gauge, "bytes", "Swap space."},
    {"node_network_receive_bytes_total", Counter, "bytes", "Bytes received."},
    {"node_network_receive_drop_total", Counter, "", "Packets dropped while receiving."},
    {"node_network_receive_errs_total", Counter, "", "Errors while receiving."},
    {"node_network_receive_packets_total", Counter, "", "Packets received."},
    {"node_network_transmit_bytes_total", Counter, "bytes", "Bytes sent."},
    {"node_network_transmit_drop_total", Counter, "", "Packets dropped while sending."},
    {"node_network_transmit_errs_total", Counter, "", "Errors while sending."},
    {"node_network_transmit_packets_total", Counter, "", "Packets sent."},
    {"node_pressure_cpu_waiting_seconds_total", Counter, "seconds",
     "Time in which something waited for a processor."},
    {"node_pressure_io_stalled_seconds_total", Counter, "seconds",
     "Time in which everything waited for a disk."},
    {"node_pressure_io_waiting_seconds_total", Counter, "seconds",
     "Time in which something waited for a disk."},
    {"node_pressure_memory_stalled_seconds_total", Counter, "seconds",
     "Time in which everything waited for memory."},
    {"node_pressure_memory_waiting_seconds_total", Counter, "seconds",
     "Time in which something waited for memory."},
    {"node_procs_blocked", Gauge, "", "Processes that wait for a disk."},
    {"node_procs_running", Gauge, "", "Processes that run or could."},
    {"node_time_seconds", Gauge, "seconds", "Unix time of the machine."},
});

} // namespace

std::span<const MetadataView> ownMetrics()
{
    return Rows;
}

const MetadataView *findOwnMetric(std::string_view sample)
{
    const auto find = [](std::string_view name) -> const MetadataView * {
        const auto row = std::ranges::find(Rows, name, &MetadataView::metric);
        return row == Rows.end() ? nullptr : &*row;
    };
    if (const MetadataView *row = find(sample))
        return row;
    for (const std::string_view suffix : {"_bucket", "_sum", "_count"}) {
        if (!sample.ends_with(suffix))
            continue;
        const MetadataView *row = find(sample.substr(0, sample.size() - suffix.size()));
        if (row && row->type == Histogram)
            return row;
    }
    return nullptr;
}

} // namespace tinyobs
