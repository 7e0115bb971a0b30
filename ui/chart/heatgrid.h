#pragma once

// A histogram over time as cells: how many observations fell into each bucket in each step. Plain
// values, usable in any thread.

#include "core/promql/values.h"
#include "ui/chart/line.h"

#include <vector>

namespace tinyobs::ui {

struct HistogramSeries
{
    std::vector<TimeMs> timesMs;
    std::vector<promql::HistogramPtr> histograms;
};

struct HeatGrid
{
    std::vector<TimeMs> timesMs; // of each column: the end of its step
    std::vector<double> bounds;  // upper one of each row, ascending; the last may be infinite
    double lowest = 0;           // where the first row begins
    std::vector<std::vector<double>> rows; // counts by column
    double most = 0;                       // in one cell

    bool isEmpty() const { return rows.empty() || timesMs.empty(); }
    double total(std::size_t column) const;
};

/// From running totals by upper bound: lines with a label `le`, of equal bounds added up.
HeatGrid heatGridOf(const std::vector<const Line *> &buckets);
/// From native histograms, brought to at most so many rows.
HeatGrid heatGridOf(const std::vector<HistogramSeries> &series, std::size_t maxRows = 60);

} // namespace tinyobs::ui
