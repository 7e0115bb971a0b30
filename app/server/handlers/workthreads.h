#pragma once

// Threads for answers that take as long as their clients do: some at a time, each for one piece of
// work, so that a slow reader keeps no thread of the query pool. start() is thread-safe; the
// destructor waits for what runs.

#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace tinyobs::server {

class WorkThreads
{
public:
    explicit WorkThreads(std::size_t most)
        : m_most(most)
    {
    }
    ~WorkThreads();
    WorkThreads(const WorkThreads &) = delete;
    WorkThreads &operator=(const WorkThreads &) = delete;

    /// False when as many as there may be are at work.
    bool start(std::function<void()> work);

private:
    struct Thread
    {
        std::thread thread;
        bool isDone = false;
    };

    void joinFinished();

    const std::size_t m_most;
    std::mutex m_mutex;
    std::list<Thread> m_threads; // guarded by m_mutex
};

} // namespace tinyobs::server
