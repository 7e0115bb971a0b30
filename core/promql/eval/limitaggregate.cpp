// limitk() and limit_ratio(): pass some of the rows on as they come.

#include "core/promql/eval/aggregate.h"
#include "core/promql/eval/rowmap.h"

#include <xxhash.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

void appendSized(std::string &out, std::string_view text)
{
    constexpr std::size_t LongMark = 255;
    if (text.size() < LongMark) {
        out += static_cast<char>(text.size());
    } else {
        out += static_cast<char>(LongMark);
        for (const int shift : {0, 8, 16})
            out += static_cast<char>((text.size() >> shift) & 0xff);
    }
    out += text;
}

/// The place of a label set between 0 and 1, the same as in Prometheus: its hash is that of names
/// and values with their sizes before them.
double ratioPlace(const Labels &labels)
{
    std::string bytes;
    for (const LabelView label : labels) {
        appendSized(bytes, label.name);
        appendSized(bytes, label.value);
    }
    return static_cast<double>(XXH64(bytes.data(), bytes.size(), 0)) / 18446744073709551616.0;
}

/// Passes on the first k series of each group with a value at a step, or those whose labels fall
/// within a share of all.
class LimitOperator : public PassingOperator
{
public:
    LimitOperator(EvalContext &context, OperatorPtr source, AggregateCall call)
        : PassingOperator(std::move(source))
        , m_context(context)
        , m_call(std::move(call))
        , m_taken(m_call.groups.labels.size() * m_call.grid.count, 0)
    {
    }

    bool isOrdered() const override { return false; }
    Result<void> next(RowBlock &block) override
    {
        if (auto read = m_source->next(block); !read)
            return read;
        for (std::size_t i = 0; i < block.rows(); ++i, ++m_series)
            thin(block.row(i));
        return m_context.check();
    }

private:
    void thin(const Row &row)
    {
        const bool isRatio = m_call.expr.op == AggregateOp::LimitRatio;
        const double place = isRatio ? ratioPlace(m_source->labels(m_series)) : 0;
        const std::size_t first = m_call.groups.groupOf[m_series] * m_call.grid.count;
        for (std::size_t step = 0; step < row.floats.size(); ++step) {
            if (isAbsent(row.floats[step]) && !row.histogramAt(step))
                continue;
            const double limit = m_call.parameter[step];
            if (isRatio ? isWithin(limit, place) : m_taken[first + step] + 1 <= limit) {
                m_taken[first + step] += 1;
                continue;
            }
            row.floats[step] = AbsentValue;
            if (row.histogramAt(step))
                (*row.histograms)[step].reset();
        }
    }

    static bool isWithin(double ratio, double place)
    {
        const double limit = std::clamp(ratio, -1.0, 1.0);
        return limit >= 0 ? place < limit : place >= 1 + limit;
    }

    EvalContext &m_context;
    AggregateCall m_call;
    std::vector<double> m_taken; // of each group and step
    std::size_t m_series = 0;
};

} // namespace

OperatorPtr makeLimit(EvalContext &context, OperatorPtr source, AggregateCall call)
{
    return std::make_unique<LimitOperator>(context, std::move(source), std::move(call));
}

} // namespace tinyobs::promql
