#pragma once

// Repeated numbers of a protobuf message, whichever way they were written: packed into the bytes of
// one field or each in a field of its own. Plain functions.

#include "core/ingest/protobufreader.h"

namespace tinyobs {

/// Calls take(number) for each. False when the field is damaged or of another type, or when take()
/// has said so.
template <typename Take>
bool forEachVarint(const ProtobufField &field, Take take)
{
    if (field.type() == ProtobufType::Varint)
        return take(field.bits);
    if (field.type() != ProtobufType::Bytes)
        return false;
    ProtobufReader reader(field.bytes);
    std::uint64_t number = 0;
    while (!reader.atEnd()) {
        if (!reader.readVarint(number) || !take(number))
            return false;
    }
    return true;
}

template <typename Take>
bool forEachFixed64(const ProtobufField &field, Take take)
{
    if (field.type() == ProtobufType::Fixed64)
        return take(field.bits);
    std::uint64_t number = 0;
    if (field.type() != ProtobufType::Bytes || field.bytes.size() % sizeof number != 0)
        return false;
    for (std::size_t at = 0; at < field.bytes.size(); at += sizeof number) {
        std::memcpy(&number, field.bytes.data() + at, sizeof number);
        if (!take(number))
            return false;
    }
    return true;
}

} // namespace tinyobs
