// topk() and bottomk(): keep the best few of each group and step as a heap with the worst on top,
// never the rows themselves.

#include "core/promql/eval/aggregate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace tinyobs::promql {
namespace {

struct Entry
{
    double value = 0;
    std::uint32_t series = 0;
};

class TopOperator : public Operator
{
public:
    TopOperator(EvalContext &context, OperatorPtr source, AggregateCall call)
        : m_context(context)
        , m_source(std::move(source))
        , m_call(std::move(call))
        , m_memory(context)
        , m_heaps(m_call.groups.labels.size() * m_call.grid.count)
    {
    }

    // Which series are among the best is known only when all have been read: prepare() does that.
    Result<void> prepare();

    std::size_t size() const override { return m_winners.size(); }
    Labels labels(std::size_t row) const override { return m_source->labels(m_winners[row]); }
    bool isUniqueWithoutName() const override { return m_source->isUniqueWithoutName(); }
    bool isOrdered() const override { return m_call.grid.count == 1; }
    Result<void> next(RowBlock &block) override
    {
        block = std::exchange(m_block, RowBlock());
        return m_context.check();
    }

private:
    bool isTop() const { return m_call.expr.op == AggregateOp::Topk; }
    /// NaN is the worst either way.
    bool isBetter(double left, double right) const
    {
        if (std::isnan(left) || std::isnan(right))
            return !std::isnan(left) && std::isnan(right);
        return isTop() ? left > right : left < right;
    }
    std::size_t limitOf(std::size_t step) const
    {
        const double k = m_call.parameter[step];
        return k < 1 ? 0 : static_cast<std::size_t>(std::min(k, double(m_source->size())));
    }

    Result<void> offer(std::vector<Entry> &heap, std::size_t limit, Entry entry);
    void noteHistograms(const std::vector<HistogramPtr> &histograms);
    void collect();

    EvalContext &m_context;
    OperatorPtr m_source;
    AggregateCall m_call;
    MemoryCharge m_memory;
    std::vector<std::vector<Entry>> m_heaps; // of each group and step
    std::vector<std::uint32_t> m_winners;    // series, in the order to show
    RowBlock m_block;
};

Result<void> TopOperator::offer(std::vector<Entry> &heap, std::size_t limit, Entry entry)
{
    const auto worstOnTop = [this](const Entry &a, const Entry &b) {
        return isBetter(a.value, b.value);
    };
    if (heap.size() < limit) {
        heap.push_back(entry);
        std::push_heap(heap.begin(), heap.end(), worstOnTop);
        return m_memory.add(sizeof(Entry));
    }
    if (!isBetter(entry.value, heap.front().value))
        return {};
    std::pop_heap(heap.begin(), heap.end(), worstOnTop);
    heap.back() = entry;
    std::push_heap(heap.begin(), heap.end(), worstOnTop);
    return {};
}

void TopOperator::noteHistograms(const std::vector<HistogramPtr> &histograms)
{
    if (std::any_of(histograms.begin(), histograms.end(),
                    [](const HistogramPtr &histogram) { return histogram != nullptr; }))
        m_context.annotations.add(Remark::HistogramIgnoredInAggregation, m_call.expr.span,
                                  toText(m_call.expr.op));
}

Result<void> TopOperator::prepare()
{
    if (auto charged = m_memory.add(m_heaps.size() * sizeof(m_heaps[0])); !charged)
        return charged;
    RowBlock part;
    for (std::uint32_t series = 0;;) {
        if (auto read = m_source->next(part); !read)
            return read;
        if (part.rows() == 0)
            break;
        for (std::size_t i = 0; i < part.rows(); ++i, ++series) {
            const std::size_t first = m_call.groups.groupOf[series] * m_call.grid.count;
            const std::span<const double> row = part.floats(i);
            for (std::size_t step = 0; step < row.size(); ++step) {
                const std::size_t limit = limitOf(step);
                if (isAbsent(row[step]) || limit == 0)
                    continue;
                if (auto done = offer(m_heaps[first + step], limit, {row[step], series}); !done)
                    return done;
            }
            noteHistograms(part.histograms(i));
        }
    }
    collect();
    return {};
}

void TopOperator::collect()
{
    const std::size_t steps = m_call.grid.count;
    std::map<std::uint32_t, std::uint32_t> rowOf;
    for (std::vector<Entry> &heap : m_heaps) {
        std::stable_sort(heap.begin(), heap.end(), [this](const Entry &a, const Entry &b) {
            return isBetter(a.value, b.value) ||
                   (!isBetter(b.value, a.value) && a.series < b.series);
        });
        for (const Entry &entry : heap) {
            if (rowOf.emplace(entry.series, std::uint32_t(m_winners.size())).second)
                m_winners.push_back(entry.series);
        }
    }
    m_block.reset(m_winners.size(), steps);
    for (std::size_t cell = 0; cell < m_heaps.size(); ++cell) {
        for (const Entry &entry : m_heaps[cell])
            m_block.row(rowOf[entry.series]).floats[cell % steps] = entry.value;
    }
    m_heaps.clear();
}

} // namespace

Result<OperatorPtr> makeTop(EvalContext &context, OperatorPtr source, AggregateCall call)
{
    auto top = std::make_unique<TopOperator>(context, std::move(source), std::move(call));
    if (auto prepared = top->prepare(); !prepared)
        return Failure(prepared.error());
    return top;
}

} // namespace tinyobs::promql
