// Hostile bytes as a sealed chunk and as statistics, with their own and with a right checksum: the
// decoder behind the checksum must stand by itself. What is decoded must come back bit for bit.

#include "core/encoding/checksum.h"
#include "core/encoding/chunkstatistics.h"
#include "core/encoding/sealedchunk.h"

#include <cstdlib>
#include <cstring>

using namespace tinyobs;
using namespace tinyobs::encoding;

namespace {

bool sameBits(const std::vector<double> &a, const std::vector<double> &b)
{
    return a.size() == b.size() &&
           (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

bool sameBits(double a, double b)
{
    return std::memcmp(&a, &b, sizeof a) == 0;
}

void checkStatistics(const ChunkStatistics &statistics)
{
    std::vector<std::uint8_t> bytes;
    writeStatistics(statistics, bytes);
    const auto back = readStatistics(bytes);
    if (!back || back->samples != statistics.samples || back->firstMs != statistics.firstMs ||
        back->lastMs != statistics.lastMs || !sameBits(back->first, statistics.first) ||
        !sameBits(back->last, statistics.last) || !sameBits(back->min, statistics.min) ||
        !sameBits(back->max, statistics.max) || !sameBits(back->sum, statistics.sum) ||
        !sameBits(back->increase, statistics.increase))
        std::abort();
}

void checkChunk(const SampleColumns &samples)
{
    std::vector<std::uint8_t> bytes;
    sealChunk(samples.timesMs, samples.values, bytes);
    SampleColumns back;
    if (!openChunk(bytes, back) || back.timesMs != samples.timesMs ||
        !sameBits(back.values, samples.values))
        std::abort();
    if (samples.timesMs.front() <= samples.timesMs.back())
        checkStatistics(statisticsOf(samples.timesMs, samples.values));
}

void check(std::span<const std::uint8_t> bytes)
{
    SampleColumns samples;
    if (openChunk(bytes, samples))
        checkChunk(samples);
    else if (samples.size() != 0)
        std::abort();
    if (const auto statistics = readStatistics(bytes))
        checkStatistics(*statistics);
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
