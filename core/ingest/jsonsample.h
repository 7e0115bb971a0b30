#pragma once

// One element of the document's array, {"name","value","timestamp","labels"}, while simdjson walks
// over it. One thread. Only sources of core/ingest include this, so that simdjson stays inside.

#include "core/ingest/limits.h"
#include "core/ingest/timeparser.h"
#include "core/model/refusal.h"

#include <simdjson.h>

#include <tl/expected.hpp>

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

namespace tinyobs {

/// The row of a refusal that is about the document as a whole, whatever the mode.
inline constexpr std::size_t WholeDocument = std::numeric_limits<std::size_t>::max();

struct JsonSample
{
    std::string_view name;   // JSON string with its quotes
    std::string_view labels; // JSON object, empty when there is none
    std::size_t index = 0;   // in the document
    double value = 0;
    TimeMs timeMs = 0;
    unsigned seen = 0; // a bit per field
};

/// The place of the key among the names, or their count. Keys with escapes are rare but allowed.
std::size_t keyIndex(simdjson::ondemand::field &field, std::span<const std::string_view> names);

/// The text is no JSON. The message says only why: where is for the document to say.
tl::unexpected<Refusal> notJson(simdjson::error_code error);

class JsonSampleReader
{
public:
    using Outcome = tl::expected<void, Refusal>;

    explicit JsonSampleReader(const IngestLimits &limits);

    /// Reads an element into a sample that has its index and a default time. A refusal's message
    /// goes on from the element's path, unless its row is WholeDocument.
    Outcome read(simdjson::ondemand::value element, JsonSample &sample);

    /// Walks over a value that nobody asked for, `depth` levels deep in the document, so that its
    /// grammar and depth are checked all the same.
    Outcome skip(simdjson::ondemand::value value, std::size_t depth) const;

private:
    Outcome readField(std::size_t field, simdjson::ondemand::value &value, JsonSample &sample);
    Outcome readName(simdjson::ondemand::value &value, JsonSample &sample);
    Outcome readValue(simdjson::ondemand::value &value, JsonSample &sample);
    Outcome readTime(simdjson::ondemand::value &value, JsonSample &sample);
    Outcome readLabels(simdjson::ondemand::value &value, JsonSample &sample);

    IngestLimits m_limits;
    TimeParser m_timeParser;
};

} // namespace tinyobs
