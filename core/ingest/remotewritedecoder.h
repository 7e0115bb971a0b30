#pragma once

// Prometheus remote write 1.0, the unpacked protobuf message, straight into columns: one pass,
// nothing allocated per sample. A series' labels are hashed as they stand in the message and parsed
// only when the store asks for them. Every bit of a value stays as it came, that of a stale marker
// too. Metadata is passed over; exemplars and native histograms are not kept, and said in
// refusals(), one entry for all of a kind.
//
//   WriteRequest  1: repeated TimeSeries, 3: repeated MetricMetadata
//   TimeSeries    1: repeated Label, 2: repeated Sample, 3: repeated Exemplar, 4: repeated
//   Histogram Label         1: name, 2: value        Sample  1: double value, 2: varint Unix
//   milliseconds

#include "core/ingest/documentdecoder.h"
#include "core/ingest/limits.h"
#include "core/ingest/protobufreader.h"

#include <array>
#include <cstdint>
#include <vector>

namespace tinyobs {

class RemoteWriteDecoder : public DocumentDecoder
{
public:
    explicit RemoteWriteDecoder(const IngestLimits &limits = {});

    using Outcome = tl::expected<void, Refusal>;
    Outcome decode(std::string_view message, AppendMode mode, TimeMs nowMs);
    Outcome decode(const Document &document) override;

    const SampleBatch &batch() const override { return m_batch; }
    std::span<const Refusal> refusals() const override { return m_notKept; }
    std::size_t documentIndex(std::size_t row) const override;
    std::string messageOf(const Refusal &refusal) const override;

    tl::expected<Labels, Refusal> labels(std::size_t row) const override;
    /// "timeseries[17].samples[3]"
    std::string path(std::size_t row) const override;

    void clear() override;

private:
    struct SeriesText
    {
        std::string_view labels; // from the first label to the last
        std::uint32_t index = 0; // in the message
        std::uint32_t firstRow = 0;
    };

    void forget();
    const SeriesText &seriesOf(std::size_t row) const;
    Outcome decodeMessage(std::string_view message);
    Outcome decodeSeries(std::string_view series, std::size_t index);
    Outcome decodeSample(std::string_view sample, std::size_t index);
    void noteNotKept(RefusalReason reason, std::size_t series);
    tl::unexpected<Refusal> damaged(const ProtobufReader &reader, std::string place) const;

    IngestLimits m_limits;
    const char *m_start = nullptr; // of the message
    SampleBatch m_batch;
    std::vector<SeriesText> m_series; // those with samples
    std::vector<Refusal> m_notKept;   // at most one of a kind
};

} // namespace tinyobs
