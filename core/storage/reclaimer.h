#pragma once

// Keeps what was removed until no snapshot can read it any more. Every snapshot pins an epoch; a
// retired thing may go once every pin is younger than its retirement. Guarded by the store's lock.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>

namespace tinyobs {

struct Retired
{
    enum class Kind { Series, Pair, Name };
    Kind kind = Kind::Series;
    std::uint32_t index = 0;
};

class Reclaimer
{
public:
    std::uint64_t pin()
    {
        m_pins.insert(++m_epoch);
        return m_epoch;
    }
    void unpin(std::uint64_t epoch) { m_pins.erase(epoch); }

    void retire(Retired::Kind kind, std::uint32_t index)
    {
        m_retired.push_back({m_epoch, {kind, index}});
    }

    /// The next thing that nobody reads any more.
    std::optional<Retired> next()
    {
        if (m_retired.empty())
            return std::nullopt;
        const Entry entry = m_retired.front();
        if (!m_pins.empty() && *m_pins.begin() <= entry.epoch)
            return std::nullopt;
        m_retired.pop_front();
        return entry.thing;
    }

private:
    struct Entry
    {
        std::uint64_t epoch = 0;
        Retired thing;
    };

    std::uint64_t m_epoch = 0;
    std::set<std::uint64_t> m_pins;
    std::deque<Entry> m_retired; // by epoch
};

} // namespace tinyobs
