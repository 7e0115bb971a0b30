#include "example/client/samplequeue.h"

#include <algorithm>

namespace tinyobs::client {

SampleQueue::SampleQueue(std::size_t limit)
    : m_limit(limit)
{
}

void SampleQueue::append(const SampleList &samples)
{
    m_samples.insert(m_samples.end(), samples.begin(), samples.end());
    dropOldest();
}

SampleList SampleQueue::take(std::size_t count)
{
    const auto end = m_samples.begin() + std::ptrdiff_t(std::min(count, m_samples.size()));
    SampleList taken(m_samples.begin(), end);
    m_samples.erase(m_samples.begin(), end);
    return taken;
}

void SampleQueue::putBack(const SampleList &samples)
{
    m_samples.insert(m_samples.begin(), samples.begin(), samples.end());
    dropOldest();
}

void SampleQueue::dropOldest()
{
    if (m_samples.size() <= m_limit)
        return;
    const std::size_t excess = m_samples.size() - m_limit;
    m_samples.erase(m_samples.begin(), m_samples.begin() + std::ptrdiff_t(excess));
    m_dropped += excess;
}

} // namespace tinyobs::client
