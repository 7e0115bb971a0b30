#pragma once

// Prometheus remote write 2.0, the unpacked protobuf message, straight into columns. Texts stand
// once in a table of symbols; series, exemplars and metadata refer to them.
//
//   Request     4: repeated string symbols, the first one empty, 5: repeated TimeSeries
//   TimeSeries  1: repeated refs of labels, name and value in turn, 2: repeated Sample,
//               3: repeated Histogram, 4: repeated Exemplar, 5: Metadata,
//               6: start in Unix milliseconds (later drafts: in the samples and histograms)
//   Exemplar    1: repeated refs of labels, 2: double value, 3: Unix milliseconds, 0 for not said
//   Metadata    1: type, 3: ref of the help, 4: ref of the unit

#include "core/ingest/remotewritedocument.h"
#include "core/ingest/symboltable.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace tinyobs {

class RemoteWrite2Decoder : public RemoteWriteDocument
{
public:
    explicit RemoteWrite2Decoder(const IngestLimits &limits = {});

    void clear() override;

private:
    struct MetadataRefs
    {
        MetricType type = MetricType::Unknown;
        std::uint32_t help = 0;
        std::uint32_t unit = 0;
    };

    Outcome decodeMessage(std::string_view message) override;
    void forgetVersion() override;
    tl::expected<Labels, Refusal> labelsOf(std::size_t series) const override;
    Outcome readExemplar(std::string_view message, ExemplarView &exemplar) override;
    Outcome readSymbols(std::string_view message);
    Outcome decodeSeries(std::string_view series);
    Outcome readMetadata(std::string_view message, MetadataRefs &refs);
    Outcome addMetadataOnce(const MetadataRefs &refs);
    Outcome checkRefs(const std::vector<std::uint32_t> &refs) const;

    SymbolTable m_symbols;
    std::vector<bool> m_hasMetadata;        // by the number of a metric's name
    std::vector<std::string_view> m_labels; // of each series, from its first refs to the last
    std::vector<std::uint32_t> m_refs;      // of the series that is being read
};

} // namespace tinyobs
