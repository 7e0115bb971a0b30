#include "core/ingest/wireformats.h"

#include "core/ingest/expositiondecoder.h"
#include "core/ingest/graphitedecoder.h"
#include "core/ingest/influxdecoder.h"
#include "core/ingest/jsondecoder.h"
#include "core/ingest/otlpdecoder.h"
#include "core/ingest/remotewrite2decoder.h"
#include "core/ingest/remotewritedecoder.h"
#include "core/ingest/statsddecoder.h"
#include "core/ingest/vmimportdecoder.h"

#include <algorithm>
#include <array>

namespace tinyobs {
namespace {

constexpr std::array<std::string_view, 8> JsonTypes{
    "application/json",     "text/json",
    "text/plain",           "application/x-www-form-urlencoded",
    "application/x-ndjson", "application/ndjson",
    "application/jsonl",    "application/x-jsonlines"};
constexpr std::array<EncodingName, 5> JsonEncodings{{
    {"", BodyEncoding::Identity},
    {"identity", BodyEncoding::Identity},
    {"gzip", BodyEncoding::Gzip},
    {"x-gzip", BodyEncoding::Gzip},
    {"zstd", BodyEncoding::Zstd},
}};

// What curl says where nothing else is asked of it, too.
constexpr std::array<std::string_view, 2> PrometheusTextTypes{"text/plain",
                                                              "application/x-www-form-urlencoded"};
constexpr std::array<std::string_view, 1> OpenMetricsTypes{"application/openmetrics-text"};

// Without times and an end the two dialects are the same.
constexpr std::array<std::string_view, 3> PushTypes{"text/plain", "application/openmetrics-text",
                                                    "application/x-www-form-urlencoded"};

constexpr std::array<std::string_view, 1> RemoteWriteTypes{"application/x-protobuf"};
constexpr std::array<EncodingName, 2> RemoteWriteEncodings{{
    {"", BodyEncoding::Snappy}, // old senders do not say it
    {"snappy", BodyEncoding::Snappy},
}};

constexpr std::array<std::string_view, 8> JsonLinesTypes{
    "application/stream+json",  "application/x-ndjson",
    "application/jsonl",        "application/x-jsonlines",
    "application/json",         "text/plain",
    "application/octet-stream", "application/x-www-form-urlencoded"};
// What comes to a port of its own says neither.
constexpr std::array<EncodingName, 1> NoEncodings{{{"", BodyEncoding::Identity}}};

constexpr std::array<std::string_view, 1> OtlpProtobufTypes{"application/x-protobuf"};
constexpr std::array<std::string_view, 1> OtlpJsonTypes{"application/json"};
constexpr std::array<std::string_view, 4> InfluxTypes{"text/plain", "application/octet-stream",
                                                      "application/x-www-form-urlencoded",
                                                      "application/vnd.influx.lineprotocol"};

template <typename Decoder>
std::unique_ptr<DocumentDecoder> make()
{
    return std::make_unique<Decoder>();
}

template <ExpositionDialect Dialect, ExpositionUse Use>
std::unique_ptr<DocumentDecoder> makeExposition()
{
    return std::make_unique<ExpositionDecoder>(Dialect, Use);
}

// In the order of WireFormat.
constexpr std::array<WireFormatRow, WireFormatCount> Rows{{
    {"json", JsonTypes, "", "application/json", JsonEncodings, "gzip, zstd or none",
     make<JsonDecoder>},
    {"prometheus_text", PrometheusTextTypes, "", "text/plain", JsonEncodings, "gzip, zstd or none",
     makeExposition<ExpositionDialect::PrometheusText, ExpositionUse::Samples>},
    {"openmetrics", OpenMetricsTypes, "", "application/openmetrics-text", JsonEncodings,
     "gzip, zstd or none", makeExposition<ExpositionDialect::OpenMetrics, ExpositionUse::Samples>},
    {"pushgateway", PushTypes, "", "text/plain", JsonEncodings, "gzip, zstd or none",
     makeExposition<ExpositionDialect::PrometheusText, ExpositionUse::Push>},
    {"remote_write", RemoteWriteTypes, "prometheus.WriteRequest",
     "application/x-protobuf with a prometheus.WriteRequest (remote write 1.0)",
     RemoteWriteEncodings, "snappy", make<RemoteWriteDecoder>},
    {"vm_import", JsonLinesTypes, "", "application/stream+json", JsonEncodings,
     "gzip, zstd or none", make<VmImportDecoder>},
    {"graphite", {}, "", "Graphite lines", NoEncodings, "none", make<GraphiteDecoder>},
    {"statsd", {}, "", "StatsD lines", NoEncodings, "none", make<StatsdDecoder>},
    {"remote_write_2", RemoteWriteTypes, "io.prometheus.write.v2.Request",
     "application/x-protobuf;proto=io.prometheus.write.v2.Request (remote write 2.0)",
     RemoteWriteEncodings, "snappy", make<RemoteWrite2Decoder>},
    {"otlp_protobuf", OtlpProtobufTypes, "", "application/x-protobuf", JsonEncodings,
     "gzip, zstd or none", make<OtlpProtobufDecoder>},
    {"otlp_json", OtlpJsonTypes, "", "application/json", JsonEncodings, "gzip, zstd or none",
     make<OtlpJsonDecoder>},
    {"influx", InfluxTypes, "", "text/plain", JsonEncodings, "gzip, zstd or none",
     make<InfluxDecoder>},
}};

constexpr std::string_view Space = " \t";

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = std::min(text.find_first_not_of(Space), text.size());
    return text.substr(first, text.find_last_not_of(Space) + 1 - first);
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isSame(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// Takes the text up to the separator off the front.
std::string_view takeUntil(std::string_view &text, char separator)
{
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return trimmed(part);
}

/// True too where the parameter is not given.
bool isMessageType(std::string_view parameters, std::string_view messageType)
{
    while (!parameters.empty()) {
        std::string_view value = takeUntil(parameters, ';');
        const std::string_view name = takeUntil(value, '=');
        value = trimmed(value);
        if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
            value = value.substr(1, value.size() - 2);
        if (isSame(name, "proto") && value != messageType)
            return false;
    }
    return true;
}

} // namespace

const WireFormatRow &rowOf(WireFormat format)
{
    return Rows[static_cast<std::size_t>(format)];
}

const EncodingName *findEncoding(const WireFormatRow &row, std::string_view header)
{
    const auto found = std::ranges::find_if(row.encodings, [&](const EncodingName &each) {
        return isSame(each.name, trimmed(header));
    });
    return found == row.encodings.end() ? nullptr : &*found;
}

bool takesContentType(const WireFormatRow &row, std::string_view header)
{
    const std::string_view type = takeUntil(header, ';');
    const bool isKnown = type.empty() || std::ranges::any_of(row.contentTypes, [&](auto each) {
                             return isSame(each, type);
                         });
    return isKnown && (row.messageType.empty() || isMessageType(header, row.messageType));
}

} // namespace tinyobs
