#pragma once

// Writes protobuf's wire format, field by field, for the small messages that we answer with. Plain
// functions; what is written is appended.

#include "core/ingest/protobufreader.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tinyobs {

inline void appendVarint(std::string &out, std::uint64_t number)
{
    while (number >= 0x80) {
        out += static_cast<char>(number | 0x80);
        number >>= 7;
    }
    out += static_cast<char>(number);
}

inline void appendNumber(std::string &out, std::uint32_t field, std::uint64_t number)
{
    appendVarint(out, protobufKey(field, ProtobufType::Varint));
    appendVarint(out, number);
}

/// A text, or a message that was written before.
inline void appendBytes(std::string &out, std::uint32_t field, std::string_view bytes)
{
    appendVarint(out, protobufKey(field, ProtobufType::Bytes));
    appendVarint(out, bytes.size());
    out += bytes;
}

} // namespace tinyobs
