#pragma once

// What a Snapshot holds: a pin and, per series, where its chain begins and ends. Made under the
// store's lock, read without it.

#include "core/model/seriesid.h"
#include "core/storage/chunkreader.h"
#include "core/storage/seriestable.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace tinyobs {

class SnapshotData
{
public:
    struct Member
    {
        SeriesId id{};
        ChainView chain;
        std::span<const std::uint32_t> pairs; // its labels in the index
    };

    SnapshotData() = default;
    ~SnapshotData() { unpin(); }
    SnapshotData(const SnapshotData &) = delete;
    SnapshotData &operator=(const SnapshotData &) = delete;

    const BlockArena *blocks = nullptr;
    const SeriesTable *table = nullptr;
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    std::size_t matched = 0;
    std::vector<Member> members;
    std::function<void()> unpin = [] {};
};

} // namespace tinyobs
