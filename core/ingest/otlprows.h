#pragma once

// OTLP's data points as rows, whichever form they came in: the reader says which resource, scope
// and metric it is at and hands over point after point. A number is one row; a histogram or summary
// is _count, _sum and its buckets or quantiles. What stands behind a row is kept as views of the
// document, so that labels are made only when somebody asks. One thread.
//
// Rows of a point, each after its StartRow where the point has one:
//   number:     value
//   histogram:  _count [_sum] _bucket{le=bounds...} _bucket{le="+Inf"}
//   summary:    _count _sum {quantile}...
//   exponential histogram: the components of a native one (histogramrows.h), without a StartRow
// and target_info behind the last point of its resource.

#include "core/ingest/histogramrows.h"
#include "core/ingest/limits.h"
#include "core/ingest/otlpreader.h"
#include "core/model/samplebatch.h"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace tinyobs {

class OtlpRows
{
public:
    using Outcome = OtlpReader::Outcome;

    /// The reader must outlive the rows.
    OtlpRows(OtlpReader &reader, const IngestLimits &limits);

    void begin(const Document &document);
    void clear();

    // An error refuses the whole document.
    Outcome beginResource(const OtlpText &attributes);
    Outcome beginScope(std::string_view text);
    Outcome beginMetric(const OtlpMetric &metric);
    /// In GoodRows mode a bad point is listed in refusals().
    Outcome add(const OtlpPoint &point);
    void endResource();

    const SampleBatch &batch() const { return m_batch; }
    std::span<const Refusal> refusals() const { return m_refusals; }
    std::span<const MetadataView> metadata() const { return m_metadata; }

    /// What stands behind a row.
    struct RowText
    {
        std::string_view family;
        std::string_view suffix;    // "_bucket"
        std::string_view boundName; // "le", "quantile"
        double bound = 0;
        OtlpText resource;
        std::string_view scope;
        OtlpText attributes;
        bool isTargetInfo = false;
    };
    RowText textOf(std::size_t row) const;
    /// With the component that the row is, where it is one of a native histogram.
    Labels withComponent(std::size_t row, Labels labels) const
    {
        return m_histograms.labelsOf(row, std::move(labels));
    }
    /// The number of the row's data point in the document.
    std::size_t documentIndex(std::size_t row) const;
    std::string path(std::size_t row) const;

private:
    enum class Layout : unsigned char { Number, Histogram, Exponential, Summary, TargetInfo };

    struct Family
    {
        std::string name; // as Prometheus has it
        std::string unit;
        MetricType type = MetricType::Unknown;
    };
    struct ResourceEntry
    {
        OtlpText attributes;
        WireHash hash;
        std::size_t firstRow = 0;
        TimeMs latestMs = 0;
    };
    struct ScopeEntry
    {
        std::string_view text;
        WireHash hash;
        std::uint32_t resource = 0;
        std::uint32_t index = 0; // in its resource
    };
    struct MetricEntry
    {
        OtlpMetric metric;
        const Family *family = nullptr;
        WireHash hash;
        std::uint32_t scope = 0;
        std::uint32_t index = 0; // in its scope
    };
    struct PointEntry
    {
        OtlpText attributes;
        std::uint32_t firstRow = 0;
        std::uint32_t metric = 0; // of a target_info: the resource
        std::uint32_t index = 0;  // in its metric
        std::uint32_t documentIndex = 0;
        std::uint32_t boundsAt = 0;
        std::uint32_t boundsCount = 0;
        Layout layout = Layout::Number;
        bool hasStart = false;
        bool hasSum = false;
    };
    struct HashOf
    {
        std::size_t operator()(const WireHash &hash) const { return hash.low; }
    };

    static Family familyOf(const OtlpMetric &metric);
    bool hasTargetInfo(const ResourceEntry &resource);
    Outcome checkCount() const;
    Outcome refuse(RefusalReason reason, std::string message);
    Outcome check(const OtlpPoint &point) const;
    static Outcome checkHistogram(const OtlpPoint &point);
    Outcome addRows(const OtlpPoint &point);
    void beginPoint(const OtlpPoint &point, Layout layout, std::span<const double> bounds);
    void addNumber(const OtlpPoint &point);
    void addHistogram(const OtlpPoint &point);
    Outcome addExponential(const OtlpPoint &point);
    Outcome readExponential(const OtlpPoint &point);
    void addSummary(const OtlpPoint &point);
    void addRow(const WireHash &hash, double value, unsigned char flags);
    void push(const WireHash &hash, TimeMs timeMs, double value, unsigned char flags);
    void addExemplars(const OtlpPoint &point);
    const PointEntry &pointOf(std::size_t row) const;
    std::string metricPath(std::size_t metric) const;

    OtlpReader &m_reader;
    IngestLimits m_limits;
    const WireHash m_plainSpace; // of requests that add no labels
    WireHash m_space;
    AppendMode m_mode = AppendMode::GoodRows;

    SampleBatch m_batch;
    HistogramRows m_histograms;
    std::vector<Refusal> m_refusals;
    std::vector<MetadataView> m_metadata;
    std::vector<ResourceEntry> m_resources;
    std::vector<ScopeEntry> m_scopes;
    std::vector<MetricEntry> m_metrics;
    std::vector<PointEntry> m_points;
    std::vector<double> m_bounds; // of histograms and summaries
    std::uint32_t m_documentPoints = 0;
    std::uint32_t m_metricPoints = 0;
    std::size_t m_refusingMetric = 0; // the metric of the last refusal

    NativeHistogram m_histogram; // its buckets stay warm

    // Of the point at hand:
    WireHash m_pointHash;
    TimeMs m_timeMs = 0;
    TimeMs m_startMs = 0;
    bool m_hasStart = false;
    bool m_isDelta = false;

    // What other requests have left: names and whether a resource has a target_info.
    std::unordered_map<WireHash, Family, HashOf> m_families;
    std::unordered_map<WireHash, bool, HashOf> m_targetInfos;
    OtlpAttributes m_attributes;
};

} // namespace tinyobs
