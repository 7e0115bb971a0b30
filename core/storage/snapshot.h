#pragma once

// A frozen view of matched series and their samples in a range of time. Pins the memory and the
// files it reads, so keep it short, and never longer than the store. A value that may move to
// another thread; reading is const and thread-safe.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/encoding/rollupblock.h"
#include "core/model/labels.h"
#include "core/model/samples.h"
#include "core/model/seriesid.h"
#include "core/storage/tierchoice.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace tinyobs {

class SnapshotData;

class Snapshot
{
public:
    Snapshot();
    explicit Snapshot(std::unique_ptr<const SnapshotData> data);
    ~Snapshot();
    Snapshot(Snapshot &&) noexcept;
    Snapshot &operator=(Snapshot &&) noexcept;

    std::size_t size() const;
    /// Series that matched, those beyond the limit included.
    std::size_t matched() const;
    SeriesId id(std::size_t series) const;
    /// Made from the index at each call: a snapshot of many series costs no text.
    Labels labels(std::size_t series) const;
    /// The numbers of a series' name-value pairs, in the order of its labels. Equal pairs have
    /// equal numbers, so that series can be grouped without making texts.
    std::span<const std::uint32_t> pairs(std::size_t series) const;
    LabelView pair(std::uint32_t number) const;

    /// Decodes the samples of one series within the snapshot's range into `out` (cleared first):
    /// ascending, one per timestamp, the last written wins. Corruption when a part of them is
    /// damaged on disk, and then `out` holds the others; Io when the disk cannot be read.
    Result<void> read(std::size_t series, SampleColumns &out) const;
    /// The same for the part of its range within [fromMs, toMs]: a long series piece by piece.
    Result<void> read(std::size_t series, TimeMs fromMs, TimeMs toMs, SampleColumns &out) const;

    /// The parts of its range for which there are rollups and no samples any more, if the snapshot
    /// was taken with them.
    std::span<const TierSpan> rollupSpans() const;
    /// Appends the rows of one series within such a part. Errors as of read().
    Result<void> readRollups(std::size_t series, const TierSpan &span,
                             encoding::RollupColumns &out) const;
    /// Reads one series as rows: those of the rollups in these parts, one of each sample elsewhere;
    /// cleared first, ascending. Errors as of read().
    Result<void> readRows(std::size_t series, encoding::RollupColumns &out) const;

private:
    std::unique_ptr<const SnapshotData> m_data;
};

} // namespace tinyobs
