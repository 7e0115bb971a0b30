// Columns of a data file's meta table. A matching checksum is put behind every second input, so
// that what stands before it is decoded as well.

#include "core/encoding/checksum.h"
#include "core/storage/disk/datafilemeta.h"

#include <cstdlib>

using namespace tinyobs;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    constexpr std::size_t Most = 100'000;
    if (size == 0)
        return 0;
    std::vector<std::uint8_t> bytes(data + 1, data + size);
    if (data[0] % 2 == 0)
        encoding::putChecksum(0, bytes);
    const auto numbers = decodeMetaColumn(bytes, Most);
    if (!numbers)
        return 0;
    std::vector<std::uint8_t> again;
    encodeMetaColumn(*numbers, again);
    const auto back = decodeMetaColumn(again, Most);
    if (numbers->size() > Most || !back || *back != *numbers)
        std::abort();
    const auto series = toSeriesSet(*numbers);
    if (series && series->cardinality() != numbers->size())
        std::abort();
    return 0;
}
