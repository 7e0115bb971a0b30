// sort(), sort_desc(), sort_by_label(), sort_by_label_desc(): the order of an instant query's
// answer. In a range query series have their own order, and these functions none.

#include "core/promql/eval/labelops.h"
#include "core/promql/eval/naturalorder.h"
#include "core/promql/eval/rowmap.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

struct Item
{
    Labels labels;
    double value = 0;
    std::size_t row = 0;
};

/// NaN comes last either way.
bool comesFirst(double left, double right, bool descends)
{
    if (std::isnan(left) || std::isnan(right))
        return !std::isnan(left) && std::isnan(right);
    return descends ? left > right : left < right;
}

bool comesFirst(const Item &left, const Item &right, const std::vector<std::string> &names,
                bool descends)
{
    for (const std::string &name : names) {
        const std::string_view l = left.labels.value(name);
        const std::string_view r = right.labels.value(name);
        if (l != r)
            return isNaturallyBefore(l, r) != descends;
    }
    return precedes(left.labels, right.labels) != descends;
}

/// Histograms have no order of values.
OperatorPtr floatsOf(EvalContext &context, OperatorPtr source, const StepGrid &grid, TextSpan span)
{
    return mapRows(context, std::move(source), grid, span, {},
                   [](const InstantCall &call, const Row &out) {
                       std::copy(call.floats.begin(), call.floats.end(), out.floats.begin());
                       return Remarks();
                   });
}

} // namespace

Result<OperatorPtr> planSort(EvalContext &context, const CallExpr &expr, const StepGrid &grid)
{
    const FunctionId id = expr.function->id;
    const bool descends = id == FunctionId::SortDesc || id == FunctionId::SortByLabelDesc;
    const bool byLabel = id == FunctionId::SortByLabel || id == FunctionId::SortByLabelDesc;
    auto source = planVector(context, *expr.arguments[0], grid);
    if (!source)
        return source;
    if (context.query.isRange || grid.count > 1)
        return byLabel ? *std::move(source)
                       : floatsOf(context, *std::move(source), grid, expr.span);
    auto block = readAll(**source, grid.count);
    if (!block)
        return Failure(block.error());
    std::vector<std::string> names;
    for (std::size_t i = 1; i < expr.arguments.size(); ++i)
        names.push_back(static_cast<const StringExpr &>(withoutParens(*expr.arguments[i])).value);
    std::vector<Item> items;
    for (std::size_t row = 0; row < block->rows(); ++row) {
        const double value = block->floats(row)[0];
        const bool isHistogram = !block->histograms(row).empty() && block->histograms(row)[0];
        if (!isAbsent(value) || (isHistogram && byLabel))
            items.push_back({(*source)->labels(row), value, row});
    }
    std::stable_sort(items.begin(), items.end(), [&](const Item &left, const Item &right) {
        return byLabel ? comesFirst(left, right, names, descends)
                       : comesFirst(left.value, right.value, descends);
    });
    Rows sorted;
    sorted.isOrdered = true;
    sorted.isUniqueWithoutName = (*source)->isUniqueWithoutName();
    sorted.block.reset(items.size(), 1);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Row row = sorted.block.row(i);
        row.floats[0] = items[i].value;
        *row.histograms = block->histograms(items[i].row);
        sorted.labels.push_back(std::move(items[i].labels));
    }
    return makeRows(context, std::move(sorted));
}

} // namespace tinyobs::promql
