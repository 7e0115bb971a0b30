#include "core/engine/querypool.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace tinyobs {

class QueryPool::Impl
{
public:
    Impl(std::size_t threads, std::size_t limit)
        : queueLimit(limit)
    {
        workers.reserve(threads);
        for (std::size_t i = 0; i < threads; ++i)
            workers.emplace_back([this] { work(); });
    }

    void work()
    {
        for (;;) {
            std::function<void()> job;
            {
                std::unique_lock lock(mutex);
                jobAdded.wait(lock, [this] { return stopping || !jobs.empty(); });
                if (stopping)
                    return;
                job = std::move(jobs.front());
                jobs.pop_front();
            }
            job();
        }
    }

    const std::size_t queueLimit;
    mutable std::mutex mutex;
    std::condition_variable jobAdded;
    std::deque<std::function<void()>> jobs; // guarded by mutex
    bool stopping = false;                  // guarded by mutex
    std::vector<std::thread> workers;       // touched by the owner only
};

QueryPool::QueryPool(std::size_t threads, std::size_t queueLimit)
    : m_impl(std::make_unique<Impl>(
          threads > 0 ? threads : std::max(2U, std::thread::hardware_concurrency()), queueLimit))
{
}

QueryPool::~QueryPool()
{
    stop();
}

Result<void> QueryPool::submit(std::function<void()> job)
{
    {
        const std::lock_guard lock(m_impl->mutex);
        if (m_impl->stopping)
            return fail(Error::Code::Unavailable, "the server is stopping");
        if (m_impl->jobs.size() >= m_impl->queueLimit) {
            return fail(Error::Code::Unavailable, std::to_string(m_impl->jobs.size()) +
                                                      " queries are waiting, limit " +
                                                      std::to_string(m_impl->queueLimit));
        }
        m_impl->jobs.push_back(std::move(job));
    }
    m_impl->jobAdded.notify_one();
    return {};
}

std::size_t QueryPool::queued() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->jobs.size();
}

void QueryPool::stop()
{
    std::deque<std::function<void()>> dropped;
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->stopping = true;
        dropped.swap(m_impl->jobs);
    }
    m_impl->jobAdded.notify_all();
    for (std::thread &worker : m_impl->workers) {
        if (worker.joinable())
            worker.join();
    }
    // Dropped jobs die here, outside the lock: what they hold may answer a client.
}

} // namespace tinyobs
