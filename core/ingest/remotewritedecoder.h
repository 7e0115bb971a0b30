#pragma once

// Prometheus remote write 1.0, the unpacked protobuf message, straight into columns: one pass,
// nothing allocated per sample. A series' labels are hashed as they stand in the message.
//
//   WriteRequest    1: repeated TimeSeries, 3: repeated MetricMetadata
//   TimeSeries      1: repeated Label, 2: repeated Sample, 3: repeated Exemplar,
//                   4: repeated Histogram
//   Label           1: name, 2: value
//   Exemplar        1: repeated Label, 2: double value, 3: Unix milliseconds
//   MetricMetadata  1: type, 2: name of the family, 4: help, 5: unit

#include "core/ingest/remotewritedocument.h"

#include <string_view>
#include <vector>

namespace tinyobs {

class RemoteWriteDecoder : public RemoteWriteDocument
{
public:
    explicit RemoteWriteDecoder(const IngestLimits &limits = {});

    void clear() override;

private:
    Outcome decodeMessage(std::string_view message) override;
    void forgetVersion() override { m_labels.clear(); }
    tl::expected<Labels, Refusal> labelsOf(std::size_t series) const override;
    Outcome readExemplar(std::string_view message, ExemplarView &exemplar) override;
    Outcome decodeSeries(std::string_view series);
    Outcome decodeMetadata(std::string_view metadata, std::size_t index);

    std::vector<std::string_view> m_labels; // of each series, from the first label to the last
};

/// What field 1 of the metadata says, the same number in 1.0 and 2.0.
MetricType remoteWriteType(std::uint64_t number);

} // namespace tinyobs
