#include "ui/chart/heatgrid.h"

#include "core/promql/histogram/histogrammath.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace tinyobs::ui {
namespace {

constexpr double Infinity = std::numeric_limits<double>::infinity();

double boundOf(const std::string &le)
{
    if (le == "+Inf" || le == "Inf")
        return Infinity;
    double bound = std::numeric_limits<double>::quiet_NaN();
    std::from_chars(le.data(), le.data() + le.size(), bound);
    return bound;
}

void setMost(HeatGrid &grid)
{
    for (const std::vector<double> &row : grid.rows) {
        for (const double count : row)
            grid.most = std::max(grid.most, count);
    }
}

std::size_t columnOf(const HeatGrid &grid, TimeMs timeMs)
{
    return std::size_t(std::lower_bound(grid.timesMs.begin(), grid.timesMs.end(), timeMs) -
                       grid.timesMs.begin());
}

void setColumns(HeatGrid &grid, const std::set<TimeMs> &times, std::size_t rows)
{
    grid.timesMs.assign(times.begin(), times.end());
    grid.rows.assign(rows, std::vector<double>(grid.timesMs.size(), 0.0));
}

} // namespace

double HeatGrid::total(std::size_t column) const
{
    double sum = 0;
    for (const std::vector<double> &row : rows)
        sum += row[column];
    return sum;
}

HeatGrid heatGridOf(const std::vector<const Line *> &buckets)
{
    std::map<double, std::vector<const Line *>> byBound;
    std::set<TimeMs> times;
    for (const Line *line : buckets) {
        const auto le = line->labels.find("le");
        const double bound = le == line->labels.end() ? boundOf("") : boundOf(le->second);
        if (std::isnan(bound))
            continue;
        byBound[bound].push_back(line);
        times.insert(line->points.timesMs.begin(), line->points.timesMs.end());
    }
    HeatGrid grid;
    setColumns(grid, times, byBound.size());
    std::vector<double> below(grid.timesMs.size(), 0.0);
    std::size_t row = 0;
    for (const auto &[bound, lines] : byBound) {
        grid.bounds.push_back(bound);
        std::vector<double> &counts = grid.rows[row++];
        for (const Line *line : lines) {
            for (std::size_t i = 0; i < line->points.size(); ++i) {
                if (std::isfinite(line->points.values[i]))
                    counts[columnOf(grid, line->points.timesMs[i])] += line->points.values[i];
            }
        }
        for (std::size_t column = 0; column < counts.size(); ++column) {
            const double upTo = std::max(counts[column], below[column]);
            counts[column] = upTo - below[column];
            below[column] = upTo;
        }
    }
    if (!grid.bounds.empty() && grid.bounds.front() <= 0)
        grid.lowest = grid.bounds.front();
    setMost(grid);
    return grid;
}

HeatGrid heatGridOf(const std::vector<HistogramSeries> &series, std::size_t maxRows)
{
    std::set<TimeMs> times;
    std::map<double, double> totals; // by upper bound
    double lowest = Infinity;
    const auto forEach = [&series](const auto &use) {
        for (const HistogramSeries &each : series) {
            for (std::size_t i = 0; i < each.histograms.size(); ++i) {
                if (!each.histograms[i])
                    continue;
                for (const promql::Bucket &bucket : promql::bucketsOf(*each.histograms[i])) {
                    if (bucket.count > 0)
                        use(each.timesMs[i], bucket);
                }
            }
        }
    };
    forEach([&](TimeMs timeMs, const promql::Bucket &bucket) {
        times.insert(timeMs);
        totals[bucket.upper] += bucket.count;
        lowest = std::min(lowest, bucket.lower);
    });
    HeatGrid grid;
    if (totals.empty() || maxRows == 0)
        return grid;
    // Neighbours go together where there are more buckets than rows.
    const std::size_t perRow = (totals.size() + maxRows - 1) / maxRows;
    std::size_t seen = 0;
    for (const auto &[bound, count] : totals) {
        if (++seen % perRow == 0 || seen == totals.size())
            grid.bounds.push_back(bound);
    }
    grid.lowest = std::isfinite(lowest) ? lowest : 0;
    setColumns(grid, times, grid.bounds.size());
    forEach([&](TimeMs timeMs, const promql::Bucket &bucket) {
        const auto row = std::lower_bound(grid.bounds.begin(), grid.bounds.end(), bucket.upper);
        grid.rows[std::size_t(row - grid.bounds.begin())][columnOf(grid, timeMs)] += bucket.count;
    });
    setMost(grid);
    return grid;
}

} // namespace tinyobs::ui
