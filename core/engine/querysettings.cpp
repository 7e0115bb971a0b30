#include "core/engine/querysettings.h"

#include "core/base/quoted.h"

#include <algorithm>
#include <array>

namespace tinyobs {
namespace {

using promql::ParseOptions;

constexpr std::array<QueryFeature, 4> Features{{
    {"promql-experimental-functions", &ParseOptions::experimentalFunctions},
    {"promql-duration-expr", &ParseOptions::durationExpressions},
    {"promql-extended-range-selectors", &ParseOptions::extendedRanges},
    {"promql-binop-fill-modifiers", &ParseOptions::fillModifiers},
}};

} // namespace

std::span<const QueryFeature> queryFeatures()
{
    return Features;
}

Result<ParseOptions> parseFeatures(std::string_view list)
{
    ParseOptions options;
    while (!list.empty()) {
        const std::string_view name = list.substr(0, list.find(','));
        list.remove_prefix(std::min(name.size() + 1, list.size()));
        const auto *row = std::ranges::find(Features, name, &QueryFeature::name);
        if (row == Features.end()) {
            std::string known;
            for (const QueryFeature &each : Features)
                known += (known.empty() ? "" : ", ") + std::string(each.name);
            return fail(Error::Code::InvalidArgument,
                        quoted(name) + " is not a feature, known are " + known);
        }
        options.*row->option = true;
    }
    return options;
}

std::string formatFeatures(const ParseOptions &options)
{
    std::string list;
    for (const QueryFeature &each : Features) {
        if (options.*each.option)
            list += (list.empty() ? "" : ",") + std::string(each.name);
    }
    return list;
}

promql::Query queryWithin(const QuerySettings &settings)
{
    promql::Query query;
    query.lookbackMs = settings.lookback.count();
    query.limits.samples = settings.maxSamples;
    query.limits.time = settings.timeout;
    query.syntax = settings.syntax;
    return query;
}

} // namespace tinyobs
