#pragma once

// What the operating system knows about this process, under the names every Prometheus client uses:
// process_cpu_seconds_total, process_resident_memory_bytes, process_virtual_memory_bytes,
// process_open_fds, process_threads, process_start_time_seconds.
// Outside Linux only the CPU and start times are known.

#include "example/client/registry.h"

namespace tinyobs::client {

/// Adds the series to the registry and reads them anew at every collection.
void addProcessMetrics(Registry &registry);

} // namespace tinyobs::client
