// A data point of OTLP in JSON; see otlpjsonvalue.h.

#include "core/ingest/otlpjsonvalue.h"

#include <algorithm>
#include <array>

namespace tinyobs::otlpjson {

using namespace simdjson;

namespace {

// Of all kinds of points; no name means two things.
enum class Member : std::size_t {
    Attributes,
    StartTime,
    Time,
    AsDouble,
    AsInt,
    Exemplars,
    Flags,
    Count,
    Sum,
    BucketCounts,
    ExplicitBounds,
    Scale,
    ZeroCount,
    ZeroThreshold,
    Positive,
    Negative,
    QuantileValues,
    Count_,
};

constexpr std::array<std::string_view, static_cast<std::size_t>(Member::Count_)> MemberNames{
    "attributes",    "startTimeUnixNano", "timeUnixNano",   "asDouble",
    "asInt",         "exemplars",         "flags",          "count",
    "sum",           "bucketCounts",      "explicitBounds", "scale",
    "zeroCount",     "zeroThreshold",     "positive",       "negative",
    "quantileValues"};

/// Hexadecimal digits in lower case; nothing for other text, such as base64.
Outcome readId(ondemand::value value, std::string &id)
{
    constexpr std::size_t Longest = 32;
    constexpr std::string_view Digits = "0123456789abcdef";
    std::string_view text;
    if (Outcome read = readText(value, text); !read)
        return read;
    id = text.substr(0, Longest);
    std::ranges::transform(id, id.begin(), [](char c) {
        return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (id.find_first_not_of(Digits) != std::string::npos)
        id.clear();
    return {};
}

Outcome readInt(ondemand::value value, double &number)
{
    std::int64_t integer = 0;
    Outcome read = readSigned(value, integer);
    number = static_cast<double>(integer);
    return read;
}

Outcome readExemplar(ondemand::value value, OtlpExemplar &exemplar)
{
    return eachMember(value, [&](ondemand::field &field) -> Outcome {
        WireHash hash;
        if (field.key() == "timeUnixNano")
            return readUnsigned(field.value(), exemplar.timeNs);
        if (field.key() == "asDouble")
            return readNumber(field.value(), exemplar.value);
        if (field.key() == "asInt")
            return readInt(field.value(), exemplar.value);
        if (field.key() == "traceId")
            return readId(field.value(), exemplar.traceId);
        if (field.key() == "spanId")
            return readId(field.value(), exemplar.spanId);
        if (field.key() == "filteredAttributes")
            return readAttributeText(field.value(), exemplar.attributes, hash);
        return {};
    });
}

Outcome readExemplars(ondemand::value value, OtlpPoint &point)
{
    return eachElement(value, [&](ondemand::value element) -> Outcome {
        if (point.exemplars.size() == OtlpPoint::MostExemplars)
            return {};
        return readExemplar(element, point.exemplars.emplace_back());
    });
}

Outcome readCounts(ondemand::value value, std::vector<std::uint64_t> &counts)
{
    return eachElement(value, [&](ondemand::value element) -> Outcome {
        if (counts.size() > OtlpPoint::MostBuckets)
            return {};
        return readUnsigned(element, counts.emplace_back());
    });
}

Outcome readBuckets(ondemand::value value, OtlpBuckets &buckets)
{
    return eachMember(value, [&](ondemand::field &field) -> Outcome {
        if (field.key() == "offset")
            return readSmall(field.value(), buckets.offset);
        if (field.key() == "bucketCounts")
            return readCounts(field.value(), buckets.counts);
        return {};
    });
}

Outcome readQuantiles(ondemand::value value, OtlpPoint &point)
{
    return eachElement(value, [&](ondemand::value element) -> Outcome {
        if (point.quantiles.size() > OtlpPoint::MostQuantiles)
            return {};
        auto &quantile = point.quantiles.emplace_back(0, 0);
        return eachMember(element, [&](ondemand::field &field) -> Outcome {
            if (field.key() == "quantile")
                return readNumber(field.value(), quantile.first);
            if (field.key() == "value")
                return readNumber(field.value(), quantile.second);
            return {};
        });
    });
}

Outcome readMember(ondemand::value value, Member member, OtlpPoint &point)
{
    std::uint64_t flags = 0;
    Outcome read;
    switch (member) {
    case Member::Attributes:
        return readAttributeText(value, point.attributes, point.attributesHash);
    case Member::StartTime:
        return readUnsigned(value, point.startNs);
    case Member::Time:
        return readUnsigned(value, point.timeNs);
    case Member::AsDouble:
        point.hasValue = true;
        return readNumber(value, point.value);
    case Member::AsInt:
        point.hasValue = true;
        return readInt(value, point.value);
    case Member::Exemplars:
        return readExemplars(value, point);
    case Member::Flags:
        read = readUnsigned(value, flags);
        point.flags = static_cast<std::uint32_t>(flags);
        return read;
    case Member::Count:
        return readUnsigned(value, point.count);
    case Member::Sum:
        point.hasSum = true;
        return readNumber(value, point.sum);
    case Member::BucketCounts:
        return readCounts(value, point.counts);
    case Member::ExplicitBounds:
        return eachElement(value, [&](ondemand::value element) -> Outcome {
            if (point.bounds.size() > OtlpPoint::MostBuckets)
                return {};
            return readNumber(element, point.bounds.emplace_back());
        });
    case Member::Scale:
        return readSmall(value, point.scale);
    case Member::ZeroCount:
        return readUnsigned(value, point.zeroCount);
    case Member::ZeroThreshold:
        return readNumber(value, point.zeroThreshold);
    case Member::Positive:
        return readBuckets(value, point.positive);
    case Member::Negative:
        return readBuckets(value, point.negative);
    case Member::QuantileValues:
        return readQuantiles(value, point);
    case Member::Count_:
        break;
    }
    return read;
}

} // namespace

Outcome readPoint(ondemand::value value, OtlpPoint &point)
{
    return eachMember(value, [&](ondemand::field &field) -> Outcome {
        const std::size_t member = keyIndex(field, MemberNames);
        if (member == MemberNames.size())
            return {};
        return readMember(field.value(), Member(member), point);
    });
}

} // namespace tinyobs::otlpjson
