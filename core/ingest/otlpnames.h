#pragma once

// OTLP's names as Prometheus wants them, after the compatibility specification of OpenTelemetry:
// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/ (what
// Prometheus itself does with the strategy UnderscoreEscapingWithSuffixes). Plain functions, usable
// in any thread.

#include "core/ingest/otlppoint.h"
#include "core/model/metadata.h"

#include <string>
#include <string_view>

namespace tinyobs {

/// "http.server.duration" in "ms" -> "http_server_duration_milliseconds". Empty when nothing of the
/// name can be kept.
std::string otlpMetricName(const OtlpMetric &metric);

/// "ms" -> "milliseconds", "By/s" -> "bytes_per_second"; empty for "1" and "{requests}".
std::string otlpUnitName(std::string_view unit);

/// "http.status_code" -> "http_status_code", "2xx" -> "key_2xx", "_id" -> "key_id".
std::string otlpLabelName(std::string_view attribute);

/// A monotonic sum is a counter; any other is a gauge, because it goes both ways.
MetricType otlpMetricType(const OtlpMetric &metric);

} // namespace tinyobs
