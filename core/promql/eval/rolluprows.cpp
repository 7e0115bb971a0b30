#include "core/promql/eval/rolluprows.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace tinyobs::promql {
namespace {

using encoding::RollupColumns;

struct UseRow
{
    FunctionId id{};
    RowPart part{};
    FunctionId run{};
};

constexpr UseRow Uses[] = {
    {FunctionId::AvgOverTime, RowPart::Sum, FunctionId::SumOverTime},
    {FunctionId::CountOverTime, RowPart::Count, FunctionId::SumOverTime},
    {FunctionId::Increase, RowPart::Counter, FunctionId::Increase},
    {FunctionId::LastOverTime, RowPart::Last, FunctionId::LastOverTime},
    {FunctionId::MaxOverTime, RowPart::Max, FunctionId::MaxOverTime},
    {FunctionId::MinOverTime, RowPart::Min, FunctionId::MinOverTime},
    {FunctionId::PresentOverTime, RowPart::Last, FunctionId::PresentOverTime},
    {FunctionId::Rate, RowPart::Counter, FunctionId::Rate},
    {FunctionId::Resets, RowPart::Counter, FunctionId::Resets},
    {FunctionId::SumOverTime, RowPart::Sum, FunctionId::SumOverTime},
};

/// A counter that fell within a row: it rises to where it fell from, and falls to zero.
void appendFall(const RollupColumns &rows, std::size_t row, std::vector<TimeMs> &timesMs,
                std::vector<double> &values)
{
    const double last = rows.last[row];
    if (values.empty() || std::isnan(last) || std::isnan(values.back()))
        return;
    const double before = values.back();
    const double seen = last < before ? last : last - before;
    const double hidden = rows.increase[row] - seen;
    const bool isRounding = hidden <= 1e-9 * std::max(std::abs(last), std::abs(before));
    if (isRounding || rows.lastMs[row] - timesMs.back() < 3)
        return;
    timesMs.insert(timesMs.end(), {rows.lastMs[row] - 2, rows.lastMs[row] - 1});
    values.insert(values.end(), {before + std::max(0.0, rows.increase[row] - last), 0.0});
}

std::span<const double> columnOf(const RollupColumns &rows, RowPart part)
{
    switch (part) {
    case RowPart::Min:
        return rows.min;
    case RowPart::Max:
        return rows.max;
    case RowPart::Sum:
        return rows.sum;
    case RowPart::Last:
    case RowPart::Counter:
    case RowPart::Count:
        break;
    }
    return rows.last;
}

} // namespace

RollupUse rollupUseOf(FunctionId id)
{
    const auto row = std::ranges::find(Uses, id, &UseRow::id);
    if (row == std::end(Uses))
        return {};
    return {row->part, row->run == id ? nullptr : findWindowFunction(row->run)->run,
            id == FunctionId::AvgOverTime, row->part != RowPart::Counter};
}

void appendSamples(const RollupColumns &rows, RowPart part, std::vector<TimeMs> &timesMs,
                   std::vector<double> &values)
{
    const bool keepsTimes = part == RowPart::Last || part == RowPart::Counter;
    const std::span<const double> column = columnOf(rows, part);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows.counts[i] == 0 && !keepsTimes) // nothing but a stale marker
            continue;
        if (part == RowPart::Counter)
            appendFall(rows, i, timesMs, values);
        timesMs.push_back(keepsTimes ? rows.lastMs[i] : rows.timesMs[i]);
        values.push_back(part == RowPart::Count ? static_cast<double>(rows.counts[i]) : column[i]);
    }
}

void toPart(RowPart part, std::size_t first, std::vector<double> &values)
{
    if (part != RowPart::Count)
        return;
    for (std::size_t i = first; i < values.size(); ++i)
        values[i] = isAbsent(values[i]) ? values[i] : 1;
}

} // namespace tinyobs::promql
