// The attributes in OTLP's protobuf messages (KeyValue, AnyValue); see otlpprotobufpoint.h.

#include "core/ingest/otlpprotobuffields.h"
#include "core/ingest/otlpprotobufpoint.h"

#include <bit>

namespace tinyobs {

using namespace otlp;

namespace {

struct KeyAndValue
{
    std::string_view key;
    std::string_view value; // an AnyValue
};

bool readPair(std::string_view text, KeyAndValue &pair)
{
    pair = {};
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return false;
        if (field.key == keyValue::Key)
            pair.key = field.bytes;
        else if (field.key == keyValue::Value)
            pair.value = field.bytes;
    }
    return true;
}

/// The last field of an AnyValue that is one of ours: it is a oneof. Key 0 when there is none.
bool readAny(std::string_view text, ProtobufField &value)
{
    value = {};
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return false;
        if (field.number() <= 7)
            value = field;
    }
    return true;
}

bool write(std::string_view any, std::size_t depth, OtlpValueWriter &writer);

bool writeArray(std::string_view text, std::size_t depth, OtlpValueWriter &writer)
{
    writer.beginArray();
    ProtobufReader reader(text);
    ProtobufField field;
    while (!reader.atEnd()) {
        if (!reader.read(field) || (field.key == list::Value && !write(field.bytes, depth, writer)))
            return false;
    }
    writer.endArray();
    return true;
}

bool writeMap(std::string_view text, std::size_t depth, OtlpValueWriter &writer)
{
    writer.beginMap();
    ProtobufReader reader(text);
    ProtobufField field;
    KeyAndValue pair;
    while (!reader.atEnd()) {
        if (!reader.read(field))
            return false;
        if (field.key != list::Value)
            continue;
        if (!readPair(field.bytes, pair))
            return false;
        writer.key(pair.key);
        if (!write(pair.value, depth, writer))
            return false;
    }
    writer.endMap();
    return true;
}

bool write(std::string_view any, std::size_t depth, OtlpValueWriter &writer)
{
    ProtobufField value;
    if (depth == 0 || !readAny(any, value))
        return false;
    switch (value.key) {
    case anyValue::String:
        writer.text(value.bytes);
        break;
    case anyValue::Bool:
        writer.boolean(value.bits != 0);
        break;
    case anyValue::Int:
        writer.integer(std::bit_cast<std::int64_t>(value.bits));
        break;
    case anyValue::Double:
        writer.number(std::bit_cast<double>(value.bits));
        break;
    case anyValue::Array:
        return writeArray(value.bytes, depth - 1, writer);
    case anyValue::Map:
        return writeMap(value.bytes, depth - 1, writer);
    case anyValue::BytesValue:
        writer.bytes(value.bytes);
        break;
    default:
        writer.none();
    }
    return true;
}

} // namespace

bool readProtobufAttributes(const OtlpText &text, std::size_t mostDepth, OtlpAttributes &attributes)
{
    const std::uint32_t attribute = protobufKey(text.field, ProtobufType::Bytes);
    ProtobufReader reader(text.text);
    ProtobufField field;
    KeyAndValue pair;
    ProtobufField value;
    while (!reader.atEnd()) {
        if (!reader.read(field) || attributes.all().size() > OtlpAttributes::Most)
            return false;
        if (field.key != attribute)
            continue;
        if (!readPair(field.bytes, pair) || !readAny(pair.value, value))
            return false;
        if (value.key == anyValue::String) { // as most are
            attributes.add(pair.key, value.bytes);
            continue;
        }
        OtlpValueWriter writer;
        if (!write(pair.value, mostDepth, writer))
            return false;
        attributes.add(pair.key, attributes.keep(writer.take()));
    }
    return true;
}

} // namespace tinyobs
