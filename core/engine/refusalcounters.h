#pragma once

// Counts of refused rows by reason and of documents refused whole. Usable from any thread.

#include "core/model/refusal.h"

#include <array>
#include <atomic>
#include <cstdint>

namespace tinyobs {

class RefusalCounters
{
public:
    void countRow(RefusalReason reason, std::size_t times = 1)
    {
        m_rows[static_cast<std::size_t>(reason)].fetch_add(times, std::memory_order_relaxed);
    }
    void countDocument() { m_documents.fetch_add(1, std::memory_order_relaxed); }

    std::array<std::uint64_t, RefusalReasonCount> rows() const
    {
        std::array<std::uint64_t, RefusalReasonCount> counts{};
        for (std::size_t i = 0; i < counts.size(); ++i)
            counts[i] = m_rows[i].load(std::memory_order_relaxed);
        return counts;
    }
    std::uint64_t documents() const { return m_documents.load(std::memory_order_relaxed); }

private:
    std::array<std::atomic<std::uint64_t>, RefusalReasonCount> m_rows{};
    std::atomic<std::uint64_t> m_documents = 0;
};

} // namespace tinyobs
