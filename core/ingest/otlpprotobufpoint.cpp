#include "core/ingest/otlpprotobufpoint.h"

#include "core/ingest/otlpprotobuffields.h"
#include "core/ingest/wirehash.h"

#include <bit>
#include <cstring>

namespace tinyobs {

using namespace otlp;

namespace {

double doubleOf(std::uint64_t bits)
{
    return std::bit_cast<double>(bits);
}

double fromInteger(std::uint64_t bits)
{
    return static_cast<double>(std::bit_cast<std::int64_t>(bits));
}

std::int32_t zigzag(std::uint64_t bits)
{
    const auto word = static_cast<std::uint32_t>(bits);
    return std::bit_cast<std::int32_t>((word >> 1) ^ (0U - (word & 1)));
}

template <typename Number>
bool readPacked(std::string_view bytes, std::vector<Number> &numbers)
{
    static_assert(sizeof(Number) == sizeof(std::uint64_t));
    if (bytes.size() % sizeof(Number) != 0)
        return false;
    const std::size_t before = numbers.size();
    numbers.resize(before + bytes.size() / sizeof(Number));
    if (!bytes.empty())
        std::memcpy(numbers.data() + before, bytes.data(), bytes.size());
    return true;
}

std::string hexOf(std::string_view bytes)
{
    constexpr std::string_view Digits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text.append(1, Digits[byte >> 4]).append(1, Digits[byte & 15]);
    }
    return text;
}

/// From the first attribute to the last; whatever stands between them is passed over when they are
/// read.
class AttributeSpan
{
public:
    void add(const char *begin, const char *end)
    {
        m_begin = m_begin ? m_begin : begin;
        m_end = end;
        m_hash = added(m_hash, wireHash({begin, static_cast<std::size_t>(end - begin)}));
    }
    WireHash hash() const { return m_hash; }
    OtlpText text(std::uint32_t field) const
    {
        return {.text = {m_begin, static_cast<std::size_t>(m_end - m_begin)}, .field = field};
    }

private:
    const char *m_begin = nullptr;
    const char *m_end = nullptr;
    WireHash m_hash;
};

bool readExemplar(std::string_view text, OtlpPoint &point)
{
    if (point.exemplars.size() == OtlpPoint::MostExemplars)
        return true;
    constexpr std::size_t LongestId = 16;
    OtlpExemplar read;
    AttributeSpan attributes;
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        const char *const start = reader.position();
        if (!reader.read(field))
            return false;
        if (field.key == exemplar::Time)
            read.timeNs = field.bits;
        else if (field.key == exemplar::AsDouble)
            read.value = doubleOf(field.bits);
        else if (field.key == exemplar::AsInt)
            read.value = fromInteger(field.bits);
        else if (field.key == exemplar::TraceId)
            read.traceId = hexOf(field.bytes.substr(0, LongestId));
        else if (field.key == exemplar::SpanId)
            read.spanId = hexOf(field.bytes.substr(0, LongestId));
        else if (field.key == exemplar::Attribute)
            attributes.add(start, reader.position());
    }
    read.attributes = attributes.text(exemplar::AttributesNumber);
    point.exemplars.push_back(std::move(read));
    return true;
}

/// What all kinds have is read here, the rest of a kind by readOwn(field), which says whether the
/// field is whole.
template <PointFields Fields, typename ReadOwn>
bool readPoint(std::string_view text, OtlpPoint &point, ReadOwn readOwn)
{
    AttributeSpan attributes;
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        const char *const start = reader.position();
        if (!reader.read(field))
            return false;
        bool isWhole = true;
        switch (field.key) {
        case PointFields::Start:
            point.startNs = field.bits;
            break;
        case PointFields::Time:
            point.timeNs = field.bits;
            break;
        case Fields.attribute():
            attributes.add(start, reader.position());
            break;
        case Fields.flags():
            point.flags = static_cast<std::uint32_t>(field.bits);
            break;
        case Fields.exemplar():
            isWhole = readExemplar(field.bytes, point);
            break;
        default:
            isWhole = readOwn(field);
        }
        if (!isWhole)
            return false;
    }
    point.attributes = attributes.text(Fields.attributes);
    point.attributesHash = attributes.hash();
    return true;
}

bool readNumber(std::string_view text, OtlpPoint &point)
{
    return readPoint<number::Fields>(text, point, [&point](const ProtobufField &field) {
        if (field.key == number::AsDouble) {
            point.value = doubleOf(field.bits);
            point.hasValue = true;
        } else if (field.key == number::AsInt) {
            point.value = fromInteger(field.bits);
            point.hasValue = true;
        }
        return true;
    });
}

/// The count and the sum, which three kinds have in common.
bool readTotals(const ProtobufField &field, OtlpPoint &point)
{
    if (field.key == totals::Count) {
        point.count = field.bits;
    } else if (field.key == totals::Sum) {
        point.sum = doubleOf(field.bits);
        point.hasSum = true;
    }
    return true;
}

bool readHistogram(std::string_view text, OtlpPoint &point)
{
    return readPoint<histogram::Fields>(text, point, [&point](const ProtobufField &field) {
        switch (field.key) {
        case histogram::BucketCounts:
            return readPacked(field.bytes, point.counts);
        case histogram::BucketCount:
            point.counts.push_back(field.bits);
            return true;
        case histogram::ExplicitBounds:
            return readPacked(field.bytes, point.bounds);
        case histogram::ExplicitBound:
            point.bounds.push_back(doubleOf(field.bits));
            return true;
        default:
            return readTotals(field, point);
        }
    });
}

bool readBuckets(std::string_view text, OtlpBuckets &read)
{
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd() && read.counts.size() <= OtlpPoint::MostBuckets) {
        if (!reader.read(field))
            return false;
        if (field.key == buckets::Offset) {
            read.offset = zigzag(field.bits);
        } else if (field.key == buckets::Count) {
            read.counts.push_back(field.bits);
        } else if (field.key == buckets::Counts) {
            ProtobufReader packed(field.bytes);
            std::uint64_t count = 0;
            while (!packed.atEnd() && read.counts.size() <= OtlpPoint::MostBuckets) {
                if (!packed.readVarint(count))
                    return false;
                read.counts.push_back(count);
            }
        }
    }
    return true;
}

bool readExponential(std::string_view text, OtlpPoint &point)
{
    return readPoint<exponential::Fields>(text, point, [&point](const ProtobufField &field) {
        switch (field.key) {
        case exponential::Scale:
            point.scale = zigzag(field.bits);
            return true;
        case exponential::ZeroCount:
            point.zeroCount = field.bits;
            return true;
        case exponential::Positive:
            return readBuckets(field.bytes, point.positive);
        case exponential::Negative:
            return readBuckets(field.bytes, point.negative);
        case exponential::ZeroThreshold:
            point.zeroThreshold = doubleOf(field.bits);
            return true;
        default:
            return readTotals(field, point);
        }
    });
}

bool readQuantile(std::string_view text, OtlpPoint &point)
{
    if (point.quantiles.size() > OtlpPoint::MostQuantiles)
        return true;
    auto &[quantile, value] = point.quantiles.emplace_back(0, 0);
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return false;
        if (field.key == quantile::Quantile)
            quantile = doubleOf(field.bits);
        else if (field.key == quantile::Value)
            value = doubleOf(field.bits);
    }
    return true;
}

bool readSummary(std::string_view text, OtlpPoint &point)
{
    return readPoint<summary::Fields>(text, point, [&point](const ProtobufField &field) {
        return field.key == summary::Quantile ? readQuantile(field.bytes, point)
                                              : readTotals(field, point);
    });
}

} // namespace

bool readProtobufPoint(std::string_view message, OtlpKind kind, OtlpPoint &point)
{
    switch (kind) {
    case OtlpKind::Histogram:
        return readHistogram(message, point);
    case OtlpKind::ExponentialHistogram:
        return readExponential(message, point);
    case OtlpKind::Summary:
        return readSummary(message, point);
    default:
        return readNumber(message, point);
    }
}

} // namespace tinyobs
