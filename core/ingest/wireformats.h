#pragma once

// The wire formats: one row per format says how requests announce it and what decodes it. Plain
// values, usable in any thread.

#include "core/ingest/decompress.h"
#include "core/ingest/documentdecoder.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace tinyobs {

enum class WireFormat : unsigned char {
    Json,
    PrometheusText,
    OpenMetrics,
    Pushgateway,
    RemoteWrite,
    VmImport,
    Graphite,
    Statsd,
    RemoteWrite2,
    OtlpProtobuf,
    OtlpJson,
    Influx,
    Count_,
};

inline constexpr std::size_t WireFormatCount = static_cast<std::size_t>(WireFormat::Count_);

struct EncodingName
{
    std::string_view name; // of Content-Encoding, empty where there is none
    BodyEncoding encoding;
};

struct WireFormatRow
{
    std::string_view name;                          // the "protocol" label of what is counted
    std::span<const std::string_view> contentTypes; // without parameters, lower case
    std::string_view messageType; // what the parameter "proto" must be where it is given
    std::string_view expectedType;
    std::span<const EncodingName> encodings;
    std::string_view expectedEncoding;
    std::unique_ptr<DocumentDecoder> (*makeDecoder)();
};

const WireFormatRow &rowOf(WireFormat format);

/// The row's encoding of that name, in any case, or null.
const EncodingName *findEncoding(const WireFormatRow &row, std::string_view header);
/// Whether a Content-Type is one of the row's. A request without one is taken as it comes.
bool takesContentType(const WireFormatRow &row, std::string_view header);

} // namespace tinyobs
