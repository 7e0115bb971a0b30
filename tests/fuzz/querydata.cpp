#include "tests/fuzz/querydata.h"

#include "tests/core/promql/scripts/scriptdata.h"

#include <cmath>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

namespace tinyobs::test {
namespace {

using promql::AbsentValue;
using promql::ScriptRows;

constexpr std::size_t MinSeries = 6;
constexpr std::size_t MaxSeries = 20;
constexpr std::size_t MaxSamples = 40; // of a series
constexpr double Infinite = std::numeric_limits<double>::infinity();

constexpr std::string_view Jobs[] = {"api", "web", "db"};
constexpr std::string_view Instances[] = {"a", "b"};
constexpr std::string_view Zones[] = {"", "east", "z\"\\\n\xc3\xa9"};
constexpr std::string_view Bounds[] = {"0.1", "1", "1.0", "5", "+Inf", "-2", "odd", "NaN"};

/// When the next sample comes: mostly in step.
TimeMs nextTime(FuzzBytes &bytes, TimeMs timeMs)
{
    constexpr TimeMs Gaps[] = {30'000, 30'000, 30'000, 29'990, 30'010,  15'000,  30'000, 15'000,
                               60'000, 1,      1'000,  60'000, 300'000, 301'000, 30'000, 30'000};
    return timeMs + bytes.pick(Gaps);
}

double gaugeValue(FuzzBytes &bytes)
{
    switch (bytes.below(16)) {
    case 10:
        return AbsentValue; // a stale marker
    case 11:
        return std::nan("");
    case 12:
        return Infinite;
    case 13:
        return -Infinite;
    case 14:
        return -0.0;
    case 15:
        return bytes.anyDouble();
    default:
        return (bytes.byte() - 100) / 4.0;
    }
}

double counterValue(FuzzBytes &bytes, double before)
{
    switch (bytes.below(16)) {
    case 12:
        return 0;
    case 13:
        return before / 3;
    case 14:
        return gaugeValue(bytes);
    default:
        return (promql::isAbsent(before) ? 0 : before) + bytes.byte();
    }
}

std::vector<HistogramBucket> buckets(FuzzBytes &bytes, NativeHistogram &histogram)
{
    std::vector<HistogramBucket> made;
    std::int32_t index = static_cast<std::int32_t>(bytes.below(8)) - 4;
    for (std::size_t left = bytes.below(5); left > 0; --left) {
        const double count = static_cast<double>(bytes.below(12));
        made.push_back({index, count});
        histogram.count += count;
        index += 1 + static_cast<std::int32_t>(bytes.oneIn(4) ? bytes.below(60) : 0);
    }
    return made;
}

NativeHistogram exponential(FuzzBytes &bytes)
{
    constexpr int Schemas[] = {0, 0, 1, 2, 3, 8, -4, -1};
    constexpr double Thresholds[] = {0, 0.001, 0.5, 1e-128};
    NativeHistogram histogram;
    histogram.schema = bytes.pick(Schemas);
    histogram.positive = buckets(bytes, histogram);
    if (bytes.oneIn(3))
        histogram.negative = buckets(bytes, histogram);
    histogram.zeroThreshold = bytes.pick(Thresholds);
    histogram.zeroCount = static_cast<double>(bytes.below(5));
    histogram.count += histogram.zeroCount;
    return histogram;
}

NativeHistogram customBuckets(FuzzBytes &bytes)
{
    constexpr double Steps[] = {0.1, 0.5, 1, 5};
    NativeHistogram histogram;
    histogram.schema = NativeHistogram::CustomSchema;
    double bound = bytes.oneIn(4) ? -1 : 0.1;
    for (std::size_t left = bytes.below(4); left > 0; --left) {
        histogram.bounds.push_back(bound);
        bound += bytes.pick(Steps);
    }
    for (std::size_t i = 0; i <= histogram.bounds.size(); ++i) {
        const double count = static_cast<double>(bytes.below(10));
        histogram.positive.push_back({static_cast<std::int32_t>(i), count});
        histogram.count += count;
    }
    return histogram;
}

NativeHistogram anyHistogram(FuzzBytes &bytes)
{
    constexpr ResetHint Hints[] = {ResetHint::Unknown, ResetHint::Unknown, ResetHint::Reset,
                                   ResetHint::NoReset, ResetHint::Gauge};
    const std::size_t kind = bytes.below(16);
    if (kind == 15)
        return NativeHistogram::stale();
    NativeHistogram histogram = kind < 10 ? exponential(bytes) : customBuckets(bytes);
    histogram.sum = gaugeValue(bytes);
    if (histogram.isStale())
        histogram.sum = 0;
    histogram.resetHint = bytes.pick(Hints);
    if (bytes.oneIn(4)) {
        histogram.isFloat = true;
        for (HistogramBucket &bucket : histogram.positive)
            bucket.count *= 1.5;
        histogram.count *= 1.25;
    }
    histogram.isAccumulated = bytes.oneIn(8);
    return histogram;
}

class Filler
{
public:
    Filler(FuzzBytes &bytes, Store &store)
        : m_bytes(bytes)
        , m_store(store)
    {
    }

    void addSeries()
    {
        constexpr std::string_view Metrics[] = {"requests_total", "level",       "latency_bucket",
                                                "native",         "target_info", "mixed"};
        m_metric = m_bytes.pick(Metrics);
        m_zone = std::string(m_bytes.pick(Zones));
        const std::size_t who = m_bytes.byte();
        m_labels = {{MetricNameLabel, m_metric},
                    {"job", Jobs[who % 3]},
                    {"instance", Instances[who / 3 % 2]},
                    {"zone", m_zone}};
        if (m_metric == "latency_bucket")
            m_labels.push_back({"le", m_bytes.pick(Bounds)});
        if (m_metric == "target_info")
            m_labels.push_back({"version", m_bytes.oneIn(2) ? "2" : "1"});
        const Labels labels = Labels::fromPairs(m_labels);
        TimeMs timeMs = static_cast<TimeMs>(m_bytes.below(40)) * 15'000;
        double value = 0;
        ScriptRows rows;
        for (std::size_t left = 8 + m_bytes.below(MaxSamples - 8); left > 0; --left) {
            timeMs = nextTime(m_bytes, timeMs);
            if (timeMs > FuzzedEndMs)
                break;
            addSample(rows, labels, timeMs, value);
        }
        rows.appendTo(m_store);
    }

private:
    void addSample(ScriptRows &rows, const Labels &labels, TimeMs timeMs, double &value)
    {
        if (m_metric == "native" || (m_metric == "mixed" && m_bytes.oneIn(2))) {
            const NativeHistogram histogram = anyHistogram(m_bytes);
            if (!histogram.isStale() && problemOf(histogram))
                return;
            rows.addHistogram(labels, timeMs, histogram);
        } else {
            const bool isGauge = m_metric == "level" || m_metric == "mixed";
            value = isGauge ? gaugeValue(m_bytes) : counterValue(m_bytes, value);
            rows.add(labels, timeMs, value, PlainRow);
        }
    }

    FuzzBytes &m_bytes;
    Store &m_store;
    std::string_view m_metric;
    std::string m_zone;
    std::vector<LabelView> m_labels;
};

} // namespace

void fillStore(FuzzBytes &bytes, Store &store)
{
    Filler filler(bytes, store);
    for (std::size_t left = MinSeries + bytes.below(MaxSeries - MinSeries); left > 0; --left)
        filler.addSeries();
}

} // namespace tinyobs::test
