#pragma once

// Rows for Store::append in tests: label sets, times and values, and the hash a decoder would give.

#include "core/model/samplebatch.h"
#include "core/storage/store.h"

#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace tinyobs {

inline Labels labelsOf(std::initializer_list<LabelView> pairs)
{
    return Labels::fromPairs(pairs);
}

inline Labels metric(std::string_view name)
{
    return labelsOf({{MetricNameLabel, name}});
}

class SampleRows : public BatchSource
{
public:
    SampleRows &add(const Labels &labels, TimeMs timeMs, double value)
    {
        const std::hash<std::string> hash;
        return addAs({hash(labels.bytes() + '#'), hash(labels.bytes())}, labels, timeMs, value);
    }
    /// With a wire hash of the caller's choice.
    SampleRows &addAs(const WireHash &hash, const Labels &labels, TimeMs timeMs, double value)
    {
        batch.hashes.push_back(hash);
        batch.timesMs.push_back(timeMs);
        batch.values.push_back(value);
        m_labels.push_back(labels);
        if (!batch.flags.empty())
            batch.flags.push_back(PlainRow);
        return *this;
    }
    /// The start of a series, with the value 0.
    SampleRows &addStart(const Labels &labels, TimeMs timeMs)
    {
        add(labels, timeMs, 0);
        batch.flags.resize(batch.size());
        batch.flags.back() = StartRow;
        return *this;
    }
    /// A row whose labels do not parse.
    SampleRows &addBroken(TimeMs timeMs, RefusalReason reason)
    {
        add(metric("broken" + std::to_string(batch.size())), timeMs, 0);
        m_broken.push_back({reason, batch.size() - 1, "labels are broken"});
        return *this;
    }

    tl::expected<Labels, Refusal> labels(std::size_t row) const override
    {
        ++resolved;
        for (const Refusal &refusal : m_broken) {
            if (refusal.row == row)
                return tl::unexpected<Refusal>(refusal);
        }
        return m_labels[row];
    }
    std::string path(std::size_t row) const override { return "row " + std::to_string(row); }

    AppendReport appendTo(Store &store, AppendMode mode = AppendMode::WholeBatch) const
    {
        return store.append(batch, *this, mode);
    }

    SampleBatch batch;
    mutable std::size_t resolved = 0; // how often labels were asked for

private:
    std::vector<Labels> m_labels;
    std::vector<Refusal> m_broken;
};

inline Matcher matcher(Matcher::Op op, std::string name, std::string value)
{
    return *Matcher::make(op, std::move(name), std::move(value));
}

inline Matcher equals(std::string name, std::string value)
{
    return matcher(Matcher::Op::Equal, std::move(name), std::move(value));
}

} // namespace tinyobs
