// Hostile bytes through the decoder of series blocks, behind a checksum that is right: what it
// takes must be definitions that the encoder writes and the decoder reads back.

#include "core/encoding/checksum.h"
#include "core/storage/disk/seriesblock.h"

#include <cstdlib>
#include <vector>

using namespace tinyobs;

namespace {

std::vector<SeriesDefinition> definitionsOf(const SeriesBlock &block)
{
    std::vector<SeriesDefinition> definitions;
    for (const SeriesBlock::Entry &entry : block.entries)
        definitions.push_back({entry.series, entry.tenant, block.labelsOf(entry)});
    return definitions;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::vector<std::uint8_t> bytes(data, data + size);
    encoding::putChecksum(0, bytes);
    SeriesBlock block;
    if (!decodeSeriesBlock(bytes, block))
        return 0;
    const std::vector<SeriesDefinition> definitions = definitionsOf(block);
    std::vector<std::uint8_t> again;
    encodeSeriesBlock(definitions, again);
    SeriesBlock back;
    if (!decodeSeriesBlock(again, back) || definitionsOf(back) != definitions)
        std::abort();
    return 0;
}
