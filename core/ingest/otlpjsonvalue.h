#pragma once

// Small reads that OTLP's JSON reader is made of. Only sources of core/ingest include this, so that
// simdjson stays inside. Plain functions, usable in any thread.

#include "core/ingest/jsonsample.h"
#include "core/ingest/otlpattributes.h"
#include "core/ingest/otlppoint.h"

#include <simdjson.h>

#include <tl/expected.hpp>

#include <cstdint>
#include <string_view>
#include <utility>

namespace tinyobs::otlpjson {

using Outcome = tl::expected<void, Refusal>;

/// Members that are null count as absent: nothing is called for them.
template <typename Visit>
Outcome eachMember(simdjson::ondemand::object &object, Visit visit)
{
    for (auto item : object) {
        simdjson::ondemand::field field;
        if (const simdjson::error_code error = std::move(item).get(field))
            return notJson(error);
        if (field.value().raw_json_token().starts_with("null"))
            continue;
        if (Outcome visited = visit(field); !visited)
            return visited;
    }
    return {};
}

template <typename Visit>
Outcome eachMember(simdjson::ondemand::value value, Visit visit)
{
    simdjson::ondemand::object object;
    if (const simdjson::error_code error = value.get_object().get(object))
        return notJson(error);
    return eachMember(object, std::move(visit));
}

template <typename Visit>
Outcome eachElement(simdjson::ondemand::value value, Visit visit)
{
    simdjson::ondemand::array array;
    if (const simdjson::error_code error = value.get_array().get(array))
        return notJson(error);
    for (auto item : array) {
        simdjson::ondemand::value element;
        if (const simdjson::error_code error = std::move(item).get(element))
            return notJson(error);
        if (Outcome visited = visit(element); !visited)
            return visited;
    }
    return {};
}

// Each as number or text.
Outcome readNumber(simdjson::ondemand::value value, double &number);
Outcome readUnsigned(simdjson::ondemand::value value, std::uint64_t &number);
Outcome readSigned(simdjson::ondemand::value value, std::int64_t &number);
Outcome readSmall(simdjson::ondemand::value value, std::int32_t &number);
Outcome readText(simdjson::ondemand::value value, std::string_view &text);

/// The text of an array of attributes, and the sum of their hashes.
Outcome readAttributeText(simdjson::ondemand::value value, OtlpText &text, WireHash &hash);

/// Fills a cleared point, of any kind.
Outcome readPoint(simdjson::ondemand::value value, OtlpPoint &point);

/// An array of KeyValue. What is kept lives in the attributes.
Outcome readPairs(simdjson::ondemand::value value, std::size_t mostDepth,
                  OtlpAttributes &attributes);

} // namespace tinyobs::otlpjson
