#pragma once

// A seeded stand-in for what machines and services really send: a node- and app-like mix of
// counters, gauges and histograms under labels of realistic length, on regular or jittered clocks.
// The same seed gives the same samples. Plain object, one thread.

#include "core/model/samplebatch.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace tinyobs::bench {

struct WorkloadOptions
{
    std::uint64_t seed = 1;
    std::size_t series = 10'000;
    std::size_t seriesPerTarget = 100; // series of one target share their timestamps
    TimeMs startMs = 1'700'000'000'000;
    TimeMs stepMs = 15'000;
    TimeMs jitterMs = 0;     // each target's scrape is off by up to this, either way
    std::size_t labels = 9;  // with the metric's name; at least 3
    unsigned onlyKind = ~0u; // index into the kinds, for figures per kind
};

class Workload : public BatchSource
{
public:
    explicit Workload(const WorkloadOptions &options);

    static std::size_t kindCount();
    static std::string_view kindName(std::size_t kind);

    std::size_t size() const { return m_series.size(); }
    const Labels &seriesLabels(std::size_t series) const { return m_series[series].labels; }

    /// One sample of every series, in series order: row = series.
    void nextTick(SampleBatch &batch);
    /// The time of the tick that nextTick() gives next, without jitter.
    TimeMs tickMs() const { return m_tickMs; }

    tl::expected<Labels, Refusal> labels(std::size_t row) const override;
    std::string path(std::size_t row) const override;

private:
    struct Series
    {
        Labels labels;
        WireHash hash;
        std::size_t kind = 0;
        double value = 0;
        double scale = 1; // how large or busy this one is
    };

    WorkloadOptions m_options;
    std::mt19937_64 m_random;
    std::vector<Series> m_series;
    TimeMs m_tickMs = 0;
};

} // namespace tinyobs::bench
