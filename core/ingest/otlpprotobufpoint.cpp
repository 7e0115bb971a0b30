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

bool readNumber(std::string_view text, OtlpPoint &point)
{
    AttributeSpan attributes;
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        const char *const start = reader.position();
        if (!reader.read(field))
            return false;
        switch (field.key) {
        case number::Start:
            point.startNs = field.bits;
            break;
        case number::Time:
            point.timeNs = field.bits;
            break;
        case number::AsDouble:
            point.value = doubleOf(field.bits);
            point.hasValue = true;
            break;
        case number::AsInt:
            point.value = fromInteger(field.bits);
            point.hasValue = true;
            break;
        case number::Exemplar:
            if (!readExemplar(field.bytes, point))
                return false;
            break;
        case number::Attribute:
            attributes.add(start, reader.position());
            break;
        case number::Flags:
            point.flags = static_cast<std::uint32_t>(field.bits);
            break;
        default:
            break;
        }
    }
    point.attributes = attributes.text(number::AttributesNumber);
    point.attributesHash = attributes.hash();
    return true;
}

bool readHistogram(std::string_view text, OtlpPoint &point)
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
        case histogram::Start:
            point.startNs = field.bits;
            break;
        case histogram::Time:
            point.timeNs = field.bits;
            break;
        case histogram::Count:
            point.count = field.bits;
            break;
        case histogram::Sum:
            point.sum = doubleOf(field.bits);
            point.hasSum = true;
            break;
        case histogram::BucketCounts:
            isWhole = readPacked(field.bytes, point.counts);
            break;
        case histogram::BucketCount:
            point.counts.push_back(field.bits);
            break;
        case histogram::ExplicitBounds:
            isWhole = readPacked(field.bytes, point.bounds);
            break;
        case histogram::ExplicitBound:
            point.bounds.push_back(doubleOf(field.bits));
            break;
        case histogram::Exemplar:
            isWhole = readExemplar(field.bytes, point);
            break;
        case histogram::Attribute:
            attributes.add(start, reader.position());
            break;
        case histogram::Flags:
            point.flags = static_cast<std::uint32_t>(field.bits);
            break;
        default:
            break;
        }
        if (!isWhole)
            return false;
    }
    point.attributes = attributes.text(histogram::AttributesNumber);
    point.attributesHash = attributes.hash();
    return true;
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
    AttributeSpan attributes;
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        const char *const start = reader.position();
        if (!reader.read(field))
            return false;
        bool isWhole = true;
        switch (field.key) {
        case exponential::Attribute:
            attributes.add(start, reader.position());
            break;
        case exponential::Start:
            point.startNs = field.bits;
            break;
        case exponential::Time:
            point.timeNs = field.bits;
            break;
        case exponential::Count:
            point.count = field.bits;
            break;
        case exponential::Sum:
            point.sum = doubleOf(field.bits);
            point.hasSum = true;
            break;
        case exponential::Scale:
            point.scale = zigzag(field.bits);
            break;
        case exponential::ZeroCount:
            point.zeroCount = field.bits;
            break;
        case exponential::Positive:
            isWhole = readBuckets(field.bytes, point.positive);
            break;
        case exponential::Negative:
            isWhole = readBuckets(field.bytes, point.negative);
            break;
        case exponential::Flags:
            point.flags = static_cast<std::uint32_t>(field.bits);
            break;
        case exponential::Exemplar:
            isWhole = readExemplar(field.bytes, point);
            break;
        case exponential::ZeroThreshold:
            point.zeroThreshold = doubleOf(field.bits);
            break;
        default:
            break;
        }
        if (!isWhole)
            return false;
    }
    point.attributes = attributes.text(exponential::AttributesNumber);
    point.attributesHash = attributes.hash();
    return true;
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
    AttributeSpan attributes;
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        const char *const start = reader.position();
        if (!reader.read(field))
            return false;
        switch (field.key) {
        case summary::Start:
            point.startNs = field.bits;
            break;
        case summary::Time:
            point.timeNs = field.bits;
            break;
        case summary::Count:
            point.count = field.bits;
            break;
        case summary::Sum:
            point.sum = doubleOf(field.bits);
            break;
        case summary::Quantile:
            if (!readQuantile(field.bytes, point))
                return false;
            break;
        case summary::Attribute:
            attributes.add(start, reader.position());
            break;
        case summary::Flags:
            point.flags = static_cast<std::uint32_t>(field.bits);
            break;
        default:
            break;
        }
    }
    point.attributes = attributes.text(summary::AttributesNumber);
    point.attributesHash = attributes.hash();
    return true;
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
