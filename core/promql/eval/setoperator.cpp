// and, or, unless: what is kept of one vector depends on what the other has at the same step.

#include "core/promql/eval/labelops.h"
#include "core/promql/eval/rowmap.h"
#include "core/promql/eval/signatures.h"

#include <utility>

namespace tinyobs::promql {
namespace {

/// Which signatures have an element at which step.
class Presence
{
public:
    Presence(EvalContext &context, std::size_t steps)
        : m_steps(steps)
        , m_memory(context)
    {
    }

    Result<void> reset(std::size_t signatures)
    {
        if (auto charged = m_memory.add(signatures * m_steps); !charged)
            return charged;
        m_bits.assign(signatures * m_steps, 0);
        return {};
    }

    void note(std::uint32_t signature, const RowBlock &block, std::size_t row)
    {
        std::uint8_t *const bits = m_bits.data() + signature * m_steps;
        const std::span<const double> floats = block.floats(row);
        for (std::size_t step = 0; step < m_steps; ++step) {
            if (!isAbsent(floats[step]))
                bits[step] = 1;
        }
        const std::vector<HistogramPtr> &histograms = block.histograms(row);
        for (std::size_t step = 0; step < histograms.size(); ++step) {
            if (histograms[step])
                bits[step] = 1;
        }
    }
    /// Keeps of a row what has (or, `keeps` false, has not) an element of the signature.
    void thin(std::uint32_t signature, const Row &row, bool keeps) const
    {
        const std::uint8_t *const bits = m_bits.data() + signature * m_steps;
        for (std::size_t step = 0; step < m_steps; ++step) {
            if ((bits[step] != 0) == keeps)
                continue;
            row.floats[step] = AbsentValue;
            if (row.histogramAt(step))
                (*row.histograms)[step].reset();
        }
    }

private:
    std::size_t m_steps;
    MemoryCharge m_memory;
    std::vector<std::uint8_t> m_bits; // by signature and step
};

/// The rows of `shown`, thinned by the presence of the other side, which is read first.
class ThinOperator : public PassingOperator
{
public:
    ThinOperator(EvalContext &context, OperatorPtr shown, OperatorPtr other, bool keeps,
                 const VectorMatching &matching, const StepGrid &grid)
        : PassingOperator(std::move(shown))
        , m_context(context)
        , m_other(std::move(other))
        , m_keeps(keeps)
        , m_signatures(matching)
        , m_shownSignatures(m_signatures.of(*m_source))
        , m_otherSignatures(m_signatures.of(*m_other))
        , m_presence(context, grid.count)
    {
    }

    bool isOrdered() const override { return false; }
    Result<void> next(RowBlock &block) override
    {
        if (!std::exchange(m_isRead, true)) {
            if (auto read = readOther(); !read)
                return read;
        }
        if (auto read = m_source->next(block); !read)
            return read;
        for (std::size_t i = 0; i < block.rows(); ++i, ++m_series)
            m_presence.thin(m_shownSignatures[m_series], block.row(i), m_keeps);
        return m_context.check();
    }

private:
    Result<void> readOther()
    {
        if (auto reset = m_presence.reset(m_signatures.size()); !reset)
            return reset;
        RowBlock block;
        for (std::size_t series = 0;;) {
            if (auto read = m_other->next(block); !read)
                return read;
            if (block.rows() == 0)
                return {};
            for (std::size_t i = 0; i < block.rows(); ++i, ++series)
                m_presence.note(m_otherSignatures[series], block, i);
        }
    }

    EvalContext &m_context;
    OperatorPtr m_other;
    bool m_keeps;
    Signatures m_signatures;
    std::vector<std::uint32_t> m_shownSignatures;
    std::vector<std::uint32_t> m_otherSignatures;
    Presence m_presence;
    bool m_isRead = false;
    std::size_t m_series = 0;
};

/// All rows of the left side, then those of the right one where the left one had none.
class OrOperator : public Operator
{
public:
    OrOperator(EvalContext &context, OperatorPtr left, OperatorPtr right,
               const VectorMatching &matching, const StepGrid &grid)
        : m_context(context)
        , m_left(std::move(left))
        , m_right(std::move(right))
        , m_signatures(matching)
        , m_leftSignatures(m_signatures.of(*m_left))
        , m_rightSignatures(m_signatures.of(*m_right))
        , m_presence(context, grid.count)
    {
    }

    std::size_t size() const override { return m_left->size() + m_right->size(); }
    Labels labels(std::size_t series) const override
    {
        return series < m_left->size() ? m_left->labels(series)
                                       : m_right->labels(series - m_left->size());
    }
    Result<void> next(RowBlock &block) override
    {
        if (auto going = m_context.check(); !going)
            return going;
        if (!std::exchange(m_isReset, true)) {
            if (auto reset = m_presence.reset(m_signatures.size()); !reset)
                return reset;
        }
        if (!m_isLeftRead) {
            if (auto read = m_left->next(block); !read)
                return read;
            for (std::size_t i = 0; i < block.rows(); ++i, ++m_series)
                m_presence.note(m_leftSignatures[m_series], block, i);
            if (block.rows() > 0)
                return {};
            m_isLeftRead = true;
        }
        if (auto read = m_right->next(block); !read)
            return read;
        for (std::size_t i = 0; i < block.rows(); ++i, ++m_series)
            m_presence.thin(m_rightSignatures[m_series - m_left->size()], block.row(i), false);
        return {};
    }

private:
    EvalContext &m_context;
    OperatorPtr m_left;
    OperatorPtr m_right;
    Signatures m_signatures;
    std::vector<std::uint32_t> m_leftSignatures;
    std::vector<std::uint32_t> m_rightSignatures;
    Presence m_presence;
    bool m_isReset = false;
    bool m_isLeftRead = false;
    std::size_t m_series = 0;
};

} // namespace

Result<OperatorPtr> planSetOperator(EvalContext &context, const BinaryExpr &expr,
                                    const StepGrid &grid)
{
    auto left = planVector(context, *expr.left, grid);
    if (!left)
        return left;
    auto right = planVector(context, *expr.right, grid);
    if (!right)
        return right;
    if (expr.op != BinaryOp::Or)
        return std::make_unique<ThinOperator>(context, *std::move(left), *std::move(right),
                                              expr.op == BinaryOp::And, expr.matching, grid);
    return mergeEqual(context,
                      std::make_unique<OrOperator>(context, *std::move(left), *std::move(right),
                                                   expr.matching, grid),
                      grid);
}

} // namespace tinyobs::promql
