#pragma once

// What the present state of a group must be beside well-formed: no series twice, one type per
// metric and said before its samples, buckets with bounds. Plain functions, usable in any thread.

#include "core/ingest/documentdecoder.h"
#include "core/model/metadata.h"

#include <span>
#include <string_view>

namespace tinyobs {

class ExpositionDecoder;

/// A # TYPE line.
struct TypeLine
{
    std::string_view metric;
    MetricType type = MetricType::Unknown;
    std::size_t line = 0;
};

/// The messages of refusals are complete.
tl::expected<void, Refusal> checkPushed(const ExpositionDecoder &document,
                                        std::span<const TypeLine> types);

} // namespace tinyobs
