#pragma once

// What senders say about metrics, by the name of the family. Bounded: names that are one too many
// are left out, long texts are cut, and both are counted. Later statements replace earlier ones,
// but what says nothing (unknown, empty) replaces nothing. Thread-safe by a lock of its own.

#include "core/model/metadata.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tinyobs {

struct MetricMetadata
{
    std::string metric; // name of the family
    Metadata metadata;

    bool operator==(const MetricMetadata &) const = default;
};

class MetadataTable
{
public:
    struct Limits
    {
        std::size_t names = 20'000;
        std::size_t nameBytes = 1024;
        std::size_t unitBytes = 64;
        std::size_t helpBytes = 1024;
        std::size_t bytes = 4u << 20; // of all names and texts
    };

    MetadataTable()
        : MetadataTable(Limits())
    {
    }
    explicit MetadataTable(const Limits &limits)
        : m_limits(limits)
    {
    }

    void take(std::span<const MetadataView> said);
    /// As take(), of what is in the catalog already.
    void restore(const MetricMetadata &known);

    std::optional<Metadata> find(std::string_view metric) const;
    /// By name, at most `limit`.
    std::vector<MetricMetadata> list(std::size_t limit) const;

    /// What take() has changed since the last call.
    std::vector<MetricMetadata> takeChanged();
    /// Puts it back: it could not be written.
    void keepChanged(std::span<const MetricMetadata> changed);

    struct Stats
    {
        std::size_t names = 0;
        std::size_t bytes = 0;
        std::uint64_t leftOut = 0; // statements beyond a limit
        std::uint64_t cut = 0;     // texts
    };
    Stats stats() const;

private:
    struct HashOf
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>()(text);
        }
    };

    bool put(const MetadataView &said);

    const Limits m_limits;
    mutable std::mutex m_mutex; // guards everything below
    std::unordered_map<std::string, Metadata, HashOf, std::equal_to<>> m_metrics;
    std::unordered_set<std::string> m_changed;
    std::size_t m_bytes = 0;
    std::uint64_t m_leftOut = 0;
    std::uint64_t m_cut = 0;
};

} // namespace tinyobs
