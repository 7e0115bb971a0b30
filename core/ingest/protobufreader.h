#pragma once

// Walks over the fields of one protobuf message where they stand. Bytes are hostile: nothing is
// read beyond the message, and groups, which nobody sends any more, count as damage. Plain object,
// one thread; views point into the message.
//
// A message is a run of fields, each
//   varint number << 3 | wire type, then by wire type
//   0: varint | 1: 8 bytes | 2: varint length, that many bytes | 5: 4 bytes, little-endian

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tinyobs {

static_assert(std::endian::native == std::endian::little, "fixed-width fields are copied");

enum class ProtobufType : unsigned char { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

/// What stands in front of a field of this number and type.
constexpr std::uint32_t protobufKey(std::uint32_t number, ProtobufType type)
{
    return number << 3 | static_cast<std::uint32_t>(type);
}

struct ProtobufField
{
    std::uint32_t key = 0;
    std::uint64_t bits = 0; // of every type but Bytes
    std::string_view bytes;

    std::uint32_t number() const { return key >> 3; }
    ProtobufType type() const { return static_cast<ProtobufType>(key & 7); }
};

class ProtobufReader
{
public:
    explicit ProtobufReader(std::string_view message)
        : m_at(message.data())
        , m_end(message.data() + message.size())
    {
    }

    bool atEnd() const { return m_at == m_end; }
    /// Where the next field begins, or where the damaged one does.
    const char *position() const { return m_at; }

    /// The next field, whatever its type. False when it is damaged: then the position stays.
    bool read(ProtobufField &field)
    {
        const char *const start = m_at;
        std::uint64_t key = 0;
        if (readVarint(key) && key >= 8 && key <= UINT32_MAX) {
            field.key = static_cast<std::uint32_t>(key);
            if (readContent(static_cast<ProtobufType>(key & 7), field))
                return true;
        }
        m_at = start;
        return false;
    }

    /// A bare number, of those that stand packed in the bytes of one field.
    bool readVarint(std::uint64_t &number)
    {
        if (m_at != m_end && static_cast<unsigned char>(*m_at) < 0x80) { // as most are
            number = static_cast<unsigned char>(*m_at++);
            return true;
        }
        return readLongVarint(number);
    }

private:
    std::size_t left() const { return static_cast<std::size_t>(m_end - m_at); }

    bool readContent(ProtobufType type, ProtobufField &field)
    {
        switch (type) {
        case ProtobufType::Varint:
            return readVarint(field.bits);
        case ProtobufType::Fixed64:
            return readFixed<std::uint64_t>(field.bits);
        case ProtobufType::Bytes:
            return readBytes(field.bytes);
        case ProtobufType::Fixed32:
            return readFixed<std::uint32_t>(field.bits);
        }
        return false;
    }

    bool readLongVarint(std::uint64_t &number)
    {
        constexpr unsigned MostBits = 64;
        number = 0;
        for (unsigned shift = 0; m_at != m_end && shift < MostBits; shift += 7) {
            const auto byte = static_cast<unsigned char>(*m_at++);
            number |= std::uint64_t(byte & 0x7f) << shift;
            if (byte < 0x80)
                return true;
        }
        return false;
    }

    template <typename Width>
    bool readFixed(std::uint64_t &bits)
    {
        if (left() < sizeof(Width))
            return false;
        Width fixed = 0;
        std::memcpy(&fixed, m_at, sizeof(Width));
        m_at += sizeof(Width);
        bits = fixed;
        return true;
    }

    bool readBytes(std::string_view &bytes)
    {
        std::uint64_t size = 0;
        if (!readVarint(size) || size > left())
            return false;
        bytes = {m_at, static_cast<std::size_t>(size)};
        m_at += size;
        return true;
    }

    const char *m_at;
    const char *m_end;
};

} // namespace tinyobs
