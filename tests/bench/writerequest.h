#pragma once

// Bodies of Prometheus remote write 1.0 as its senders make them, for tests and benchmarks, and the
// protobuf fields they consist of, for those that have to be wrong. Plain functions and values.

#include "core/base/clock.h"
#include "core/model/labels.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tinyobs::bench {

std::string varintBytes(std::uint64_t number);

/// One field of a message, with what stands in front of it.
std::string bytesField(std::uint32_t number, std::string_view content);
std::string varintField(std::uint32_t number, std::uint64_t content);
std::string fixed64Field(std::uint32_t number, std::uint64_t content);

/// Fields of a TimeSeries.
std::string labelField(std::string_view name, std::string_view value);
std::string labelFields(const Labels &labels);
std::string sampleField(double value, TimeMs timeMs);

/// Fields of a WriteRequest; joined they are one.
std::string seriesField(std::string_view fields);
std::string metadataField(std::string_view metric, std::string_view help);

/// The block format, as senders pack a request.
std::string snappyOf(std::string_view plain);

} // namespace tinyobs::bench
