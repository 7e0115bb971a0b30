#pragma once

// What a Snapshot holds: a pin of the index, the generations and data files that were there, and
// per series where its chains begin and end. Made under the store's lock, read without it.

#include "core/model/seriesid.h"
#include "core/storage/chunkreader.h"
#include "core/storage/disk/catalogfile.h"
#include "core/storage/disk/datafiles.h"
#include "core/storage/generation.h"
#include "core/storage/rollupreading.h"
#include "core/storage/seriestable.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace tinyobs {

using TombstoneList = std::vector<Tombstone>;

class SnapshotData
{
public:
    struct Member
    {
        SeriesId id{};
        std::uint32_t firstView = 0; // its chains, oldest generation first
        std::uint32_t viewCount = 0;
        std::span<const std::uint32_t> pairs; // its labels in the index
    };
    struct View
    {
        ChainView chain;
        std::uint32_t generation = 0; // index into generations
    };

    SnapshotData() = default;
    ~SnapshotData() { unpin(); }
    SnapshotData(const SnapshotData &) = delete;
    SnapshotData &operator=(const SnapshotData &) = delete;

    std::vector<std::shared_ptr<const Generation>> generations;
    DataFileList files; // raw, that overlap the range; later ones win
    RollupView rollups; // none unless they were asked for
    std::shared_ptr<const TombstoneList> tombstones;
    const SeriesTable *table = nullptr;
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    std::size_t matched = 0;
    std::vector<Member> members;
    std::vector<View> views;
    std::function<void()> unpin = [] {};
};

} // namespace tinyobs
