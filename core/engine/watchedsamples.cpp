#include "core/engine/watchedsamples.h"

#include "core/ingest/wirehash.h"

#include <cstdint>
#include <cstring>
#include <utility>

namespace tinyobs {
namespace {

void appendText(std::string &out, std::string_view text)
{
    const auto length = static_cast<std::uint32_t>(text.size());
    out.append(reinterpret_cast<const char *>(&length), sizeof length);
    out.append(text);
}

std::string_view takeText(std::string_view &in)
{
    std::uint32_t length = 0;
    std::memcpy(&length, in.data(), sizeof length);
    const std::string_view text = in.substr(sizeof length, length);
    in.remove_prefix(sizeof length + length);
    return text;
}

} // namespace

WatchedSamples::WatchedSamples(std::string instance)
    : m_instance(std::move(instance))
{
}

void WatchedSamples::collect(MetricSource &source, TimeMs nowMs)
{
    const std::string_view job = source.job();
    source.collect(
        [&](std::string_view name, std::initializer_list<LabelView> labels, double value) {
            m_begins.push_back(m_text.size());
            appendText(m_text, MetricNameLabel);
            appendText(m_text, name);
            appendText(m_text, "job");
            appendText(m_text, job);
            for (const LabelView label : labels) {
                appendText(m_text, label.name);
                appendText(m_text, label.value);
            }
            m_batch.hashes.push_back(wireHash(text(m_begins.size() - 1)));
            m_batch.timesMs.push_back(nowMs);
            m_batch.values.push_back(value);
        });
}

void WatchedSamples::clear()
{
    m_batch.clear();
    m_text.clear();
    m_begins.clear();
}

tl::expected<Labels, Refusal> WatchedSamples::labels(std::size_t row) const
{
    std::vector<LabelView> all = pairs(row);
    all.push_back({"instance", m_instance});
    return Labels::fromPairs(std::move(all));
}

std::string WatchedSamples::path(std::size_t row) const
{
    return Labels::fromPairs(pairs(row)).toString();
}

std::string_view WatchedSamples::text(std::size_t row) const
{
    const std::size_t begin = m_begins[row];
    const std::size_t end = row + 1 < m_begins.size() ? m_begins[row + 1] : m_text.size();
    return std::string_view(m_text).substr(begin, end - begin);
}

std::vector<LabelView> WatchedSamples::pairs(std::size_t row) const
{
    std::vector<LabelView> found;
    for (std::string_view rest = text(row); !rest.empty();) {
        const std::string_view name = takeText(rest);
        found.push_back({name, takeText(rest)});
    }
    return found;
}

} // namespace tinyobs
