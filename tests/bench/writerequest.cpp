#include "tests/bench/writerequest.h"

#include "core/ingest/protobufreader.h"

#include <snappy.h>

#include <bit>
#include <cstring>

namespace tinyobs::bench {
namespace {

void appendVarint(std::string &out, std::uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        out.push_back(static_cast<char>(number | 0x80));
    out.push_back(static_cast<char>(number));
}

std::string keyOf(std::uint32_t number, ProtobufType type)
{
    std::string out;
    appendVarint(out, protobufKey(number, type));
    return out;
}

} // namespace

std::string varintBytes(std::uint64_t number)
{
    std::string out;
    appendVarint(out, number);
    return out;
}

std::string bytesField(std::uint32_t number, std::string_view content)
{
    std::string out = keyOf(number, ProtobufType::Bytes);
    appendVarint(out, content.size());
    out += content;
    return out;
}

std::string varintField(std::uint32_t number, std::uint64_t content)
{
    std::string out = keyOf(number, ProtobufType::Varint);
    appendVarint(out, content);
    return out;
}

std::string fixed64Field(std::uint32_t number, std::uint64_t content)
{
    std::string out = keyOf(number, ProtobufType::Fixed64);
    char bytes[sizeof content];
    std::memcpy(bytes, &content, sizeof content);
    out.append(bytes, sizeof bytes);
    return out;
}

std::string labelField(std::string_view name, std::string_view value)
{
    return bytesField(1, bytesField(1, name) + bytesField(2, value));
}

std::string labelFields(const Labels &labels)
{
    std::string out;
    for (const LabelView label : labels)
        out += labelField(label.name, label.value);
    return out;
}

std::string sampleField(double value, TimeMs timeMs)
{
    return bytesField(2, fixed64Field(1, std::bit_cast<std::uint64_t>(value)) +
                             varintField(2, std::bit_cast<std::uint64_t>(timeMs)));
}

std::string seriesField(std::string_view fields)
{
    return bytesField(1, fields);
}

std::string metadataField(std::string_view metric, std::string_view help)
{
    return bytesField(3, varintField(1, 1) + bytesField(2, metric) + bytesField(4, help));
}

std::string snappyOf(std::string_view plain)
{
    std::string packed;
    snappy::Compress(plain.data(), plain.size(), &packed);
    return packed;
}

} // namespace tinyobs::bench
