#pragma once

// OpenTelemetry's metrics (ExportMetricsServiceRequest) as columns: a reader for the form, OtlpRows
// for what the points mean, and here the labels of a row. One thread; reusable, and then its
// buffers stay warm. Views point into the document, which must live until clear() or the next
// decode.

#include "core/ingest/otlpreader.h"
#include "core/ingest/otlprows.h"

#include <memory>

namespace tinyobs {

class OtlpDecoder : public DocumentDecoder
{
public:
    tl::expected<void, Refusal> decode(const Document &document) override;

    const SampleBatch &batch() const override { return m_rows.batch(); }
    std::span<const MetadataView> metadata() const override { return m_rows.metadata(); }
    std::span<const Refusal> refusals() const override { return m_rows.refusals(); }
    std::size_t documentIndex(std::size_t row) const override { return m_rows.documentIndex(row); }

    tl::expected<Labels, Refusal> labels(std::size_t row) const override;
    /// "resource_metrics[0].scope_metrics[0].metrics[3] 'http.duration' sum.data_points[7]"
    std::string path(std::size_t row) const override { return m_rows.path(row); }

    void clear() override;

protected:
    OtlpDecoder(std::unique_ptr<OtlpReader> reader, const IngestLimits &limits);

private:
    IngestLimits m_limits;
    std::unique_ptr<OtlpReader> m_reader;
    OtlpRows m_rows;
    const DocumentOptions *m_options = nullptr; // of the document at hand
};

/// application/x-protobuf
class OtlpProtobufDecoder : public OtlpDecoder
{
public:
    explicit OtlpProtobufDecoder(const IngestLimits &limits = {});
};

/// application/json
class OtlpJsonDecoder : public OtlpDecoder
{
public:
    explicit OtlpJsonDecoder(const IngestLimits &limits = {});
};

} // namespace tinyobs
