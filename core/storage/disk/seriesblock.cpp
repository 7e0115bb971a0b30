#include "core/storage/disk/seriesblock.h"

#include "core/encoding/bytestream.h"
#include "core/encoding/checksum.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <string_view>

namespace tinyobs {
namespace {

constexpr std::uint8_t BlockVersion = 1;
// What the smallest pair and the smallest series take: no count may promise more than is there.
constexpr std::size_t MinPairBytes = 2;
constexpr std::size_t MinSeriesBytes = 3;

/// Numbers distinct pairs in the order in which they are met. An open-addressing table of its own:
/// encoding half a million series looks pairs up millions of times.
class PairNumbers
{
public:
    explicit PairNumbers(std::size_t most)
        : m_slots(std::bit_ceil(2 * most + 1))
    {
    }

    /// By the pair's encoded bytes, which are the same in Labels and in the block.
    std::uint32_t numberOf(std::string_view pair)
    {
        const std::uint64_t hash = XXH3_64bits(pair.data(), pair.size());
        const std::size_t mask = m_slots.size() - 1;
        for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
            Slot &slot = m_slots[at];
            if (slot.pair.empty()) {
                slot = {hash, pair, static_cast<std::uint32_t>(m_pairs.size())};
                m_pairs.push_back(pair);
                return slot.number;
            }
            if (slot.hash == hash && slot.pair == pair)
                return slot.number;
        }
    }

    const std::vector<std::string_view> &pairs() const { return m_pairs; }

private:
    struct Slot
    {
        std::uint64_t hash = 0;
        std::string_view pair; // empty: a free slot
        std::uint32_t number = 0;
    };
    std::vector<Slot> m_slots;
    std::vector<std::string_view> m_pairs;
};

Failure damaged(const char *what)
{
    return fail(Error::Code::Corruption, std::string("series block: ") + what);
}

std::string_view takeText(encoding::ByteReader &reader)
{
    const auto bytes = reader.takeBytes(reader.takeVarint());
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

Result<void> readPairs(encoding::ByteReader &reader, SeriesBlock &out)
{
    const std::uint64_t count = reader.takeVarint();
    if (count > reader.remaining() / MinPairBytes)
        return damaged("promises more label pairs than it holds");
    out.pairs.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string_view name = takeText(reader);
        const std::string_view value = takeText(reader);
        out.pairs.push_back({name, value});
    }
    return reader.failed() ? damaged("ends within a label pair") : Result<void>();
}

Result<void> readEntry(encoding::ByteReader &reader, std::uint64_t series, SeriesBlock &out)
{
    const std::uint64_t tenant = reader.takeVarint();
    const std::uint64_t pairCount = reader.takeVarint();
    if (series > std::numeric_limits<std::uint32_t>::max() ||
        tenant > std::numeric_limits<TenantId>::max() || pairCount > reader.remaining())
        return damaged("a series is out of range");
    const std::size_t firstPair = out.pairIndexes.size();
    for (std::uint64_t i = 0; i < pairCount; ++i) {
        const std::uint64_t pair = reader.takeVarint();
        if (pair >= out.pairs.size())
            return damaged("a series names a label pair that is not there");
        out.pairIndexes.push_back(static_cast<std::uint32_t>(pair));
    }
    out.entries.push_back({static_cast<std::uint32_t>(series), static_cast<TenantId>(tenant),
                           static_cast<std::uint32_t>(firstPair),
                           static_cast<std::uint32_t>(pairCount)});
    return {};
}

Result<void> readEntries(encoding::ByteReader &reader, SeriesBlock &out)
{
    const std::uint64_t count = reader.takeVarint();
    if (count > reader.remaining() / MinSeriesBytes)
        return damaged("promises more series than it holds");
    out.entries.reserve(count);
    out.pairIndexes.reserve(reader.remaining());
    std::uint64_t series = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t step = reader.takeVarint();
        if (i > 0 && step == 0)
            return damaged("a series is there twice");
        if (step > std::numeric_limits<std::uint32_t>::max())
            return damaged("a series is out of range");
        series += step;
        if (Result<void> read = readEntry(reader, series, out); !read)
            return read;
    }
    if (reader.failed())
        return damaged("ends within a series");
    return reader.remaining() == 0 ? Result<void>() : damaged("goes on behind its last series");
}

} // namespace

Labels SeriesBlock::labelsOf(const Entry &entry) const
{
    std::vector<LabelView> views;
    views.reserve(entry.pairCount);
    for (const std::uint32_t pair : pairsOf(entry))
        views.push_back(pairs[pair]);
    return Labels::fromPairs(std::move(views));
}

void encodeSeriesBlock(std::span<const SeriesDefinition> definitions,
                       std::vector<std::uint8_t> &out)
{
    std::size_t mostPairs = 0;
    for (const SeriesDefinition &definition : definitions)
        mostPairs += std::size_t(std::distance(definition.labels.begin(), definition.labels.end()));
    PairNumbers numbers(mostPairs);
    std::vector<std::uint8_t> entries;
    std::vector<std::uint32_t> ofSeries;
    std::uint32_t before = 0;
    for (const SeriesDefinition &definition : definitions) {
        ofSeries.clear();
        const char *begin = definition.labels.bytes().data();
        for (const LabelView label : definition.labels) {
            const char *end = label.value.data() + label.value.size();
            ofSeries.push_back(numbers.numberOf({begin, end}));
            begin = end;
        }
        encoding::putVarint(definition.series - before, entries);
        encoding::putVarint(definition.tenant, entries);
        encoding::putVarint(ofSeries.size(), entries);
        for (const std::uint32_t number : ofSeries)
            encoding::putVarint(number, entries);
        before = definition.series;
    }

    const std::size_t begin = out.size();
    out.push_back(BlockVersion);
    encoding::putVarint(numbers.pairs().size(), out);
    for (const std::string_view pair : numbers.pairs())
        out.insert(out.end(), pair.begin(), pair.end());
    encoding::putVarint(definitions.size(), out);
    out.insert(out.end(), entries.begin(), entries.end());
    encoding::putChecksum(begin, out);
}

Result<void> decodeSeriesBlock(std::span<const std::uint8_t> bytes, SeriesBlock &out)
{
    out.pairs.clear();
    out.entries.clear();
    out.pairIndexes.clear();
    const auto sound = encoding::verifiedBytes(bytes);
    if (!sound)
        return damaged("the checksum does not match");
    encoding::ByteReader reader(*sound);
    if (const std::uint8_t version = reader.takeByte(); version != BlockVersion) {
        return fail(Error::Code::Corruption,
                    "series block: version " + std::to_string(version) + " is not known");
    }
    if (Result<void> read = readPairs(reader, out); !read)
        return read;
    return readEntries(reader, out);
}

} // namespace tinyobs
