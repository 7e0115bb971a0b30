#include "core/storage/generation.h"

#include <algorithm>

namespace tinyobs {

AppendedBytes Generation::append(std::uint32_t series, TimeMs timeMs, double value)
{
    Chain &chain = m_chains.make(series);
    if (chain.samples == 0)
        m_members.add(series);
    else if (timeMs < chain.newestMs)
        ++m_outOfOrder;
    if (m_samples++ == 0) {
        m_oldestMs = timeMs;
        m_newestMs = timeMs;
    }
    m_oldestMs = std::min(m_oldestMs, timeMs);
    m_newestMs = std::max(m_newestMs, timeMs);
    return m_chunks.append(chain, timeMs, value);
}

} // namespace tinyobs
