#include "core/ingest/expositionpush.h"

#include "core/base/quoted.h"
#include "core/base/valuetext.h"
#include "core/ingest/expositiondecoder.h"

#include <string>
#include <unordered_map>
#include <utility>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;
using Outcome = tl::expected<void, Refusal>;

Refused refuse(RefusalReason reason, std::size_t line, const std::string &message)
{
    return Refused(Refusal{
        .reason = reason, .row = line, .message = "line " + std::to_string(line) + ": " + message});
}

/// The line on which each metric's first sample stands.
using FirstLines = std::unordered_map<std::string_view, std::size_t>;

Outcome checkTypes(std::span<const TypeLine> types, const FirstLines &firstLines)
{
    std::unordered_map<std::string_view, std::size_t> typedOn;
    for (const TypeLine &each : types) {
        const auto [first, isNew] = typedOn.try_emplace(each.metric, each.line);
        if (!isNew)
            return refuse(RefusalReason::WrongType, each.line,
                          "metric " + quoted(each.metric) + " has its type on line " +
                              std::to_string(first->second) + " already");
        for (const std::string_view suffix : {"", "_sum", "_count", "_bucket"}) {
            const auto sample = firstLines.find(std::string(each.metric).append(suffix));
            const bool isOwn = suffix.empty() || each.type == MetricType::Histogram ||
                               each.type == MetricType::Summary;
            if (isOwn && sample != firstLines.end() && sample->second < each.line)
                return refuse(RefusalReason::WrongType, each.line,
                              "type of metric " + quoted(each.metric) +
                                  " is said behind its first sample on line " +
                                  std::to_string(sample->second));
        }
    }
    return {};
}

/// Whether a bucket of a histogram has a bound that is a number.
Outcome checkBound(const Labels &labels, std::size_t line,
                   const std::unordered_map<std::string_view, MetricType> &typeOf)
{
    constexpr std::string_view Suffix = "_bucket";
    std::string_view metric = labels.metricName();
    if (!metric.ends_with(Suffix))
        return {};
    metric.remove_suffix(Suffix.size());
    const auto type = typeOf.find(metric);
    if (type == typeOf.end() || type->second != MetricType::Histogram)
        return {};
    const std::string_view bound = labels.value("le");
    if (parseValue(bound))
        return {};
    return refuse(RefusalReason::BadLabel, line,
                  "bound " + quoted(bound) + " of histogram " + quoted(metric) +
                      " (label 'le') is not a number");
}

} // namespace

Outcome checkPushed(const ExpositionDecoder &document, std::span<const TypeLine> types)
{
    FirstLines firstLines;
    std::unordered_map<std::string, std::size_t> lineOf; // of each series
    std::unordered_map<std::string_view, MetricType> typeOf;
    for (const TypeLine &each : types)
        typeOf.emplace(each.metric, each.type);
    for (std::size_t row = 0; row < document.rows(); ++row) {
        const std::size_t line = document.documentIndex(row);
        firstLines.try_emplace(metricNameOf(document.series(row)), line);
        auto labels = document.labels(row);
        if (!labels) {
            labels.error().message = document.messageOf(labels.error());
            return Refused(std::move(labels.error()));
        }
        if (auto bounded = checkBound(*labels, line, typeOf); !bounded)
            return bounded;
        const auto [first, isNew] = lineOf.try_emplace(labels->bytes(), line);
        if (!isNew)
            return refuse(RefusalReason::BadLabel, line,
                          "series " + quoted(labels->toString(), 256) + " stands on line " +
                              std::to_string(first->second) + " already");
    }
    return checkTypes(types, firstLines);
}

} // namespace tinyobs
