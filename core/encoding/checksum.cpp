#include "core/encoding/checksum.h"

#include "core/encoding/bytestream.h"

#include <xxhash.h>

namespace tinyobs::encoding {
namespace {

using Checksum = std::uint32_t;

Checksum checksumOf(std::span<const std::uint8_t> bytes)
{
    return static_cast<Checksum>(XXH3_64bits(bytes.data(), bytes.size()));
}

} // namespace

void putChecksum(std::size_t begin, std::vector<std::uint8_t> &out)
{
    putFixed(checksumOf(std::span(out).subspan(begin)), out);
}

std::optional<std::span<const std::uint8_t>>
verifiedBytes(std::span<const std::uint8_t> bytesAndChecksum)
{
    if (bytesAndChecksum.size() < sizeof(Checksum))
        return std::nullopt;
    const auto bytes = bytesAndChecksum.first(bytesAndChecksum.size() - sizeof(Checksum));
    Checksum stored = 0;
    std::memcpy(&stored, bytes.data() + bytes.size(), sizeof stored);
    return stored == checksumOf(bytes) ? std::optional(bytes) : std::nullopt;
}

} // namespace tinyobs::encoding
