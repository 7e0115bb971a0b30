#pragma once

// What a Snapshot holds: a pin and, per series, where its chain begins and ends. Made under the
// store's lock, read without it.

#include "core/model/labels.h"
#include "core/model/seriesid.h"
#include "core/storage/chunkreader.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace tinyobs {

class SnapshotData
{
public:
    struct Member
    {
        SeriesId id{};
        ChainView chain;
    };

    SnapshotData() = default;
    ~SnapshotData() { unpin(); }
    SnapshotData(const SnapshotData &) = delete;
    SnapshotData &operator=(const SnapshotData &) = delete;

    const BlockArena *blocks = nullptr;
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    std::size_t matched = 0;
    std::vector<Member> members;
    std::vector<Labels> labels; // one per member
    std::function<void()> unpin = [] {};
};

} // namespace tinyobs
