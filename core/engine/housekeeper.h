#pragma once

// The thread that keeps the store in order: flushes, merges, rollups, retention. Sleeps until
// memory asks for it or a second has passed. Made and ended by the engine.

#include <atomic>
#include <thread>

namespace tinyobs {

class Store;

class Housekeeper
{
public:
    /// The store must outlive the housekeeper.
    explicit Housekeeper(Store &store);
    ~Housekeeper();
    Housekeeper(const Housekeeper &) = delete;
    Housekeeper &operator=(const Housekeeper &) = delete;

    void start();
    /// Idempotent; waits for the work at hand.
    void stop();

private:
    void run();

    Store &m_store;
    std::atomic_bool m_stopping = false;
    std::thread m_thread;
};

} // namespace tinyobs
