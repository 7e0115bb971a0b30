// Hostile bytes as an integer column, and as the integers of one. What is decoded must come back
// from what the encoder makes of it.

#include "core/encoding/intcolumn.h"

#include <cstdlib>
#include <cstring>

using namespace tinyobs::encoding;

namespace {

constexpr std::size_t MaxValues = 1024;

void checkRoundTrip(const std::vector<std::int64_t> &values)
{
    std::vector<std::uint8_t> bytes;
    encodeIntColumn(values, bytes);
    std::vector<std::int64_t> back(values.size());
    const auto used = decodeIntColumn(bytes, back);
    if (!used || *used != bytes.size() || back != values)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const std::size_t count = (data[0] | std::size_t(data[1]) << 8) % MaxValues;
    const std::span<const std::uint8_t> bytes(data + 2, size - 2);

    std::vector<std::int64_t> values(count);
    if (decodeIntColumn(bytes, values))
        checkRoundTrip(values);

    values.assign(bytes.size() / sizeof(std::int64_t), 0);
    if (!values.empty())
        std::memcpy(values.data(), bytes.data(), values.size() * sizeof(std::int64_t));
    checkRoundTrip(values);
    return 0;
}
