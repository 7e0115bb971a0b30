#pragma once

// Writes what a store holds in one of the transfer formats: family by family, series by series, a
// long series piece by piece, so that memory does not grow with what is written. A series is
// written as it was when its turn came: snapshots are taken for some hundred series at a time and
// live while these are written. Plain function; takes as long as it takes, in any thread but those
// that serve requests.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/model/matcher.h"
#include "core/transfer/transferformat.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <string_view>
#include <vector>

namespace tinyobs {

class Store;

struct ExportRequest
{
    std::vector<std::vector<Matcher>> selectors; // a series that any of them selects; none: all
    TimeMs fromMs = std::numeric_limits<TimeMs>::min();
    TimeMs toMs = std::numeric_limits<TimeMs>::max();
    /// The most samples of a series that are written in one go: of JSON lines, in a line.
    std::size_t samplesPerWrite = MaxSamplesPerWrite;
};

struct ExportReport
{
    std::uint64_t series = 0; // with samples in the range
    std::uint64_t samples = 0;
    std::uint64_t bytes = 0;
    std::uint64_t seriesSeen = 0;  // with those that have no samples in the range
    std::uint64_t seriesInAll = 0; // about how many there will be
};

/// Takes the next bytes of the document; an error ends the export.
using ByteSink = std::function<Result<void>(std::string_view)>;
/// Called every few thousand samples; false ends the export.
using ExportProgress = std::function<bool(const ExportReport &)>;

/// LimitExceeded for what the format cannot hold, Timeout when the progress function ended it,
/// Corruption or Io for samples that cannot be read, or the sink's error.
Result<ExportReport> exportSamples(const Store &store, const TransferFormat &format,
                                   const ExportRequest &request, const ByteSink &sink,
                                   const ExportProgress &progress = {});

} // namespace tinyobs
