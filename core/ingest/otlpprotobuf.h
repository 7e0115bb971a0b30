#pragma once

// OTLP in protobuf: walks over an ExportMetricsServiceRequest where it stands. Fields may come in
// any order, so a message is looked through for what its parts need before they are read. A field
// of ours with a wire type that is not is passed over like an unknown one, as protobuf does. One
// thread.

#include "core/ingest/limits.h"
#include "core/ingest/otlpreader.h"

namespace tinyobs {

class OtlpProtobufReader : public OtlpReader
{
public:
    explicit OtlpProtobufReader(const IngestLimits &limits);

    std::string_view name() const override { return "otlp_protobuf"; }
    Outcome read(const Document &document, OtlpRows &rows) override;
    Outcome readAttributes(const OtlpText &text, OtlpAttributes &attributes) override;
    Outcome readScope(std::string_view text, OtlpScope &scope) override;
    void clear() override;

private:
    Outcome readResource(std::string_view resourceMetrics, OtlpRows &rows);
    Outcome readScopeMetrics(std::string_view scopeMetrics, OtlpRows &rows);
    Outcome readMetric(std::string_view text, OtlpRows &rows);
    Outcome readPoints(std::string_view data, OtlpKind kind, OtlpRows &rows);
    tl::unexpected<Refusal> damaged(const char *at) const;

    IngestLimits m_limits;
    const char *m_start = nullptr; // of the document
    OtlpPoint m_point;
};

} // namespace tinyobs
