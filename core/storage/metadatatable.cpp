#include "core/storage/metadatatable.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <utility>

namespace tinyobs {
namespace {

/// As much of a text as is well-formed and within so many bytes.
std::string_view wellFormed(std::string_view text, std::size_t bytes)
{
    std::size_t end = 0;
    while (end < text.size()) {
        const std::size_t length = utf8CharacterLength(text.substr(end));
        if (length == 0 || end + length > bytes)
            break;
        end += length;
    }
    return text.substr(0, end);
}

std::size_t textBytes(const Metadata &metadata)
{
    return metadata.unit.size() + metadata.help.size();
}

} // namespace

/// Whether anything has changed.
bool MetadataTable::put(const MetadataView &said)
{
    const auto known = m_metrics.find(said.metric);
    const bool isNew = known == m_metrics.end();
    const Metadata before = isNew ? Metadata() : known->second;
    Metadata metadata = before;
    std::size_t cut = 0;
    const auto replace = [&cut](std::string &text, std::string_view by, std::size_t bytes) {
        if (by.empty() || by == text)
            return;
        text = wellFormed(by, bytes);
        cut += text.size() < by.size() ? 1 : 0;
    };
    replace(metadata.unit, said.unit, m_limits.unitBytes);
    replace(metadata.help, said.help, m_limits.helpBytes);
    if (said.type != MetricType::Unknown)
        metadata.type = said.type;
    if (metadata == before)
        return false;
    const std::size_t added = textBytes(metadata) + (isNew ? said.metric.size() : 0);
    const bool fits = !said.metric.empty() && said.metric.size() <= m_limits.nameBytes &&
                      wellFormed(said.metric, m_limits.nameBytes) == said.metric &&
                      m_metrics.size() + (isNew ? 1 : 0) <= m_limits.names &&
                      m_bytes - textBytes(before) + added <= m_limits.bytes;
    if (!fits) {
        ++m_leftOut;
        return false;
    }
    m_bytes = m_bytes - textBytes(before) + added;
    m_cut += cut;
    m_metrics.insert_or_assign(std::string(said.metric), std::move(metadata));
    return true;
}

void MetadataTable::take(std::span<const MetadataView> said)
{
    if (said.empty())
        return;
    const std::lock_guard lock(m_mutex);
    for (const MetadataView &one : said) {
        if (put(one))
            m_changed.emplace(one.metric);
    }
}

void MetadataTable::restore(const MetricMetadata &known)
{
    const std::lock_guard lock(m_mutex);
    const Metadata &metadata = known.metadata;
    put({known.metric, metadata.type, metadata.unit, metadata.help});
}

std::optional<Metadata> MetadataTable::find(std::string_view metric) const
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_metrics.find(metric);
    return known == m_metrics.end() ? std::nullopt : std::optional<Metadata>(known->second);
}

std::vector<MetricMetadata> MetadataTable::list(std::size_t limit) const
{
    std::vector<MetricMetadata> all;
    {
        const std::lock_guard lock(m_mutex);
        all.reserve(m_metrics.size());
        for (const auto &[metric, metadata] : m_metrics)
            all.push_back({metric, metadata});
    }
    std::ranges::sort(all, {}, &MetricMetadata::metric);
    all.resize(std::min(all.size(), limit));
    return all;
}

std::vector<MetricMetadata> MetadataTable::takeChanged()
{
    const std::lock_guard lock(m_mutex);
    std::vector<MetricMetadata> changed;
    changed.reserve(m_changed.size());
    for (const std::string &metric : std::exchange(m_changed, {}))
        changed.push_back({metric, m_metrics.at(metric)});
    return changed;
}

void MetadataTable::keepChanged(std::span<const MetricMetadata> changed)
{
    const std::lock_guard lock(m_mutex);
    for (const MetricMetadata &one : changed)
        m_changed.insert(one.metric);
}

MetadataTable::Stats MetadataTable::stats() const
{
    const std::lock_guard lock(m_mutex);
    return {m_metrics.size(), m_bytes, m_leftOut, m_cut};
}

} // namespace tinyobs
