#pragma once

// What every wire decoder produces: one row per sample as columns of equal length, plus the way to
// turn a row's raw label bytes into a canonical label set. The store asks for that only when it
// has not seen the bytes before, so a known series costs one hash look-up and no parsing.
// Lives for one request, in one thread; a source's views point into the request's body.

#include "core/base/clock.h"
#include "core/model/labels.h"
#include "core/model/refusal.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tinyobs {

/// Hash of a series' label bytes exactly as they came over the wire, seeded per process.
struct WireHash
{
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    bool operator==(const WireHash &) const = default;
};

/// What one bad row means for the others.
enum class AppendMode {
    WholeBatch, // one bad row refuses the batch; nothing is stored
    GoodRows,   // bad rows are listed, the others are stored
};

/// What a row is beside a sample of its own. Bits.
enum RowFlag : unsigned char {
    PlainRow = 0,
    /// The start of a cumulative series: value 0 at the time its sender began to count. Stored only
    /// when the series has no sample from then on, and left out without a word otherwise.
    StartRow = 1,
    /// The value is a difference to add to what the series has counted so far.
    DeltaRow = 2,
    /// Belongs to the row before it: both came as one thing, which is counted once.
    PartRow = 4,
    /// First row of a native histogram.
    HistogramRow = 8,
    /// A difference that is told once: one at or before the time of the last one of its series is a
    /// repetition. Of a DeltaRow that is no PartRow.
    OrderedRow = 16,
    /// Not to be stored: it was refused after it was decoded.
    LeftOutRow = 32,
};

/// An example of what was measured, with labels of its own (trace_id), for the series of a row.
struct BatchExemplar
{
    /// Of an exemplar that came without a sample of its series; `series` says which it is.
    static constexpr std::size_t NoRow = ~std::size_t(0);

    std::size_t row = 0;
    Labels series;
    TimeMs timeMs = 0;
    double value = 0;
    Labels labels;
};

/// Columns of equal length, in the order of the document.
struct SampleBatch
{
    std::vector<WireHash> hashes;
    std::vector<TimeMs> timesMs;
    std::vector<double> values;
    std::vector<unsigned char> flags; // of RowFlag; empty when all rows are plain
    std::vector<BatchExemplar> exemplars;

    std::size_t size() const { return hashes.size(); }
    unsigned char flagsOf(std::size_t row) const { return flags.empty() ? 0 : flags[row]; }
    void clear()
    {
        hashes.clear();
        timesMs.clear();
        values.clear();
        flags.clear();
        exemplars.clear();
    }
};

/// The document behind a batch. Called from the thread that appends, without any lock held.
class BatchSource
{
public:
    virtual ~BatchSource() = default;
    /// Parses and checks the labels of one row. A message may begin with the field it is about
    /// (".labels: ..."): located() puts it behind path(row).
    virtual tl::expected<Labels, Refusal> labels(std::size_t row) const = 0;
    /// Where the row stands in the document, for messages: "metrics[17]".
    virtual std::string path(std::size_t row) const = 0;
};

} // namespace tinyobs
