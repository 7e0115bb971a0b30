#pragma once

// One round of what the engine watches by itself, as a batch for the store. A series the store has
// seen before costs one hash; labels are only put together when the store asks for them. Belongs
// to the maintenance thread.

#include "core/engine/metricsource.h"
#include "core/model/samplebatch.h"

#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

class WatchedSamples : public BatchSource
{
public:
    /// The value of the label `instance` on all series.
    explicit WatchedSamples(std::string instance);

    void collect(MetricSource &source, TimeMs nowMs);
    void clear();

    const SampleBatch &batch() const { return m_batch; }
    tl::expected<Labels, Refusal> labels(std::size_t row) const override;
    std::string path(std::size_t row) const override;

private:
    std::string_view text(std::size_t row) const;
    std::vector<LabelView> pairs(std::size_t row) const;

    const std::string m_instance;
    SampleBatch m_batch;
    std::string m_text;                // of all rows: names and values, each behind its length
    std::vector<std::size_t> m_begins; // of each row in m_text
};

} // namespace tinyobs
