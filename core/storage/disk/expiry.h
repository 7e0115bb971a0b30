#pragma once

// Which files go. Plain values and a pure function.

#include "core/storage/disk/datafiles.h"
#include "core/storage/retentionlimits.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tinyobs {

struct Expiry
{
    DataFilePtr file;
    std::string reason; // for the log: "older than 15d", "folder is 2.1 GiB, limit 2 GiB"
};

/// Files that have to go now, the oldest first. By time: files whose last day is over for longer
/// than their tier is kept. By size and count: the oldest raw days, today's never; by size, when
/// that is not enough, the oldest rollups. `otherBytes` and `headSamples` are what the journals,
/// catalog and head add.
std::vector<Expiry> findExpired(const DataFileList &files, const RetentionLimits &limits,
                                TimeMs nowMs, std::uint64_t otherBytes, std::uint64_t headSamples);

} // namespace tinyobs
