#pragma once

// Bodies of OTLP in protobuf as exporters make them, for tests and benchmarks. Every function gives
// the fields of a message; joined they are one. Plain functions.

#include "tests/bench/writerequest.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::bench::otlp {

// Values of attributes (AnyValue).
std::string text(std::string_view value);
std::string boolean(bool value);
std::string integer(std::int64_t value);
std::string number(double value);
std::string bytes(std::string_view value);
std::string array(const std::vector<std::string> &values);
/// Of keyValue()s.
std::string map(const std::vector<std::string> &pairs);

/// A KeyValue as the field of that number.
std::string attribute(std::uint32_t field, std::string_view key, const std::string &value);
std::string keyValue(std::string_view key, const std::string &value);

// Fields of a number's data point; all but attributes and values are those of a histogram too.
std::string start(std::uint64_t ns);
std::string time(std::uint64_t ns);
std::string asDouble(double value);
std::string asInt(std::int64_t value);
std::string pointAttribute(std::string_view key, std::string_view value);
std::string doubleField(std::uint32_t field, double value);
std::string packedDoubles(std::uint32_t field, const std::vector<double> &values);
std::string packedFixed(std::uint32_t field, const std::vector<std::uint64_t> &values);

/// A data point, of any kind, as a field of its metric's data.
std::string point(const std::string &fields);

// Fields of a Metric.
std::string name(std::string_view name, std::string_view unit = {}, std::string_view help = {});
std::string gauge(const std::string &points);
std::string sum(const std::string &points, unsigned temporality = 2, bool isMonotonic = true);
std::string histogram(const std::string &points, unsigned temporality = 2);
std::string exponential(const std::string &points, unsigned temporality = 2);
std::string summary(const std::string &points);

/// Fields of a ScopeMetrics: its scope, metric after metric.
std::string scope(std::string_view name, std::string_view version = {});
std::string metric(const std::string &fields);

/// Fields of a ResourceMetrics.
std::string resource(const std::vector<std::pair<std::string, std::string>> &attributes);
std::string scopeMetrics(const std::string &fields);

/// A request with one resource, service.name=shop, and one scope without a name.
std::string request(const std::string &metrics);
std::string requestOf(const std::string &resourceMetrics);

} // namespace tinyobs::bench::otlp
