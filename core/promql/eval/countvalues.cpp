// count_values(): a series for each value of each group, known only when all rows have been read.

#include "core/base/utf8.h"
#include "core/base/valuetext.h"
#include "core/promql/eval/aggregate.h"
#include "core/promql/eval/labelops.h"
#include "core/promql/histogram/histogramjson.h"
#include "core/promql/syntax/quoting.h"

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

namespace tinyobs::promql {
namespace {

/// Digits only, never an exponent, as few as read back to the same value.
std::string valueText(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    std::array<char, MaxPlainBytes> text;
    return std::string(text.data(), writePlain(text.data(), value));
}

class ValueCounter
{
public:
    ValueCounter(EvalContext &context, const Operator &source, const AggregateExpr &expr,
                 const StepGrid &grid)
        : m_source(source)
        , m_expr(expr)
        , m_grid(grid)
        , m_memory(context)
        , m_valueLabel(static_cast<const StringExpr &>(withoutParens(*expr.parameter)).value)
    {
        m_names = expr.grouping;
        if (!expr.without)
            m_names.push_back(m_valueLabel);
    }

    Result<void> take(std::size_t series, const RowBlock &block, std::size_t row)
    {
        const std::span<const double> floats = block.floats(row);
        const std::vector<HistogramPtr> &histograms = block.histograms(row);
        const Labels labels = m_source.labels(series);
        for (std::size_t step = 0; step < floats.size(); ++step) {
            std::string text;
            if (!histograms.empty() && histograms[step])
                text = toText(*histograms[step]);
            else if (!isAbsent(floats[step]))
                text = valueText(floats[step]);
            else
                continue;
            if (auto counted = count(labels, text, step); !counted)
                return counted;
        }
        return {};
    }

    Rows finish()
    {
        Rows rows;
        rows.block.reset(m_counts.size(), m_grid.count);
        rows.labels = std::move(m_labels);
        for (std::size_t i = 0; i < m_counts.size(); ++i) {
            const Row row = rows.block.row(i);
            std::copy(m_counts[i].begin(), m_counts[i].end(), row.floats.begin());
        }
        return rows;
    }

private:
    Result<void> count(const Labels &labels, const std::string &text, std::size_t step)
    {
        Labels group = groupLabels(withLabel(labels, m_valueLabel, text), m_names, m_expr.without);
        const auto [at, isNew] = m_known.try_emplace(group.bytes(), m_counts.size());
        if (isNew) {
            m_labels.push_back(std::move(group));
            m_counts.emplace_back(m_grid.count, AbsentValue);
            if (auto charged = m_memory.add(2 * rowBytes(1, m_grid.count)); !charged)
                return charged;
        }
        double &cell = m_counts[at->second][step];
        cell = isAbsent(cell) ? 1 : cell + 1;
        return {};
    }

    const Operator &m_source;
    const AggregateExpr &m_expr;
    const StepGrid m_grid;
    MemoryCharge m_memory;
    const std::string m_valueLabel;
    std::vector<std::string> m_names;
    std::unordered_map<std::string, std::size_t> m_known; // rows by their labels
    std::vector<Labels> m_labels;
    std::vector<std::vector<double>> m_counts;
};

} // namespace

Result<OperatorPtr> makeCountValues(EvalContext &context, OperatorPtr source,
                                    const AggregateExpr &expr, const StepGrid &grid)
{
    const auto &label = static_cast<const StringExpr &>(withoutParens(*expr.parameter)).value;
    if (label.empty() || !isUtf8(label))
        return fail(Error::Code::Execution, "invalid label name " + quotedText(label));
    ValueCounter counter(context, *source, expr, grid);
    RowBlock part;
    for (std::size_t series = 0;;) {
        if (auto read = source->next(part); !read)
            return Failure(read.error());
        if (part.rows() == 0)
            return makeRows(context, counter.finish());
        for (std::size_t row = 0; row < part.rows(); ++row, ++series) {
            if (auto taken = counter.take(series, part, row); !taken)
                return Failure(taken.error());
        }
    }
}

} // namespace tinyobs::promql
