#include "core/promql/eval/report.h"

#include "core/promql/eval/rowmap.h"
#include "core/promql/syntax/printer.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

using SteadyClock = std::chrono::steady_clock;

class WatchedOperator : public PassingOperator
{
public:
    WatchedOperator(EvalContext &context, OperatorPtr source, NodeReport &report)
        : PassingOperator(std::move(source))
        , m_context(context)
        , m_report(report)
    {
    }

    Result<void> next(RowBlock &block) override
    {
        const auto begin = SteadyClock::now();
        const std::uint64_t samples = m_context.samplesRead();
        auto read = m_source->next(block);
        m_report.time += SteadyClock::now() - begin;
        m_report.samples += m_context.samplesRead() - samples;
        for (std::size_t i = 0; read && i < block.rows(); ++i) {
            const auto floats = block.floats(i);
            const bool hasValue =
                !block.histograms(i).empty() ||
                std::any_of(floats.begin(), floats.end(), [](double v) { return !isAbsent(v); });
            m_report.series += hasValue ? 1 : 0;
        }
        return read;
    }

private:
    EvalContext &m_context;
    NodeReport &m_report;
};

} // namespace

NodeTimer::NodeTimer(EvalContext &context, const Expr &expr)
    : m_context(context)
{
    if (!context.report)
        return;
    m_before = context.report;
    auto report = std::make_unique<NodeReport>();
    report->span = expr.span;
    report->text = toText(expr);
    report->type = std::string(toWords(expr.type));
    m_own = report.get();
    m_before->children.push_back(std::move(report));
    context.report = m_own;
    m_begin = SteadyClock::now();
    m_samplesBefore = context.samplesRead();
}

NodeTimer::~NodeTimer()
{
    if (!m_own)
        return;
    m_own->time += SteadyClock::now() - m_begin;
    m_own->samples += m_context.samplesRead() - m_samplesBefore;
    m_context.report = m_before;
}

OperatorPtr NodeTimer::watch(OperatorPtr planned)
{
    if (!m_own)
        return planned;
    return std::make_unique<WatchedOperator>(m_context, std::move(planned), *m_own);
}

} // namespace tinyobs::promql
