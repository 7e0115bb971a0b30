#include "app/daemon/print/sparkline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

namespace tinyobs::daemon {
namespace {

constexpr std::array<std::string_view, 8> Blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr double None = std::numeric_limits<double>::quiet_NaN();

struct Extent
{
    double lowest = std::numeric_limits<double>::infinity();
    double highest = -std::numeric_limits<double>::infinity();
    double mean = 0;
};

Extent extentOf(std::span<const double> values)
{
    Extent extent;
    double count = 0;
    for (const double value : values) {
        if (!std::isfinite(value))
            continue;
        extent.lowest = std::min(extent.lowest, value);
        extent.highest = std::max(extent.highest, value);
        extent.mean += (value - extent.mean) / ++count;
    }
    return extent;
}

/// What stands for some neighbours.
double chosen(std::span<const double> values, double mean)
{
    double best = None;
    for (const double value : values) {
        if (std::isnan(best) || std::abs(value - mean) > std::abs(best - mean))
            best = std::isnan(value) ? best : value;
    }
    return best;
}

std::string_view blockFor(double value, const Extent &extent)
{
    if (std::isnan(value))
        return " ";
    if (std::isinf(value))
        return value > 0 ? Blocks.back() : Blocks.front();
    if (extent.lowest == extent.highest)
        return value == 0 ? Blocks.front() : Blocks[3];
    // Halves first: the difference of the two may be more than a double holds.
    const double part = (value / 2 - extent.lowest / 2) / (extent.highest / 2 - extent.lowest / 2);
    return Blocks[std::min<std::size_t>(7, static_cast<std::size_t>(part * 8))];
}

} // namespace

std::string sparkline(std::span<const double> values, std::size_t width)
{
    const Extent extent = extentOf(values);
    const std::size_t count = std::min(width, values.size());
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t from = i * values.size() / count;
        const std::size_t to = (i + 1) * values.size() / count;
        out += blockFor(chosen(values.subspan(from, to - from), extent.mean), extent);
    }
    return out;
}

} // namespace tinyobs::daemon
