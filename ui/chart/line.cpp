#include "ui/chart/line.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tinyobs::ui {
namespace {

// Four points for eight pixels: every point costs Qt Charts about 3 us on the software backend.
constexpr int PixelsPerColumn = 8;
constexpr int MaxPointsPerLine = 1000;
constexpr double NotANumber = std::numeric_limits<double>::quiet_NaN();

double medianOf(std::vector<double> &values)
{
    if (values.empty())
        return NotANumber;
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2)
        return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

/// What M4 keeps of one pixel column.
struct Column
{
    QPointF first, lowest, highest, last;
};

void flush(const Column &column, QList<QPointF> &out)
{
    const QPointF inner[] = {
        column.lowest.x() <= column.highest.x() ? column.lowest : column.highest,
        column.lowest.x() <= column.highest.x() ? column.highest : column.lowest};
    for (const QPointF &point : {column.first, inner[0], inner[1], column.last}) {
        if (out.isEmpty() || out.last().x() < point.x())
            out.append(point);
    }
}

QList<QPointF> reduced(const QList<QPointF> &piece, double spanSeconds, int widthPx)
{
    const int columns = std::clamp(widthPx / PixelsPerColumn, 1, MaxPointsPerLine / 4);
    if (piece.size() <= 4 * qsizetype(columns))
        return piece;
    QList<QPointF> out;
    Column column;
    int current = -1;
    for (const QPointF &point : piece) {
        const int index = std::clamp(int(point.x() / spanSeconds * columns), 0, columns - 1);
        if (index != current) {
            if (current >= 0)
                flush(column, out);
            column = {point, point, point, point};
            current = index;
            continue;
        }
        if (point.y() < column.lowest.y())
            column.lowest = point;
        if (point.y() > column.highest.y())
            column.highest = point;
        column.last = point;
    }
    flush(column, out);
    return out;
}

} // namespace

Figures figuresOf(const SampleColumns &points)
{
    std::vector<double> finite;
    finite.reserve(points.size());
    std::copy_if(points.values.begin(), points.values.end(), std::back_inserter(finite),
                 [](double value) { return std::isfinite(value); });
    const double last = points.size() > 0 ? points.values.back() : NotANumber;
    if (finite.empty())
        return {NotANumber, NotANumber, NotANumber, last, NotANumber, NotANumber};
    const auto [low, high] = std::minmax_element(finite.begin(), finite.end());
    const double min = *low;
    const double max = *high;
    const double sum = std::accumulate(finite.begin(), finite.end(), 0.0);
    return {min, medianOf(finite), max, last, sum / double(finite.size()), sum};
}

std::vector<std::size_t>
greatestLines(std::size_t count, std::size_t most,
              const std::function<const SampleColumns &(std::size_t)> &pointsOf)
{
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    if (count <= most)
        return order;
    std::vector<double> weights(count);
    for (std::size_t i = 0; i < count; ++i) {
        for (const double value : pointsOf(i).values)
            weights[i] += std::isfinite(value) ? std::abs(value) : 0;
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
    order.resize(most);
    std::sort(order.begin(), order.end());
    return order;
}

TimeMs gapAfterMs(const SampleColumns &points, TimeMs stepMs)
{
    std::vector<double> distances;
    distances.reserve(points.size());
    for (std::size_t i = 1; i < points.size(); ++i)
        distances.push_back(double(points.timesMs[i] - points.timesMs[i - 1]));
    const double usual = medianOf(distances);
    return std::max(2 * stepMs, std::isnan(usual) ? TimeMs(0) : TimeMs(2.5 * usual));
}

std::vector<QList<QPointF>> drawnPieces(const SampleColumns &points, TimeMs startMs, TimeMs endMs,
                                        TimeMs stepMs, int widthPx)
{
    const TimeMs limit = gapAfterMs(points, stepMs);
    const double spanSeconds = std::max(1e-3, double(endMs - startMs) / 1000);
    std::vector<QList<QPointF>> pieces;
    QList<QPointF> piece;
    const auto finish = [&] {
        if (!piece.isEmpty())
            pieces.push_back(reduced(piece, spanSeconds, widthPx));
        piece.clear();
    };
    const auto first = std::lower_bound(points.timesMs.begin(), points.timesMs.end(), startMs);
    const std::size_t before = first == points.timesMs.begin() ? 0 : 1;
    TimeMs previous = 0;
    for (std::size_t i = std::size_t(first - points.timesMs.begin()) - before; i < points.size();
         ++i) {
        const TimeMs timeMs = points.timesMs[i];
        if (timeMs > endMs)
            break;
        if (!std::isfinite(points.values[i]) || (!piece.isEmpty() && timeMs - previous > limit))
            finish();
        if (std::isfinite(points.values[i])) {
            piece.append(QPointF(double(timeMs - startMs) / 1000, points.values[i]));
            previous = timeMs;
        }
    }
    finish();
    return pieces;
}

} // namespace tinyobs::ui
