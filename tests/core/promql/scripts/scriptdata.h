#pragma once

// What the load commands of scripts bring into a store.

#include "core/model/histogramcomponent.h"
#include "core/model/samplebatch.h"
#include "core/promql/eval/labelops.h"
#include "core/storage/store.h"
#include "tests/core/promql/scripts/seriesline.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tinyobs::promql {

class ScriptRows : public BatchSource
{
public:
    void add(const Labels &labels, TimeMs timeMs, double value, unsigned flags)
    {
        const std::hash<std::string> hash;
        m_batch.hashes.push_back({hash(labels.bytes() + '#'), hash(labels.bytes())});
        m_batch.timesMs.push_back(timeMs);
        m_batch.values.push_back(value);
        m_batch.flags.push_back(static_cast<unsigned char>(flags));
        m_labels.push_back(labels);
    }
    void addHistogram(const Labels &labels, TimeMs timeMs, const NativeHistogram &histogram)
    {
        std::vector<HistogramValue> values;
        takeApart(withAllCustom(histogram), values);
        unsigned flags = HistogramRow;
        for (const HistogramValue &value : values) {
            add(withComponent(labels, value.component), timeMs, value.value, flags);
            flags = PartRow;
        }
    }
    tl::expected<Labels, Refusal> labels(std::size_t row) const override { return m_labels[row]; }
    std::string path(std::size_t row) const override { return "row " + std::to_string(row); }
    AppendReport appendTo(Store &store) const
    {
        return store.append(m_batch, *this, AppendMode::WholeBatch);
    }

private:
    /// Custom buckets are stored with all of their bounds, as senders do.
    static NativeHistogram withAllCustom(NativeHistogram histogram)
    {
        if (!histogram.isCustom())
            return histogram;
        std::vector<HistogramBucket> all(histogram.bounds.size() + 1);
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i].index = static_cast<std::int32_t>(i);
        for (const HistogramBucket &bucket : histogram.positive)
            all.at(static_cast<std::size_t>(bucket.index)).count = bucket.count;
        histogram.positive = std::move(all);
        return histogram;
    }

    SampleBatch m_batch;
    std::vector<Labels> m_labels;
};

/// Classic histograms of a load command as native ones with custom buckets.
class ScriptHistograms
{
public:
    void take(const ScriptSeries &series)
    {
        const std::string name(series.labels.metricName());
        const auto baseOf = [&](std::string_view suffix) {
            return withLabel(withLabel(series.labels, "le", {}), MetricNameLabel,
                             std::string_view(name).substr(0, name.size() - suffix.size()));
        };
        if (name.ends_with("_bucket")) {
            const double bound =
                parseScriptNumber(series.labels.value("le")).value_or(std::nan(""));
            each(series, baseOf("_bucket"),
                 [bound](Moment &moment, double value) { moment.buckets[bound] = value; });
        } else if (name.ends_with("_count")) {
            each(series, baseOf("_count"),
                 [](Moment &moment, double value) { moment.count = value; });
        } else if (name.ends_with("_sum")) {
            each(series, baseOf("_sum"), [](Moment &moment, double value) { moment.sum = value; });
        }
    }

    void addTo(ScriptRows &rows, TimeMs stepMs) const
    {
        for (const auto &[key, moments] : m_moments) {
            for (const auto &[index, moment] : moments) {
                if (!moment.buckets.empty())
                    rows.addHistogram(m_labels.at(key), static_cast<TimeMs>(index) * stepMs,
                                      toNative(moment));
            }
        }
    }

private:
    struct Moment
    {
        std::map<double, double> buckets; // cumulative, by bound
        std::optional<double> count;
        double sum = 0;
    };

    template <typename Use>
    void each(const ScriptSeries &series, const Labels &labels, Use use)
    {
        m_labels[labels.bytes()] = labels;
        for (std::size_t i = 0; i < series.values.size(); ++i) {
            if (series.values[i] && !series.values[i]->histogram)
                use(m_moments[labels.bytes()][i], series.values[i]->number);
        }
    }

    static NativeHistogram toNative(const Moment &moment)
    {
        NativeHistogram histogram;
        histogram.schema = NativeHistogram::CustomSchema;
        histogram.isFloat = true;
        histogram.sum = moment.sum;
        double before = 0;
        int index = 0;
        for (const auto &[bound, cumulative] : moment.buckets) {
            if (!std::isinf(bound))
                histogram.bounds.push_back(bound);
            histogram.positive.push_back({index, std::max(0.0, cumulative - before)});
            before = std::max(before, cumulative);
            ++index;
        }
        histogram.count = moment.count.value_or(before);
        if (!moment.buckets.empty() && !std::isinf(moment.buckets.rbegin()->first))
            histogram.positive.push_back({index, std::max(0.0, histogram.count - before)});
        return histogram;
    }

    std::map<std::string, Labels> m_labels;
    std::map<std::string, std::map<std::size_t, Moment>> m_moments;
};

} // namespace tinyobs::promql
