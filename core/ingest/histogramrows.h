#pragma once

// Native histograms as rows of a batch, for every wire format that has them: the count first, the
// other components as its parts, each in a series of its own (core/model/histogramcomponent.h).
// Which row is which component is kept until clear(), for the labels that the store may ask for.
// Lives in a decoder, for one document after the other.

#include "core/model/histogramcomponent.h"
#include "core/model/samplebatch.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tinyobs {

class HistogramRows
{
public:
    /// Appends the rows of one histogram; `series` is the hash of its series' labels. Rows of an
    /// accumulated one are differences (DeltaRow). Nothing is appended when it is refused; the
    /// message begins with ":", to read on from the histogram's path. The columns must be of equal
    /// length, flags aside.
    tl::expected<void, Refusal> append(SampleBatch &batch, WireHash series, TimeMs timeMs,
                                       const NativeHistogram &histogram);

    /// With rows in front which say that all of it was 0 at the start.
    tl::expected<void, Refusal> appendWithStart(SampleBatch &batch, WireHash series, TimeMs timeMs,
                                                TimeMs startMs, const NativeHistogram &histogram);
    /// Of a histogram, those of its start aside.
    static std::size_t mostRowsOf(const NativeHistogram &histogram);

    /// What a row of the batch is, or nothing for one that is not from here.
    std::optional<HistogramComponent> componentOf(std::size_t row) const;
    /// The labels of a row's series, given those of its histogram or those of the row alone.
    Labels labelsOf(std::size_t row, Labels series) const;

    void clear();

private:
    struct Row
    {
        std::size_t number = 0; // in the batch
        HistogramComponent component;
    };

    bool takeApartChecked(const NativeHistogram &histogram, Refusal &refusal);
    void appendStart(SampleBatch &batch, WireHash series, TimeMs startMs);
    void appendValues(SampleBatch &batch, WireHash series, TimeMs timeMs, bool isAccumulated);
    void appendRow(SampleBatch &batch, WireHash series, TimeMs timeMs, const HistogramValue &value,
                   unsigned flags);

    std::vector<Row> m_rows; // ascending
    std::vector<HistogramValue> m_values;
};

/// Refuses a whole count that a double does not hold, in the words of append().
std::optional<Refusal> refusalOfCount(std::uint64_t count);

} // namespace tinyobs
