#pragma once

// By it a caller that has gone ends its query. Copies refer to the same flag; thread-safe.

#include <atomic>
#include <memory>

namespace tinyobs {

/// Shared between who waits and who works; copies refer to the same flag.
class CancelToken
{
public:
    CancelToken()
        : m_flag(std::make_shared<std::atomic_bool>(false))
    {
    }
    void cancel() const { m_flag->store(true, std::memory_order_relaxed); }
    bool isCancelled() const { return m_flag->load(std::memory_order_relaxed); }

private:
    std::shared_ptr<std::atomic_bool> m_flag;
};

} // namespace tinyobs
