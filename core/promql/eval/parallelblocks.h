#pragma once

// Computes the blocks of a list in several threads and hands them out in their order: what is
// computed ahead is bounded. The caller works too, so that an answer never waits for a free thread.
// Belongs to one thread; `compute` is called from others.

#include "core/base/result.h"
#include "core/promql/values.h"

#include <cstddef>
#include <functional>
#include <memory>

namespace tinyobs::promql {

class ParallelBlocks
{
public:
    using Compute = std::function<Result<void>(std::size_t index, RowBlock &block)>;

    /// threads: the caller's included.
    ParallelBlocks(unsigned threads, std::size_t blocks, Compute compute);
    /// Waits for what is being computed.
    ~ParallelBlocks();
    ParallelBlocks(const ParallelBlocks &) = delete;
    ParallelBlocks &operator=(const ParallelBlocks &) = delete;

    /// The next block; after the last one an empty one.
    Result<void> next(RowBlock &block);

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace tinyobs::promql
