// Hostile bytes as a rollup block, with their own and with a right checksum. What is decoded must
// come back bit for bit.

#include "core/encoding/checksum.h"
#include "core/encoding/rollupblock.h"

#include <cstdlib>
#include <cstring>

using namespace tinyobs;
using namespace tinyobs::encoding;

namespace {

// A constant column of very many rows is a few bytes: worth little to a fuzzer, and slow.
constexpr std::size_t MaxCheckedRows = 2048;

bool sameBits(const std::vector<double> &a, const std::vector<double> &b)
{
    return a.size() == b.size() &&
           (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

void checkRoundTrip(const RollupColumns &rows)
{
    std::vector<std::uint8_t> bytes;
    sealRollup(rows, bytes);
    RollupColumns back;
    if (!openRollup(bytes, back) || back.timesMs != rows.timesMs || back.counts != rows.counts ||
        back.lastMs != rows.lastMs || !sameBits(back.min, rows.min) ||
        !sameBits(back.max, rows.max) || !sameBits(back.sum, rows.sum) ||
        !sameBits(back.last, rows.last) || !sameBits(back.increase, rows.increase))
        std::abort();
}

void check(std::span<const std::uint8_t> bytes)
{
    RollupColumns rows;
    if (!openRollup(bytes, rows)) {
        if (rows.size() != 0)
            std::abort();
    } else if (rows.size() <= MaxCheckedRows) {
        checkRoundTrip(rows);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::vector<std::uint8_t> bytes(data, data + size);
    check(bytes);
    putChecksum(0, bytes);
    check(bytes);
    return 0;
}
