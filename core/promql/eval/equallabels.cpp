// Series that have become one: by losing the metric's name, or by labels that were replaced.

#include "core/promql/eval/labelops.h"
#include "core/promql/eval/rowmap.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <unordered_map>
#include <utility>

namespace tinyobs::promql {
namespace {

constexpr const char *SameLabels = "vector cannot contain metrics with the same labelset";

/// Which series have the labels of which: `first` is the number of the series that came first.
struct Equals
{
    std::vector<std::uint32_t> rowOf; // of each series, the row of the merged ones
    std::vector<std::uint32_t> first; // of each row, its first series
};

Equals findEquals(const Operator &source)
{
    Equals equals;
    std::unordered_map<std::string, std::uint32_t> known;
    for (std::size_t i = 0; i < source.size(); ++i) {
        const auto row = static_cast<std::uint32_t>(equals.first.size());
        const auto [at, isNew] = known.try_emplace(source.labels(i).bytes(), row);
        if (isNew)
            equals.first.push_back(static_cast<std::uint32_t>(i));
        equals.rowOf.push_back(at->second);
    }
    return equals;
}

bool hasValue(const RowBlock &block, std::size_t row)
{
    const auto floats = block.floats(row);
    const auto &histograms = block.histograms(row);
    return std::any_of(floats.begin(), floats.end(), [](double v) { return !isAbsent(v); }) ||
           std::any_of(histograms.begin(), histograms.end(),
                       [](const HistogramPtr &histogram) { return histogram != nullptr; });
}

class MergeOperator : public PassingOperator
{
public:
    MergeOperator(EvalContext &context, OperatorPtr source, const StepGrid &grid, Equals equals,
                  bool refusesAny, const char *refusal)
        : PassingOperator(std::move(source))
        , m_memory(context)
        , m_grid(grid)
        , m_equals(std::move(equals))
        , m_refusesAny(refusesAny)
        , m_refusal(refusal ? refusal : SameLabels)
    {
    }

    std::size_t size() const override { return m_equals.first.size(); }
    Labels labels(std::size_t row) const override { return m_source->labels(m_equals.first[row]); }
    SeriesGroups group(const Grouping &grouping) const override
    {
        return Operator::group(grouping);
    }
    bool isUniqueWithoutName() const override { return false; }
    bool isOrdered() const override { return false; }

    Result<void> next(RowBlock &block) override
    {
        if (std::exchange(m_isRead, true)) {
            block.reset(0, m_grid.count);
            return {};
        }
        if (auto charged = m_memory.add(rowBytes(size(), m_grid.count)); !charged)
            return charged;
        block.reset(size(), m_grid.count);
        std::vector<bool> isTaken(size(), false);
        RowBlock part;
        for (std::size_t series = 0;;) {
            if (auto read = m_source->next(part); !read)
                return read;
            if (part.rows() == 0)
                return {};
            for (std::size_t i = 0; i < part.rows(); ++i, ++series) {
                const std::uint32_t row = m_equals.rowOf[series];
                if (!hasValue(part, i))
                    continue;
                if ((m_refusesAny && isTaken[row]) || !merge(part, i, block.row(row)))
                    return fail(Error::Code::Execution, m_refusal);
                isTaken[row] = true;
            }
        }
    }

private:
    static bool merge(const RowBlock &part, std::size_t i, const Row &into)
    {
        const std::span<const double> floats = part.floats(i);
        const std::vector<HistogramPtr> &histograms = part.histograms(i);
        for (std::size_t step = 0; step < floats.size(); ++step) {
            const bool hasHistogram = !histograms.empty() && histograms[step];
            if (isAbsent(floats[step]) && !hasHistogram)
                continue;
            if (!isAbsent(into.floats[step]) || into.histogramAt(step))
                return false;
            into.floats[step] = floats[step];
            if (hasHistogram)
                into.setHistogram(step, histograms[step]);
        }
        return true;
    }

    MemoryCharge m_memory;
    StepGrid m_grid;
    Equals m_equals;
    bool m_refusesAny;
    const char *m_refusal;
    bool m_isRead = false;
};

Result<OperatorPtr> merge(EvalContext &context, OperatorPtr source, const StepGrid &grid,
                          bool refusesAny, const char *refusal = nullptr)
{
    Equals equals = findEquals(*source);
    if (equals.first.size() == source->size())
        return source;
    return std::make_unique<MergeOperator>(context, std::move(source), grid, std::move(equals),
                                           refusesAny, refusal);
}

class NamelessOperator : public PassingOperator
{
public:
    using PassingOperator::PassingOperator;

    Labels labels(std::size_t series) const override
    {
        return withoutName(m_source->labels(series));
    }
    SeriesGroups group(const Grouping &grouping) const override
    {
        const bool namesOne = std::any_of(grouping.names.begin(), grouping.names.end(),
                                          [](const auto &name) { return isMetadataLabel(name); });
        return namesOne ? Operator::group(grouping) : m_source->group(grouping);
    }
    bool isUniqueWithoutName() const override { return m_source->isUniqueWithoutName(); }
    Result<void> next(RowBlock &block) override { return m_source->next(block); }
};

} // namespace

Result<OperatorPtr> dropNames(EvalContext &context, OperatorPtr source, const StepGrid &grid)
{
    const bool isUnique = source->isUniqueWithoutName();
    OperatorPtr nameless = std::make_unique<NamelessOperator>(std::move(source));
    if (isUnique)
        return nameless;
    return mergeEqual(context, std::move(nameless), grid);
}

Result<OperatorPtr> dropNamesOrRefuse(EvalContext &context, OperatorPtr source,
                                      const StepGrid &grid)
{
    const bool isUnique = source->isUniqueWithoutName();
    OperatorPtr nameless = std::make_unique<NamelessOperator>(std::move(source));
    if (isUnique)
        return nameless;
    return refuseEqual(context, std::move(nameless), grid);
}

Result<OperatorPtr> mergeEqual(EvalContext &context, OperatorPtr source, const StepGrid &grid,
                               const char *refusal)
{
    return merge(context, std::move(source), grid, false, refusal);
}

Result<OperatorPtr> refuseEqual(EvalContext &context, OperatorPtr source, const StepGrid &grid)
{
    return merge(context, std::move(source), grid, true);
}

} // namespace tinyobs::promql
