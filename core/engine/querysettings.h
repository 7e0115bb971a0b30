#pragma once

// How queries are answered unless they say otherwise, and which experimental parts of the language
// are on. Plain values.

#include "core/base/result.h"
#include "core/promql/query.h"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tinyobs {

struct QuerySettings
{
    std::chrono::milliseconds timeout = std::chrono::minutes(2);
    std::uint64_t maxSamples = 1'000'000'000;
    std::chrono::milliseconds lookback = std::chrono::minutes(5);
    promql::ParseOptions syntax;
};

/// What --enable-feature may name, in Prometheus' words.
struct QueryFeature
{
    std::string_view name;
    bool promql::ParseOptions::*option;
};

std::span<const QueryFeature> queryFeatures();

/// "promql-experimental-functions,promql-duration-expr"; empty for none of them.
Result<promql::ParseOptions> parseFeatures(std::string_view list);
std::string formatFeatures(const promql::ParseOptions &options);

/// A query without a text, limited as the settings say.
promql::Query queryWithin(const QuerySettings &settings);

} // namespace tinyobs
