#pragma once

// A bounded pool for queries: a fixed number of threads, a bounded queue, and a token by which a
// caller that has gone ends its query. submit() is thread-safe; jobs run in the pool's threads.

#include "core/base/canceltoken.h"
#include "core/base/result.h"

#include <cstddef>
#include <functional>
#include <memory>

namespace tinyobs {

class QueryPool
{
public:
    /// threads 0: as many as cores, at least 2.
    explicit QueryPool(std::size_t threads = 0, std::size_t queueLimit = 256);
    ~QueryPool();
    QueryPool(const QueryPool &) = delete;
    QueryPool &operator=(const QueryPool &) = delete;

    /// Unavailable, naming the limit, when the queue is full or the pool has stopped.
    Result<void> submit(std::function<void()> job);

    std::size_t queued() const;
    /// Lets running jobs end, drops queued ones. Idempotent.
    void stop();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs
