#pragma once

// One data point of OTLP in protobuf, and the attributes that stand in such messages. Plain
// functions, usable in any thread.

#include "core/ingest/otlpattributes.h"
#include "core/ingest/otlppoint.h"

#include <string_view>

namespace tinyobs {

/// Fills a cleared point. False when the message is damaged.
bool readProtobufPoint(std::string_view message, OtlpKind kind, OtlpPoint &point);

/// The attributes among the fields of a message. False when they are damaged or nested deeper than
/// `mostDepth`.
bool readProtobufAttributes(const OtlpText &text, std::size_t mostDepth,
                            OtlpAttributes &attributes);

} // namespace tinyobs
