#pragma once

// What remote write 1.0 and 2.0 have in common: time series with samples, native histograms and
// exemplars, one after the other, which become rows. A version reads where its labels stand and
// hands the rest over. Labels are parsed only when the store asks for them, and for exemplars that
// came without a sample. Bits of a value stay as they came, those of a stale marker too.
//
//   Sample  1: double value, 2: Unix milliseconds, 3: start in Unix milliseconds

#include "core/ingest/documentdecoder.h"
#include "core/ingest/histogramrows.h"
#include "core/ingest/limits.h"
#include "core/ingest/protobufreader.h"
#include "core/ingest/remotewritehistogram.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tinyobs {

class RemoteWriteDocument : public DocumentDecoder
{
public:
    using Outcome = tl::expected<void, Refusal>;

    Outcome decode(std::string_view message, AppendMode mode, TimeMs nowMs);
    Outcome decode(const Document &document) override;

    const SampleBatch &batch() const override { return m_batch; }
    std::span<const MetadataView> metadata() const override { return m_metadata; }
    std::span<const Refusal> refusals() const override { return m_refusals; }
    std::size_t documentIndex(std::size_t row) const override;
    std::string messageOf(const Refusal &refusal) const override;

    tl::expected<Labels, Refusal> labels(std::size_t row) const override;
    /// "timeseries[17].samples[3]", "timeseries[17].histograms[0]"
    std::string path(std::size_t row) const override;

    void clear() override;

protected:
    explicit RemoteWriteDocument(const IngestLimits &limits);

    virtual Outcome decodeMessage(std::string_view message) = 0;
    virtual void forgetVersion() = 0;
    /// Of the series of this number in the document.
    virtual tl::expected<Labels, Refusal> labelsOf(std::size_t series) const = 0;
    struct ExemplarView
    {
        std::vector<LabelView> labels;
        double value = 0;
        TimeMs timeMs = 0;
    };
    virtual Outcome readExemplar(std::string_view message, ExemplarView &exemplar) = 0;

    const IngestLimits &limits() const { return m_limits; }
    std::size_t seriesCount() const { return m_series.size(); } // begun so far
    tl::unexpected<Refusal> damaged(const ProtobufReader &reader, std::string place) const;
    /// One part of the document is left out, or all of it where one bad row refuses all.
    Outcome leaveOut(Refusal refusal);
    /// `place` is what the message of a refusal begins with.
    Outcome addMetadata(const MetadataView &metadata, std::size_t index, std::string_view place);

    // A series: begin, its fields in any order, end.
    Outcome beginSeries();
    Outcome addSample(std::string_view message);
    void addHistogram(std::string_view message) { m_histogramTexts.push_back(message); }
    void addExemplar(std::string_view message) { m_exemplarTexts.push_back(message); }
    void setStart(TimeMs startMs) { m_startMs = startMs; }
    bool isEmptySeries() const;
    Outcome endSeries(WireHash hash);
    /// In place of its end: nothing of it is taken.
    Outcome dropSeries(Refusal refusal);

private:
    struct Series
    {
        std::uint32_t firstRow = 0;
        std::uint32_t firstSample = 0; // behind the row of its start
    };
    struct HistogramPlace
    {
        std::uint32_t firstRow = 0;
        std::uint32_t index = 0; // in its series
    };

    void forget();
    std::size_t firstRow() const { return m_series.back().firstRow; }
    void addStart();
    Outcome appendHistogram(std::string_view message, std::size_t index, WireHash hash);
    Outcome appendExemplar(std::string_view message, std::size_t index);
    std::size_t seriesOf(std::size_t row) const;

    IngestLimits m_limits;
    AppendMode m_mode = AppendMode::WholeBatch;
    TimeMs m_nowMs = 0;
    const char *m_start = nullptr; // of the message
    SampleBatch m_batch;
    std::vector<Series> m_series;
    std::vector<MetadataView> m_metadata;
    std::vector<Refusal> m_refusals;

    // Of the series that is being read.
    TimeMs m_startMs = 0;
    std::vector<std::string_view> m_histogramTexts;
    std::vector<std::string_view> m_exemplarTexts;
    ExemplarView m_exemplar;

    RemoteWriteHistogram m_histogram;
    HistogramRows m_histogramRows;
    std::vector<HistogramPlace> m_histogramPlaces; // ascending
};

/// "timeseries[17]"
std::string pathOfSeries(std::size_t series);

/// Of pairs in any order, the metric's name among them.
tl::expected<Labels, Refusal> seriesLabels(std::vector<LabelView> pairs,
                                           const IngestLimits &limits);

tl::unexpected<Refusal> refusedFor(RefusalReason reason, std::string message);
/// A number that is ours with a type that is not.
tl::unexpected<Refusal> wrongType(std::string place, const ProtobufField &field);
tl::unexpected<Refusal> tooMany(std::size_t most, std::string_view what);

} // namespace tinyobs
