#include "app/server/handlers/workthreads.h"

#include <utility>

namespace tinyobs::server {

WorkThreads::~WorkThreads()
{
    for (Thread &each : m_threads) // no start() any more
        each.thread.join();
}

bool WorkThreads::start(std::function<void()> work)
{
    const std::lock_guard lock(m_mutex);
    joinFinished();
    if (m_threads.size() >= m_most)
        return false;
    Thread &added = m_threads.emplace_back();
    added.thread = std::thread([this, &added, job = std::move(work)] {
        job();
        const std::lock_guard done(m_mutex);
        added.isDone = true;
    });
    return true;
}

/// Those that wait at the lock for nothing but their end are soon there.
void WorkThreads::joinFinished()
{
    for (auto each = m_threads.begin(); each != m_threads.end();) {
        if (!each->isDone) {
            ++each;
            continue;
        }
        each->thread.join();
        each = m_threads.erase(each);
    }
}

} // namespace tinyobs::server
