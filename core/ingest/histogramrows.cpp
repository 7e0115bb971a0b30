#include "core/ingest/histogramrows.h"

#include "core/base/release.h"
#include "core/ingest/wirehash.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>

namespace tinyobs {
namespace {

/// Buffers of an unusually large document are given back beyond this.
constexpr std::size_t KeptRows = 32 * 1024;

/// Of everything that tells a component from another one.
WireHash hashOf(const HistogramComponent &component)
{
    std::array<char, 16> bytes{};
    bytes[0] = static_cast<char>(component.part);
    bytes[1] = static_cast<char>(component.schema);
    std::memcpy(&bytes[4], &component.index, sizeof component.index);
    std::memcpy(&bytes[8], &component.upperBound, sizeof component.upperBound);
    return wireHash({bytes.data(), bytes.size()});
}

Refusal refused(std::string message)
{
    return {.reason = RefusalReason::BadValue, .row = 0, .message = ": " + std::move(message)};
}

} // namespace

bool HistogramRows::takeApartChecked(const NativeHistogram &histogram, Refusal &refusal)
{
    std::optional<std::string> problem;
    if (!histogram.isStale())
        problem = problemOf(histogram);
    if (problem) {
        refusal = refused(std::move(*problem));
        return false;
    }
    m_values.clear();
    takeApart(histogram, m_values);
    return true;
}

void HistogramRows::appendRow(SampleBatch &batch, WireHash series, TimeMs timeMs,
                              const HistogramValue &value, unsigned flags)
{
    m_rows.push_back({.number = batch.size(), .component = value.component});
    batch.hashes.push_back(combined(series, hashOf(value.component)));
    batch.timesMs.push_back(timeMs);
    batch.values.push_back(value.value);
    batch.flags.push_back(static_cast<unsigned char>(flags));
}

void HistogramRows::appendStart(SampleBatch &batch, WireHash series, TimeMs startMs)
{
    batch.flags.resize(batch.size(), PlainRow);
    for (const auto &[component, value] : m_values) {
        if (isCounted(component.part))
            appendRow(batch, series, startMs, {component, 0}, StartRow);
    }
}

void HistogramRows::appendValues(SampleBatch &batch, WireHash series, TimeMs timeMs,
                                 bool isAccumulated)
{
    batch.flags.resize(batch.size(), PlainRow);
    unsigned flags = HistogramRow;
    for (const HistogramValue &value : m_values) {
        const bool isDelta = isAccumulated && isCounted(value.component.part);
        appendRow(batch, series, timeMs, value, flags | (isDelta ? DeltaRow : PlainRow));
        flags = PartRow;
    }
}

tl::expected<void, Refusal> HistogramRows::append(SampleBatch &batch, WireHash series,
                                                  TimeMs timeMs, const NativeHistogram &histogram)
{
    Refusal refusal;
    if (!takeApartChecked(histogram, refusal))
        return tl::unexpected(std::move(refusal));
    appendValues(batch, series, timeMs, histogram.isAccumulated);
    return {};
}

tl::expected<void, Refusal> HistogramRows::appendWithStart(SampleBatch &batch, WireHash series,
                                                           TimeMs timeMs, TimeMs startMs,
                                                           const NativeHistogram &histogram)
{
    Refusal refusal;
    if (!takeApartChecked(histogram, refusal))
        return tl::unexpected(std::move(refusal));
    if (!histogram.isStale())
        appendStart(batch, series, startMs);
    appendValues(batch, series, timeMs, histogram.isAccumulated);
    return {};
}

std::size_t HistogramRows::mostRowsOf(const NativeHistogram &histogram)
{
    constexpr std::size_t Singles = 6; // count, sum, zero, zero_threshold, schema, flags
    return Singles + histogram.positive.size() + histogram.negative.size();
}

std::optional<HistogramComponent> HistogramRows::componentOf(std::size_t row) const
{
    const auto found = std::ranges::lower_bound(m_rows, row, {}, &Row::number);
    if (found == m_rows.end() || found->number != row)
        return std::nullopt;
    return found->component;
}

Labels HistogramRows::labelsOf(std::size_t row, Labels series) const
{
    const std::optional<HistogramComponent> component = componentOf(row);
    return component ? withComponent(series, *component) : std::move(series);
}

void HistogramRows::clear()
{
    m_rows.clear();
    if (m_rows.capacity() > KeptRows)
        release(m_rows);
}

std::optional<Refusal> refusalOfCount(std::uint64_t count)
{
    if (count <= NativeHistogram::MaxCount)
        return std::nullopt;
    return refused("has a count of " + std::to_string(count) + ", limit 2^53");
}

} // namespace tinyobs
