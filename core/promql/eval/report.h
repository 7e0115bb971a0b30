#pragma once

// What each node of a query did, for those who asked to have it explained: operators are watched
// from outside and know nothing of it. Belongs to the query's thread.

#include "core/promql/eval/evalcontext.h"
#include "core/promql/eval/operator.h"

#include <chrono>

namespace tinyobs::promql {

/// Lives while a node is planned; nodes planned meanwhile are its children.
class NodeTimer
{
public:
    NodeTimer(EvalContext &context, const Expr &expr);
    ~NodeTimer();
    NodeTimer(const NodeTimer &) = delete;
    NodeTimer &operator=(const NodeTimer &) = delete;

    /// The planned operator, wrapped so that its work is counted too.
    OperatorPtr watch(OperatorPtr planned);

private:
    EvalContext &m_context;
    NodeReport *m_before = nullptr;
    NodeReport *m_own = nullptr; // null: nobody asked
    std::chrono::steady_clock::time_point m_begin;
    std::uint64_t m_samplesBefore = 0;
};

} // namespace tinyobs::promql
