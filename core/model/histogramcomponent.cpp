#include "core/model/histogramcomponent.h"

#include "core/base/valuetext.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace tinyobs {
namespace {

constexpr unsigned HintBits = 3;
constexpr unsigned FloatFlag = 4;
constexpr unsigned AccumulatedFlag = 8;
constexpr unsigned AllFlags = HintBits | FloatFlag | AccumulatedFlag;

constexpr std::string_view CustomPrefix = "c:";

// Those that are one of a kind, in the order of HistogramPart.
constexpr std::array<std::string_view, 6> Names{"count",          "sum",    "zero",
                                                "zero_threshold", "schema", "flags"};

bool isExponential(HistogramPart part)
{
    return part == HistogramPart::Positive || part == HistogramPart::Negative;
}

/// Takes a number off the front.
template <typename Number>
std::optional<Number> takeNumber(std::string_view &text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc())
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

std::optional<HistogramComponent> bucketOf(std::string_view text)
{
    const HistogramPart part = text[0] == '+' ? HistogramPart::Positive : HistogramPart::Negative;
    text.remove_prefix(1);
    const auto schema = takeNumber<std::int8_t>(text);
    if (!schema || !isExponentialSchema(*schema) || !text.starts_with(':'))
        return std::nullopt;
    text.remove_prefix(1);
    const auto index = takeNumber<std::int32_t>(text);
    if (!index || !text.empty())
        return std::nullopt;
    return HistogramComponent{.part = part, .schema = *schema, .index = *index, .upperBound = 0};
}

std::optional<HistogramComponent> customOf(std::string_view text)
{
    const auto bound = parseValue(text.substr(CustomPrefix.size()));
    if (!bound || std::isnan(*bound))
        return std::nullopt;
    return HistogramComponent{
        .part = HistogramPart::Custom, .schema = 0, .index = 0, .upperBound = *bound};
}

std::optional<HistogramComponent> read(std::string_view text)
{
    if (text.starts_with('+') || text.starts_with('-'))
        return bucketOf(text);
    if (text.starts_with(CustomPrefix))
        return customOf(text);
    const auto name = std::ranges::find(Names, text);
    if (name == Names.end())
        return std::nullopt;
    return HistogramComponent{.part = static_cast<HistogramPart>(name - Names.begin()),
                              .schema = 0,
                              .index = 0,
                              .upperBound = 0};
}

unsigned flagsOf(const NativeHistogram &histogram)
{
    return static_cast<unsigned>(histogram.resetHint) | (histogram.isFloat ? FloatFlag : 0) |
           (histogram.isAccumulated ? AccumulatedFlag : 0);
}

bool setFlags(NativeHistogram &histogram, double value)
{
    if (!(value >= 0 && value <= AllFlags))
        return false;
    const auto flags = static_cast<unsigned>(value);
    histogram.resetHint = static_cast<ResetHint>(flags & HintBits);
    histogram.isFloat = (flags & FloatFlag) != 0;
    histogram.isAccumulated = (flags & AccumulatedFlag) != 0;
    return true;
}

bool setSchema(NativeHistogram &histogram, double value)
{
    if (!(value >= NativeHistogram::CustomSchema && value <= NativeHistogram::MaxSchema))
        return false;
    histogram.schema = static_cast<int>(value);
    return histogram.isCustom() || isExponentialSchema(histogram.schema);
}

/// Everything that is one of a kind. False when there is no count, or a value is out of its range.
bool setSingles(NativeHistogram &histogram, std::span<const HistogramValue> values)
{
    bool hasCount = false;
    for (const auto &[component, value] : values) {
        if (component.part == HistogramPart::Count) {
            histogram.count = value;
            hasCount = true;
        } else if (component.part == HistogramPart::Sum) {
            histogram.sum = value;
        } else if (component.part == HistogramPart::ZeroCount) {
            histogram.zeroCount = value;
        } else if (component.part == HistogramPart::ZeroThreshold) {
            histogram.zeroThreshold = value;
        } else if (component.part == HistogramPart::Schema && !setSchema(histogram, value)) {
            return false;
        } else if (component.part == HistogramPart::Flags && !setFlags(histogram, value)) {
            return false;
        }
    }
    return hasCount;
}

void setCustom(NativeHistogram &histogram, std::span<const HistogramValue> values)
{
    std::vector<HistogramValue> buckets;
    std::ranges::copy_if(values, std::back_inserter(buckets), [](const HistogramValue &each) {
        return each.component.part == HistogramPart::Custom;
    });
    std::ranges::sort(buckets, {}, [](const HistogramValue &e) { return e.component.upperBound; });
    for (const auto &[component, value] : buckets) {
        const auto index = static_cast<std::int32_t>(histogram.positive.size());
        histogram.positive.push_back({.index = index, .count = value});
        if (std::isfinite(component.upperBound))
            histogram.bounds.push_back(component.upperBound);
    }
}

int coarsestSchema(int schema, std::span<const HistogramValue> values)
{
    for (const auto &[component, value] : values) {
        if (isExponential(component.part))
            schema = std::min(schema, int(component.schema));
    }
    return schema;
}

/// Adds up those of one index: they came from several of a finer schema.
void sortBuckets(std::vector<HistogramBucket> &buckets)
{
    std::ranges::sort(buckets, {}, &HistogramBucket::index);
    std::size_t kept = 0;
    for (std::size_t i = 1; i < buckets.size(); ++i) {
        if (buckets[i].index == buckets[kept].index)
            buckets[kept].count += buckets[i].count;
        else
            buckets[++kept] = buckets[i];
    }
    if (!buckets.empty())
        buckets.resize(kept + 1);
}

void setExponential(NativeHistogram &histogram, std::span<const HistogramValue> values)
{
    if (histogram.isAccumulated)
        histogram.schema = coarsestSchema(histogram.schema, values);
    for (const auto &[component, value] : values) {
        if (!isExponential(component.part))
            continue;
        const int by = component.schema - histogram.schema;
        if (by != 0 && !histogram.isAccumulated)
            continue;
        const bool isPositive = component.part == HistogramPart::Positive;
        (isPositive ? histogram.positive : histogram.negative)
            .push_back({.index = coarserIndex(component.index, by), .count = value});
    }
    sortBuckets(histogram.positive);
    sortBuckets(histogram.negative);
}

} // namespace

bool isCounted(HistogramPart part)
{
    return part != HistogramPart::ZeroThreshold && part != HistogramPart::Schema &&
           part != HistogramPart::Flags;
}

std::string toText(const HistogramComponent &component)
{
    if (component.part == HistogramPart::Custom) {
        std::string text(CustomPrefix);
        appendValue(text, component.upperBound);
        return text;
    }
    if (!isExponential(component.part))
        return std::string(Names[static_cast<std::size_t>(component.part)]);
    std::string text(component.part == HistogramPart::Positive ? "+" : "-");
    appendInteger(text, component.schema);
    text += ':';
    appendInteger(text, component.index);
    return text;
}

std::optional<HistogramComponent> histogramComponentOf(std::string_view text)
{
    const std::optional<HistogramComponent> component = read(text);
    return component && toText(*component) == text ? component : std::nullopt;
}

Labels withComponent(const Labels &series, const HistogramComponent &component)
{
    std::vector<LabelView> pairs(series.begin(), series.end());
    const std::string text = toText(component);
    pairs.push_back({HistogramLabel, text});
    return Labels::fromPairs(std::move(pairs));
}

void takeApart(const NativeHistogram &histogram, std::vector<HistogramValue> &out)
{
    const auto add = [&out](HistogramPart part, double value) {
        out.push_back({{.part = part, .schema = 0, .index = 0, .upperBound = 0}, value});
    };
    if (histogram.isStale()) {
        add(HistogramPart::Count, histogram.sum);
        add(HistogramPart::Sum, histogram.sum);
        return;
    }
    add(HistogramPart::Count, histogram.count);
    add(HistogramPart::Sum, histogram.sum);
    add(HistogramPart::Schema, histogram.schema);
    if (const unsigned flags = flagsOf(histogram); flags != 0)
        add(HistogramPart::Flags, flags);
    if (histogram.isCustom()) {
        constexpr double Rest = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < histogram.positive.size(); ++i) {
            add(HistogramPart::Custom, histogram.positive[i].count);
            out.back().component.upperBound =
                i < histogram.bounds.size() ? histogram.bounds[i] : Rest;
        }
        return;
    }
    add(HistogramPart::ZeroCount, histogram.zeroCount);
    add(HistogramPart::ZeroThreshold, histogram.zeroThreshold);
    const auto schema = static_cast<std::int8_t>(histogram.schema);
    for (const auto &[index, count] : histogram.positive)
        out.push_back({{HistogramPart::Positive, schema, index, 0}, count});
    for (const auto &[index, count] : histogram.negative)
        out.push_back({{HistogramPart::Negative, schema, index, 0}, count});
}

std::optional<NativeHistogram> assemble(std::span<const HistogramValue> values)
{
    NativeHistogram histogram;
    if (!setSingles(histogram, values))
        return std::nullopt;
    if (histogram.isStale())
        return NativeHistogram::stale();
    if (histogram.isCustom())
        setCustom(histogram, values);
    else
        setExponential(histogram, values);
    return histogram;
}

} // namespace tinyobs
