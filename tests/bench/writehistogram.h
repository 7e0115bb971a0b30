#pragma once

// Native histograms as senders of remote write put them into a request, the same in 1.0 and 2.0,
// and their parts, for those that have to be wrong. Plain functions.

#include "core/base/clock.h"
#include "core/model/nativehistogram.h"

#include <cstdint>
#include <span>
#include <string>

namespace tinyobs::bench {

/// The message without the field that it stands in. Consecutive buckets make a span; whole counts
/// are sent as differences, others as they are. Empty custom buckets are left out.
std::string histogramMessage(const NativeHistogram &histogram, TimeMs timeMs);

std::uint64_t zigzag(std::int64_t number);
std::string spanField(std::uint32_t number, std::int32_t offset, std::uint32_t length);
/// Packed.
std::string deltasField(std::uint32_t number, std::span<const std::int64_t> deltas);
std::string doublesField(std::uint32_t number, std::span<const double> values);

} // namespace tinyobs::bench
