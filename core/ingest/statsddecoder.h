#pragma once

// StatsD lines (statsdline.h) to samples. Unlike other decoders this one remembers: lines are added
// up, and what has come of them is the batch of an empty document, which ends an interval. So a
// listener has a decoder of its own.
//   counter      running total, under the name as it came, cleaned like statsd_exporter does
//   gauge        the last value
//   timer        histogram in seconds: _bucket, _sum, _count;    histogram: the same in its unit
//   set          how many different values came in the interval
// What no line changes is repeated now and then and forgotten in the end (StatsdOptions). Bad lines
// are listed, whatever the mode. One thread.

#include "core/ingest/documentdecoder.h"
#include "core/ingest/linetext.h"
#include "core/ingest/statsdaggregator.h"

#include <array>
#include <vector>

namespace tinyobs {

class StatsdDecoder : public DocumentDecoder
{
public:
    /// Without options each document's samples are made at once.
    StatsdDecoder();
    explicit StatsdDecoder(const StatsdOptions &options, const IngestLimits &limits = {});

    tl::expected<void, Refusal> decode(const Document &document) override;
    bool hasStreams() const { return m_aggregator.hasStreams(); }
    /// The last samples were not stored: the next ones hold what they held.
    void takeBack();

    const SampleBatch &batch() const override { return m_batch; }
    std::span<const MetadataView> metadata() const override { return m_metadata; }
    std::span<const Refusal> refusals() const override { return m_refusals.all(); }
    std::size_t documentIndex(std::size_t) const override { return 0; }

    tl::expected<Labels, Refusal> labels(std::size_t row) const override;
    /// The metric's name: samples are of many lines.
    std::string path(std::size_t row) const override;

    /// Forgets the document, not what came of it.
    void clear() override;

private:
    struct RowOfStream
    {
        const StatsdStream *stream = nullptr;
        std::size_t part = 0; // of a histogram: its buckets, sum and count
    };

    void decodeLine(std::string_view line, std::size_t index, const Document &document);
    std::optional<LineProblem> readValues(const StatsdLine &line);
    void send(TimeMs nowMs);
    void sendStream(StatsdStream &stream, TimeMs nowMs);
    void sendHistogram(const StatsdStream &stream, TimeMs nowMs);
    void pushRow(const StatsdStream &stream, std::size_t part, TimeMs timeMs, double value,
                 unsigned char flags);
    void announce(const StatsdStream &stream);

    StatsdOptions m_options;
    StatsdAggregator m_aggregator;
    WireHash m_space;
    std::array<std::vector<WireHash>, static_cast<std::size_t>(StatsdType::Count_)> m_partHashes;
    TimeMs m_lastSendMs = 0;
    TimeMs m_lastForgetMs = 0;

    SampleBatch m_batch;
    std::vector<RowOfStream> m_rows; // beside the batch's columns
    std::vector<MetadataView> m_metadata;
    std::vector<StatsdValue> m_values; // of the line at hand
    LineRefusals m_refusals;
};

} // namespace tinyobs
