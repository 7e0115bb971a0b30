#pragma once

// What expressions evaluate to: for each series one value at each step of a grid, as columns.
// Plain values.

#include "core/base/clock.h"
#include "core/model/nativehistogram.h"
#include "core/model/samples.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <span>
#include <vector>

namespace tinyobs::promql {

/// The moments at which an expression is evaluated: startMs + i * stepMs. An instant query has one.
struct StepGrid
{
    TimeMs startMs = 0;
    TimeMs stepMs = 0; // 0 only when count is 1
    std::size_t count = 1;

    TimeMs at(std::size_t step) const { return startMs + static_cast<TimeMs>(step) * stepMs; }
    TimeMs endMs() const { return at(count - 1); }
    bool operator==(const StepGrid &) const = default;
};

/// Bytes of so many rows, histograms aside.
constexpr std::size_t rowBytes(std::size_t rows, std::size_t steps)
{
    return rows * (steps * sizeof(double) + sizeof(std::vector<int>));
}

/// The stale marker. No sample that a query sees has it as its value, so that it stands for "no
/// value at this step" in columns of results. Compare bits: it is a NaN.
inline constexpr std::uint64_t AbsentBits = StaleBits;
inline constexpr double AbsentValue = std::bit_cast<double>(AbsentBits);
constexpr bool isAbsent(double value)
{
    return std::bit_cast<std::uint64_t>(value) == AbsentBits;
}

/// Never changed once it is shared.
using HistogramPtr = std::shared_ptr<const NativeHistogram>;

/// The samples of one series as range functions see them, stale markers left out: two columns,
/// each ascending in time; no moment is in both.
struct SeriesSamples
{
    std::vector<TimeMs> timesMs;
    std::vector<double> values;
    std::vector<TimeMs> histogramTimesMs;
    std::vector<HistogramPtr> histograms;

    void clear()
    {
        timesMs.clear();
        values.clear();
        histogramTimesMs.clear();
        histograms.clear();
    }
    bool hasHistograms() const { return !histograms.empty(); }
};

/// The row of one series: a value for each step. A step has a float, a histogram, or neither.
struct Row
{
    std::span<double> floats;              // AbsentValue where there is none
    std::vector<HistogramPtr> *histograms; // empty: none at all; else one place for each step

    void setHistogram(std::size_t step, HistogramPtr histogram) const
    {
        if (histograms->empty())
            histograms->resize(floats.size());
        (*histograms)[step] = std::move(histogram);
    }
    const HistogramPtr *histogramAt(std::size_t step) const
    {
        return histograms->empty() || !(*histograms)[step] ? nullptr : &(*histograms)[step];
    }
};

/// Rows of some series, one after the other.
class RowBlock
{
public:
    RowBlock() = default;

    /// Makes room for rows of so many steps, all absent.
    void reset(std::size_t rows, std::size_t steps)
    {
        m_rows = rows;
        m_steps = steps;
        m_floats.assign(rows * steps, AbsentValue);
        m_histograms.assign(rows, {});
    }
    /// Takes rows that were computed elsewhere.
    void adopt(std::size_t rows, std::size_t steps, std::vector<double> floats)
    {
        m_rows = rows;
        m_steps = steps;
        m_floats = std::move(floats);
        m_histograms.assign(rows, {});
    }
    void reserve(std::size_t rows, std::size_t steps)
    {
        m_floats.reserve(rows * steps);
        m_histograms.reserve(rows);
    }
    /// Adds the rows of a block of as many steps behind its own.
    void append(RowBlock &&other)
    {
        m_rows += other.m_rows;
        m_floats.insert(m_floats.end(), other.m_floats.begin(), other.m_floats.end());
        m_histograms.insert(m_histograms.end(), std::make_move_iterator(other.m_histograms.begin()),
                            std::make_move_iterator(other.m_histograms.end()));
    }
    std::size_t rows() const { return m_rows; }
    std::size_t steps() const { return m_steps; }
    Row row(std::size_t index)
    {
        return {std::span(m_floats).subspan(index * m_steps, m_steps), &m_histograms[index]};
    }
    std::span<const double> floats(std::size_t index) const
    {
        return std::span(m_floats).subspan(index * m_steps, m_steps);
    }
    const std::vector<HistogramPtr> &histograms(std::size_t index) const
    {
        return m_histograms[index];
    }

private:
    std::size_t m_rows = 0;
    std::size_t m_steps = 0;
    std::vector<double> m_floats;
    std::vector<std::vector<HistogramPtr>> m_histograms;
};

} // namespace tinyobs::promql
