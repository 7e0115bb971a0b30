#pragma once

// The fields of OTLP's messages as protobuf numbers them: opentelemetry/proto/metrics/v1 and
// common/v1, stable since 1.0. For the sources of the protobuf reader.

#include "core/ingest/protobufreader.h"

namespace tinyobs::otlp {

using Type = ProtobufType;

namespace request {
constexpr std::uint32_t ResourceMetrics = protobufKey(1, Type::Bytes);
}

namespace resourceMetrics {
constexpr std::uint32_t Resource = protobufKey(1, Type::Bytes);
constexpr std::uint32_t ScopeMetrics = protobufKey(2, Type::Bytes);
} // namespace resourceMetrics

namespace resource {
constexpr std::uint32_t AttributesNumber = 1;
}

namespace scopeMetrics {
constexpr std::uint32_t Scope = protobufKey(1, Type::Bytes);
constexpr std::uint32_t Metric = protobufKey(2, Type::Bytes);
} // namespace scopeMetrics

namespace scope {
constexpr std::uint32_t Name = protobufKey(1, Type::Bytes);
constexpr std::uint32_t Version = protobufKey(2, Type::Bytes);
constexpr std::uint32_t AttributesNumber = 3;
} // namespace scope

namespace metric {
constexpr std::uint32_t Name = protobufKey(1, Type::Bytes);
constexpr std::uint32_t Description = protobufKey(2, Type::Bytes);
constexpr std::uint32_t Unit = protobufKey(3, Type::Bytes);
constexpr std::uint32_t Gauge = protobufKey(5, Type::Bytes);
constexpr std::uint32_t Sum = protobufKey(7, Type::Bytes);
constexpr std::uint32_t Histogram = protobufKey(9, Type::Bytes);
constexpr std::uint32_t ExponentialHistogram = protobufKey(10, Type::Bytes);
constexpr std::uint32_t Summary = protobufKey(11, Type::Bytes);
} // namespace metric

namespace data { // of every kind
constexpr std::uint32_t Point = protobufKey(1, Type::Bytes);
constexpr std::uint32_t Temporality = protobufKey(2, Type::Varint);
constexpr std::uint32_t IsMonotonic = protobufKey(3, Type::Varint);
} // namespace data

/// Of data points: what all kinds have, most of it under numbers of the kind's own.
struct PointFields
{
    static constexpr std::uint32_t Start = protobufKey(2, Type::Fixed64);
    static constexpr std::uint32_t Time = protobufKey(3, Type::Fixed64);

    std::uint32_t attributes; // numbers
    std::uint32_t flagsNumber;
    std::uint32_t exemplars;

    constexpr std::uint32_t attribute() const { return protobufKey(attributes, Type::Bytes); }
    constexpr std::uint32_t flags() const { return protobufKey(flagsNumber, Type::Varint); }
    constexpr std::uint32_t exemplar() const { return protobufKey(exemplars, Type::Bytes); }
};

namespace number {
constexpr PointFields Fields{.attributes = 7, .flagsNumber = 8, .exemplars = 5};
constexpr std::uint32_t AsDouble = protobufKey(4, Type::Fixed64);
constexpr std::uint32_t AsInt = protobufKey(6, Type::Fixed64);
} // namespace number

namespace totals { // of histograms, exponential ones and summaries
constexpr std::uint32_t Count = protobufKey(4, Type::Fixed64);
constexpr std::uint32_t Sum = protobufKey(5, Type::Fixed64);
} // namespace totals

namespace histogram {
constexpr PointFields Fields{.attributes = 9, .flagsNumber = 10, .exemplars = 8};
constexpr std::uint32_t BucketCounts = protobufKey(6, Type::Bytes);
constexpr std::uint32_t BucketCount = protobufKey(6, Type::Fixed64); // not packed
constexpr std::uint32_t ExplicitBounds = protobufKey(7, Type::Bytes);
constexpr std::uint32_t ExplicitBound = protobufKey(7, Type::Fixed64);
} // namespace histogram

namespace exponential {
constexpr PointFields Fields{.attributes = 1, .flagsNumber = 10, .exemplars = 11};
constexpr std::uint32_t Scale = protobufKey(6, Type::Varint); // zigzag
constexpr std::uint32_t ZeroCount = protobufKey(7, Type::Fixed64);
constexpr std::uint32_t Positive = protobufKey(8, Type::Bytes);
constexpr std::uint32_t Negative = protobufKey(9, Type::Bytes);
constexpr std::uint32_t ZeroThreshold = protobufKey(14, Type::Fixed64);
} // namespace exponential

namespace buckets {
constexpr std::uint32_t Offset = protobufKey(1, Type::Varint); // zigzag
constexpr std::uint32_t Counts = protobufKey(2, Type::Bytes);  // packed varints
constexpr std::uint32_t Count = protobufKey(2, Type::Varint);
} // namespace buckets

namespace summary {
constexpr std::uint32_t NoExemplars = 0;
constexpr PointFields Fields{.attributes = 7, .flagsNumber = 8, .exemplars = NoExemplars};
constexpr std::uint32_t Quantile = protobufKey(6, Type::Bytes);
} // namespace summary

namespace quantile {
constexpr std::uint32_t Quantile = protobufKey(1, Type::Fixed64);
constexpr std::uint32_t Value = protobufKey(2, Type::Fixed64);
} // namespace quantile

namespace exemplar {
constexpr std::uint32_t Time = protobufKey(2, Type::Fixed64);
constexpr std::uint32_t AsDouble = protobufKey(3, Type::Fixed64);
constexpr std::uint32_t SpanId = protobufKey(4, Type::Bytes);
constexpr std::uint32_t TraceId = protobufKey(5, Type::Bytes);
constexpr std::uint32_t AsInt = protobufKey(6, Type::Fixed64);
constexpr std::uint32_t AttributesNumber = 7;
constexpr std::uint32_t Attribute = protobufKey(AttributesNumber, Type::Bytes);
} // namespace exemplar

namespace keyValue {
constexpr std::uint32_t Key = protobufKey(1, Type::Bytes);
constexpr std::uint32_t Value = protobufKey(2, Type::Bytes);
} // namespace keyValue

namespace anyValue {
constexpr std::uint32_t String = protobufKey(1, Type::Bytes);
constexpr std::uint32_t Bool = protobufKey(2, Type::Varint);
constexpr std::uint32_t Int = protobufKey(3, Type::Varint);
constexpr std::uint32_t Double = protobufKey(4, Type::Fixed64);
constexpr std::uint32_t Array = protobufKey(5, Type::Bytes);
constexpr std::uint32_t Map = protobufKey(6, Type::Bytes);
constexpr std::uint32_t BytesValue = protobufKey(7, Type::Bytes);
} // namespace anyValue

namespace list { // ArrayValue, KeyValueList
constexpr std::uint32_t Value = protobufKey(1, Type::Bytes);
}

} // namespace tinyobs::otlp
