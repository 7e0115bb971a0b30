// Aggregations that keep a few numbers for each group and step: sum, avg, min, max, count, group,
// stddev, stdvar. Native histograms are summed beside them, in cells made only when there are any.

#include "core/promql/eval/aggregate.h"
#include "core/promql/functions/mean.h"
#include "core/promql/histogram/histogrammath.h"
#include "core/promql/kahan.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_map>
#include <utility>

namespace tinyobs::promql {
namespace {

/// Welford's running variance.
struct Spread
{
    double count = 0;
    double mean = 0;
    double squares = 0;

    void add(double value)
    {
        count += 1;
        if (count == 1) {
            mean = value;
            squares = std::isfinite(value) ? 0 : std::nan("");
            return;
        }
        const double delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
    }
};

struct HistogramCell
{
    HistogramSum sum;
    std::size_t count = 0;
    bool isIncompatible = false;
    bool sawReset = false;
    bool sawNoReset = false;
};

class FoldOperator : public AggregateOperator
{
public:
    using AggregateOperator::AggregateOperator;

protected:
    Result<void> begin() override
    {
        std::size_t bytes = sizeof(double);
        if (op() == AggregateOp::Avg)
            bytes += sizeof(Mean);
        else if (isSpread())
            bytes += sizeof(Spread);
        else if (op() == AggregateOp::Sum)
            bytes += sizeof(double);
        if (auto charged = m_memory.add(cells() * bytes); !charged)
            return charged;
        m_values.assign(cells(), AbsentValue);
        if (op() == AggregateOp::Sum)
            m_lost.assign(cells(), 0);
        if (op() == AggregateOp::Avg)
            m_means.resize(cells());
        if (isSpread())
            m_spreads.resize(cells());
        return {};
    }

    Result<void> take(std::size_t series, const RowBlock &block, std::size_t row) override
    {
        const std::size_t first = m_call.groups.groupOf[series] * steps();
        takeFloats(first, block.floats(row));
        if (!block.histograms(row).empty())
            takeHistograms(series, first, block.histograms(row));
        return {};
    }

    Result<RowBlock> finish() override
    {
        for (std::size_t cell = 0; cell < m_values.size(); ++cell) {
            if (isAbsent(m_values[cell]))
                continue;
            if (op() == AggregateOp::Sum)
                m_values[cell] += m_lost[cell];
            else if (op() == AggregateOp::Avg)
                m_values[cell] = m_means[cell].value();
            else if (op() == AggregateOp::Stdvar)
                m_values[cell] = m_spreads[cell].squares / m_spreads[cell].count;
            else if (op() == AggregateOp::Stddev)
                m_values[cell] = std::sqrt(m_spreads[cell].squares / m_spreads[cell].count);
        }
        RowBlock block;
        block.adopt(size(), steps(), std::move(m_values));
        for (auto &[cell, histogram] : m_histograms)
            finishHistogram(block.row(cell / steps()), cell % steps(), histogram);
        return block;
    }

private:
    AggregateOp op() const { return m_call.expr.op; }
    bool isSpread() const { return op() == AggregateOp::Stddev || op() == AggregateOp::Stdvar; }

    void takeFloats(std::size_t first, std::span<const double> row)
    {
        double *const values = m_values.data() + first;
        switch (op()) {
        case AggregateOp::Sum: {
            double *const lost = m_lost.data() + first;
            fold(values, row, [lost](double &cell, double value, std::size_t step) {
                KahanSum sum{cell, lost[step]};
                sum.add(value);
                cell = sum.sum;
                lost[step] = sum.lost;
            });
            break;
        }
        case AggregateOp::Min:
            fold(values, row, [](double &cell, double value, std::size_t) {
                if (cell > value || std::isnan(cell))
                    cell = value;
            });
            break;
        case AggregateOp::Max:
            fold(values, row, [](double &cell, double value, std::size_t) {
                if (cell < value || std::isnan(cell))
                    cell = value;
            });
            break;
        case AggregateOp::Count:
            each(row, [values](double, std::size_t step) { addOne(values[step]); });
            break;
        case AggregateOp::Group:
            each(row, [values](double, std::size_t step) { values[step] = 1; });
            break;
        case AggregateOp::Avg:
            each(row, [this, first, values](double value, std::size_t step) {
                m_means[first + step].add(value);
                values[step] = 0; // present
            });
            break;
        default:
            each(row, [this, first, values](double value, std::size_t step) {
                m_spreads[first + step].add(value);
                values[step] = 0; // present
            });
            break;
        }
    }

    static void addOne(double &cell) { cell = isAbsent(cell) ? 1 : cell + 1; }

    template <typename Use>
    static void each(std::span<const double> row, Use use)
    {
        for (std::size_t step = 0; step < row.size(); ++step) {
            if (!isAbsent(row[step]))
                use(row[step], step);
        }
    }

    /// The first value of a cell stands as it is, what follows is folded into it.
    template <typename Fold>
    static void fold(double *values, std::span<const double> row, Fold join)
    {
        for (std::size_t step = 0; step < row.size(); ++step) {
            if (isAbsent(row[step]))
                continue;
            if (isAbsent(values[step]))
                values[step] = row[step];
            else
                join(values[step], row[step], step);
        }
    }

    void takeHistograms(std::size_t series, std::size_t first,
                        const std::vector<HistogramPtr> &histograms)
    {
        for (std::size_t step = 0; step < histograms.size(); ++step) {
            if (!histograms[step])
                continue;
            if (op() == AggregateOp::Count)
                addOne(m_values[first + step]);
            else if (op() == AggregateOp::Group)
                m_values[first + step] = 1;
            else if (op() == AggregateOp::Sum || op() == AggregateOp::Avg)
                addHistogram(series, m_histograms[first + step], *histograms[step]);
            else
                m_context.annotations.add(Remark::HistogramIgnoredInAggregation, inputSpan(),
                                          toText(op()));
        }
    }

    void addHistogram(std::size_t series, HistogramCell &cell, const NativeHistogram &histogram)
    {
        if (cell.isIncompatible)
            return;
        ++cell.count;
        cell.sawReset = cell.sawReset || histogram.resetHint == ResetHint::Reset;
        cell.sawNoReset = cell.sawNoReset || histogram.resetHint == ResetHint::NoReset;
        Remarks remarks;
        if (!cell.sum.add(histogram, remarks)) {
            cell.isIncompatible = true;
            m_context.annotations.add(Remark::MixedExponentialCustom, inputSpan(),
                                      m_source->labels(series).metricName());
        }
        if (remarks.has(Remark::MismatchedCustomBuckets))
            m_context.annotations.add(Remark::MismatchedCustomBuckets, inputSpan(), "aggregation");
    }

    void finishHistogram(const Row &row, std::size_t step, const HistogramCell &cell)
    {
        if (!isAbsent(row.floats[step])) {
            row.floats[step] = AbsentValue;
            m_context.annotations.add(Remark::MixedFloatsHistogramsInAggregation, inputSpan(),
                                      std::string_view());
            return;
        }
        if (cell.isIncompatible)
            return;
        if (cell.sawReset && cell.sawNoReset)
            m_context.annotations.add(Remark::CounterResetCollision, inputSpan(), "aggregation");
        auto total = std::make_shared<NativeHistogram>(cell.sum.total());
        if (op() == AggregateOp::Avg)
            divide(*total, static_cast<double>(cell.count));
        compact(*total);
        row.setHistogram(step, std::move(total));
    }

    std::vector<double> m_values; // of each group and step
    std::vector<double> m_lost;   // Kahan's, of sums
    std::vector<Mean> m_means;
    std::vector<Spread> m_spreads;
    std::unordered_map<std::size_t, HistogramCell> m_histograms;
};

} // namespace

OperatorPtr makeFold(EvalContext &context, OperatorPtr source, AggregateCall call)
{
    return std::make_unique<FoldOperator>(context, std::move(source), std::move(call));
}

} // namespace tinyobs::promql
