#include "core/ingest/remotewritehistogram.h"

#include "core/ingest/histogramrows.h"
#include "core/ingest/packedfield.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <string>
#include <utility>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;
using Type = ProtobufType;

constexpr std::uint32_t Count = protobufKey(1, Type::Varint);
constexpr std::uint32_t CountFloat = protobufKey(2, Type::Fixed64);
constexpr std::uint32_t Sum = protobufKey(3, Type::Fixed64);
constexpr std::uint32_t Schema = protobufKey(4, Type::Varint);
constexpr std::uint32_t ZeroThreshold = protobufKey(5, Type::Fixed64);
constexpr std::uint32_t ZeroCount = protobufKey(6, Type::Varint);
constexpr std::uint32_t ZeroCountFloat = protobufKey(7, Type::Fixed64);
constexpr std::uint32_t ResetHintKey = protobufKey(14, Type::Varint);
constexpr std::uint32_t Timestamp = protobufKey(15, Type::Varint);
constexpr std::uint32_t StartTimestamp = protobufKey(17, Type::Varint);
constexpr std::uint32_t LastField = 17;

// Numbers of the repeated fields.
constexpr std::uint32_t NegativeSpans = 8;
constexpr std::uint32_t NegativeDeltas = 9;
constexpr std::uint32_t NegativeCounts = 10;
constexpr std::uint32_t PositiveSpans = 11;
constexpr std::uint32_t PositiveDeltas = 12;
constexpr std::uint32_t PositiveCounts = 13;
constexpr std::uint32_t CustomValues = 16;

/// Of spans, buckets or bounds: senders have hundreds at most.
constexpr std::size_t MostValues = 16 * 1024;

constexpr std::uint32_t SpanOffset = protobufKey(1, Type::Varint);
constexpr std::uint32_t SpanLength = protobufKey(2, Type::Varint);
constexpr std::uint32_t SpanLastField = 2;

Refused refuse(RefusalReason reason, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = 0, .message = ": " + std::move(message)});
}

Refused bad(std::string message)
{
    return refuse(RefusalReason::BadValue, std::move(message));
}

double doubleOf(std::uint64_t bits)
{
    return std::bit_cast<double>(bits);
}

std::int64_t signedOf(std::uint64_t zigzag)
{
    return static_cast<std::int64_t>((zigzag >> 1) ^ (~(zigzag & 1) + 1));
}

bool readDeltas(const ProtobufField &field, std::vector<std::int64_t> &deltas)
{
    return forEachVarint(field, [&deltas](std::uint64_t bits) {
        deltas.push_back(signedOf(bits));
        return deltas.size() <= MostValues;
    });
}

bool readDoubles(const ProtobufField &field, std::vector<double> &values)
{
    return forEachFixed64(field, [&values](std::uint64_t bits) {
        values.push_back(doubleOf(bits));
        return values.size() <= MostValues;
    });
}

} // namespace

void RemoteWriteHistogram::Side::clear()
{
    spans.clear();
    deltas.clear();
    counts.clear();
}

void RemoteWriteHistogram::reset()
{
    m_histogram.schema = 0;
    m_histogram.resetHint = ResetHint::Unknown;
    m_histogram.isFloat = false;
    m_histogram.count = 0;
    m_histogram.sum = 0;
    m_histogram.zeroThreshold = 0;
    m_histogram.zeroCount = 0;
    m_histogram.positive.clear();
    m_histogram.negative.clear();
    m_histogram.bounds.clear();
    m_timeMs = 0;
    m_startMs = 0;
    m_count = 0;
    m_zeroCount = 0;
    m_positive.clear();
    m_negative.clear();
}

RemoteWriteHistogram::Outcome RemoteWriteHistogram::read(std::string_view message)
{
    reset();
    ProtobufReader reader(message);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return refuse(RefusalReason::Syntax, "is not valid protobuf");
        if (Outcome read = readField(field); !read)
            return read;
    }
    if (m_histogram.isStale())
        return {};
    if (Outcome set = setCounts(); !set)
        return set;
    if (Outcome filled = fill(m_negative, m_histogram.negative); !filled)
        return filled;
    if (!m_histogram.isCustom())
        return fill(m_positive, m_histogram.positive);
    if (Outcome filled = fill(m_positive, m_buckets); !filled)
        return filled;
    return spreadCustom();
}

RemoteWriteHistogram::Outcome RemoteWriteHistogram::readField(const ProtobufField &field)
{
    switch (field.key) {
    case Count:
        m_count = field.bits;
        m_histogram.isFloat = false;
        return {};
    case CountFloat:
        m_histogram.count = doubleOf(field.bits);
        m_histogram.isFloat = true;
        return {};
    case Sum:
        m_histogram.sum = doubleOf(field.bits);
        return {};
    case Schema:
        m_histogram.schema = static_cast<int>(
            std::clamp<std::int64_t>(signedOf(field.bits), std::numeric_limits<int>::min(),
                                     std::numeric_limits<int>::max()));
        return {};
    case ZeroThreshold:
        m_histogram.zeroThreshold = doubleOf(field.bits);
        return {};
    case ZeroCount:
        m_zeroCount = field.bits;
        return {};
    case ZeroCountFloat:
        m_histogram.zeroCount = doubleOf(field.bits);
        return {};
    case ResetHintKey:
        if (field.bits > static_cast<std::uint64_t>(ResetHint::Gauge))
            return bad("has the reset hint " + std::to_string(field.bits) + ", expected 0 to 3");
        m_histogram.resetHint = static_cast<ResetHint>(field.bits);
        return {};
    case Timestamp:
        m_timeMs = std::bit_cast<TimeMs>(field.bits);
        return {};
    case StartTimestamp:
        m_startMs = std::bit_cast<TimeMs>(field.bits);
        return {};
    default:
        break;
    }
    if (field.number() > LastField || readRepeated(field))
        return {};
    return refuse(RefusalReason::WrongType, "field " + std::to_string(field.number()) +
                                                " is damaged, has a wrong type or too many values");
}

bool RemoteWriteHistogram::readRepeated(const ProtobufField &field)
{
    switch (field.number()) {
    case NegativeSpans:
        return readSpan(field, m_negative);
    case PositiveSpans:
        return readSpan(field, m_positive);
    case NegativeDeltas:
        return readDeltas(field, m_negative.deltas);
    case PositiveDeltas:
        return readDeltas(field, m_positive.deltas);
    case NegativeCounts:
        return readDoubles(field, m_negative.counts);
    case PositiveCounts:
        return readDoubles(field, m_positive.counts);
    case CustomValues:
        return readDoubles(field, m_histogram.bounds);
    default:
        return false;
    }
}

bool RemoteWriteHistogram::readSpan(const ProtobufField &message, Side &side)
{
    if (message.type() != Type::Bytes || side.spans.size() == MostValues)
        return false;
    Span span;
    ProtobufReader reader(message.bytes);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return false;
        if (field.key == SpanOffset)
            span.offset = static_cast<std::int32_t>(signedOf(field.bits & UINT32_MAX));
        else if (field.key == SpanLength)
            span.length = static_cast<std::uint32_t>(field.bits);
        else if (field.number() <= SpanLastField)
            return false;
    }
    side.spans.push_back(span);
    return true;
}

RemoteWriteHistogram::Outcome RemoteWriteHistogram::setCounts()
{
    if (m_histogram.isFloat)
        return {};
    for (const std::uint64_t count : {m_count, m_zeroCount}) {
        if (std::optional<Refusal> refusal = refusalOfCount(count))
            return Refused(std::move(*refusal));
    }
    m_histogram.count = static_cast<double>(m_count);
    m_histogram.zeroCount = static_cast<double>(m_zeroCount);
    return {};
}

RemoteWriteHistogram::Outcome RemoteWriteHistogram::fill(const Side &side,
                                                         std::vector<HistogramBucket> &buckets)
{
    buckets.clear();
    const std::size_t given = m_histogram.isFloat ? side.counts.size() : side.deltas.size();
    if (!(m_histogram.isFloat ? side.deltas.empty() : side.counts.empty()))
        return bad("has whole counts and fractions");
    std::int64_t index = 0;
    for (std::size_t i = 0; i < side.spans.size(); ++i) {
        const auto [offset, length] = side.spans[i];
        if (i > 0 && offset < 0)
            return bad("has a span that overlaps the one before");
        index += offset;
        // Before anything is made of it: a length may be anything.
        if (length > given - buckets.size())
            return bad("has spans of more buckets than there are counts, " + std::to_string(given));
        if (index < std::numeric_limits<std::int32_t>::min() ||
            index + length > std::numeric_limits<std::int32_t>::max())
            return bad("has a bucket out of range");
        for (std::uint32_t bucket = 0; bucket < length; ++bucket, ++index)
            buckets.push_back({.index = static_cast<std::int32_t>(index), .count = 0});
    }
    if (buckets.size() != given)
        return bad("has spans of " + std::to_string(buckets.size()) + " buckets and counts of " +
                   std::to_string(given));
    return fillCounts(side, buckets);
}

RemoteWriteHistogram::Outcome
RemoteWriteHistogram::fillCounts(const Side &side, std::vector<HistogramBucket> &buckets)
{
    if (m_histogram.isFloat) {
        for (std::size_t i = 0; i < buckets.size(); ++i)
            buckets[i].count = side.counts[i];
        return {};
    }
    std::int64_t count = 0;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        if (__builtin_add_overflow(count, side.deltas[i], &count) || count < 0)
            return bad("has a count below zero in a bucket, or one that cannot be held");
        if (std::optional<Refusal> refusal = refusalOfCount(static_cast<std::uint64_t>(count)))
            return Refused(std::move(*refusal));
        buckets[i].count = static_cast<double>(count);
    }
    return {};
}

/// Those that are not sent are empty: custom buckets are stored all.
RemoteWriteHistogram::Outcome RemoteWriteHistogram::spreadCustom()
{
    const std::size_t buckets = m_histogram.bounds.size() + 1;
    std::vector<HistogramBucket> &all = m_histogram.positive;
    for (std::size_t i = 0; i < buckets; ++i)
        all.push_back({.index = static_cast<std::int32_t>(i), .count = 0});
    for (const HistogramBucket &bucket : m_buckets) {
        if (bucket.index < 0 || static_cast<std::size_t>(bucket.index) >= buckets)
            return bad("has a bucket " + std::to_string(bucket.index) + " and " +
                       std::to_string(buckets - 1) + " custom bounds");
        all[static_cast<std::size_t>(bucket.index)].count = bucket.count;
    }
    return {};
}

} // namespace tinyobs
