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

template <typename Operation>
SampleColumns merged(const SampleColumns &a, const SampleColumns &b, Operation operation)
{
    SampleColumns result;
    std::size_t j = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        while (j < b.size() && b.timesMs[j] < a.timesMs[i])
            ++j;
        if (j < b.size() && b.timesMs[j] == a.timesMs[i])
            operation(result, a.timesMs[i], a.values[i], b.values[j]);
    }
    return result;
}

LabelMap groupKey(const LabelMap &labels, const std::string &by)
{
    const auto found = labels.find(by);
    return found == labels.end() ? LabelMap{} : LabelMap{*found};
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
        const int index = std::min(int(point.x() / spanSeconds * columns), columns - 1);
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

SampleColumns combine(const std::vector<const SampleColumns *> &all, Combine how)
{
    struct Entry
    {
        double sum = 0;
        int count = 0;
    };
    std::map<TimeMs, Entry> sums;
    for (const SampleColumns *points : all) {
        for (std::size_t i = 0; i < points->size(); ++i) {
            Entry &entry = sums[points->timesMs[i]];
            entry.sum += points->values[i];
            ++entry.count;
        }
    }
    SampleColumns result;
    for (const auto &[timeMs, entry] : sums)
        result.append(timeMs, how == Combine::Sum ? entry.sum : entry.sum / entry.count);
    return result;
}

SampleColumns divide(const SampleColumns &a, const SampleColumns &b)
{
    return merged(a, b, [](SampleColumns &out, TimeMs timeMs, double above, double below) {
        if (below != 0)
            out.append(timeMs, above / below);
    });
}

SampleColumns subtract(const SampleColumns &a, const SampleColumns &b)
{
    return merged(a, b, [](SampleColumns &out, TimeMs timeMs, double left, double right) {
        out.append(timeMs, left - right);
    });
}

void scale(SampleColumns &points, double factor)
{
    for (double &value : points.values)
        value *= factor;
}

std::vector<Line> groupLines(std::vector<Line> lines, const std::string &by, Combine how)
{
    if (by.empty())
        return lines;
    std::map<LabelMap, std::vector<const SampleColumns *>> groups;
    for (const Line &line : lines)
        groups[groupKey(line.labels, by)].push_back(&line.points);
    std::vector<Line> result;
    result.reserve(groups.size());
    for (const auto &[labels, members] : groups)
        result.push_back({labels, combine(members, how)});
    return result;
}

Figures figuresOf(const SampleColumns &points)
{
    std::vector<double> finite;
    finite.reserve(points.size());
    std::copy_if(points.values.begin(), points.values.end(), std::back_inserter(finite),
                 [](double value) { return std::isfinite(value); });
    const double last = points.size() > 0 ? points.values.back() : NotANumber;
    if (finite.empty())
        return {NotANumber, NotANumber, NotANumber, last};
    const auto [low, high] = std::minmax_element(finite.begin(), finite.end());
    const double min = *low;
    const double max = *high;
    return {min, medianOf(finite), max, last};
}

std::size_t keepTop(std::vector<Line> &lines, std::size_t count)
{
    if (lines.size() <= count)
        return 0;
    std::vector<double> weights(lines.size());
    std::vector<std::size_t> order(lines.size());
    std::iota(order.begin(), order.end(), 0u);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (const double value : lines[i].points.values)
            weights[i] += std::isfinite(value) ? std::abs(value) : 0;
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
    order.resize(count);
    std::sort(order.begin(), order.end());
    const std::size_t left = lines.size() - count;
    std::vector<Line> kept;
    kept.reserve(count);
    for (const std::size_t index : order)
        kept.push_back(std::move(lines[index]));
    lines = std::move(kept);
    return left;
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
    TimeMs previous = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const TimeMs timeMs = points.timesMs[i];
        if (timeMs < startMs || timeMs > endMs)
            continue;
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
