#pragma once

// The small fields of the formats on disk: little-endian numbers and varints (7 bits a byte, low
// ones first; signed ones as zigzag). The reader checks every step and remembers a failure, so that
// a decoder may ask once per group of fields. Plain values, usable in any thread.

#include "core/encoding/zigzag.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace tinyobs::encoding {

static_assert(std::endian::native == std::endian::little,
              "fields are copied to and from the bytes as they lie in memory");

template <typename Number>
void putFixed(Number value, std::vector<std::uint8_t> &out)
{
    const std::size_t at = out.size();
    out.resize(at + sizeof value);
    std::memcpy(out.data() + at, &value, sizeof value);
}

inline void putVarint(std::uint64_t value, std::vector<std::uint8_t> &out)
{
    for (; value >= 0x80; value >>= 7)
        out.push_back(static_cast<std::uint8_t>(value | 0x80));
    out.push_back(static_cast<std::uint8_t>(value));
}

inline void putSigned(std::int64_t value, std::vector<std::uint8_t> &out)
{
    putVarint(zigzag(value), out);
}

constexpr std::size_t varintBytes(std::uint64_t value)
{
    return (static_cast<std::size_t>(std::bit_width(value | 1)) + 6) / 7;
}

class ByteReader
{
public:
    explicit ByteReader(std::span<const std::uint8_t> bytes)
        : m_bytes(bytes)
    {
    }

    /// A field lay beyond the end or was malformed; what was read since then is 0.
    bool failed() const { return m_failed; }
    std::size_t position() const { return m_at; }
    std::size_t remaining() const { return m_bytes.size() - m_at; }
    std::span<const std::uint8_t> rest() const { return m_bytes.subspan(m_at); }

    /// The next `count` bytes, empty when there are not so many.
    std::span<const std::uint8_t> takeBytes(std::size_t count)
    {
        if (count > remaining()) {
            m_failed = true;
            m_at = m_bytes.size();
            return {};
        }
        m_at += count;
        return m_bytes.subspan(m_at - count, count);
    }

    template <typename Number>
    Number takeFixed()
    {
        Number value{};
        const auto bytes = takeBytes(sizeof value);
        if (!bytes.empty())
            std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }

    std::uint8_t takeByte() { return takeFixed<std::uint8_t>(); }

    std::uint64_t takeVarint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const std::uint64_t byte = takeByte();
            const std::uint64_t bits = byte & 0x7f;
            if (shift == 63 && bits > 1)
                break;
            value |= bits << shift;
            if (byte < 0x80)
                return value;
        }
        m_failed = true;
        return 0;
    }

    std::int64_t takeSigned() { return unzigzag(takeVarint()); }

private:
    std::span<const std::uint8_t> m_bytes;
    std::size_t m_at = 0;
    bool m_failed = false;
};

} // namespace tinyobs::encoding
