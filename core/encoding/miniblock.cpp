#include "core/encoding/miniblock.h"

#include "core/encoding/bitpacking.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace tinyobs::encoding {
namespace {

constexpr unsigned WidthMask = 0x3f;
constexpr unsigned HasPatches = 0x40;
constexpr unsigned HasOwnBase = 0x80;
constexpr unsigned MaxWidth = 63; // wider numbers are patches

constexpr std::size_t patchMapBytes(std::size_t count)
{
    return (count + 7) / 8;
}

constexpr bool patchesAreListed(std::size_t patches, std::size_t count)
{
    return patches < patchMapBytes(count);
}

std::size_t patchBits(std::size_t patches, unsigned patchWidth, std::size_t count)
{
    return 16 + 8 * std::min(patches, patchMapBytes(count)) + patches * patchWidth;
}

constexpr unsigned patchWidthOf(std::uint64_t largest, unsigned width)
{
    return static_cast<unsigned>(std::bit_width((largest >> width) - 1));
}

// Tries every width. The distances' bit widths, counted, say how many patches each would need.
MiniBlockPlan planFor(std::span<const std::uint64_t> distances, std::uint64_t base)
{
    // Two tables: equal widths in a row would wait for each other in one.
    std::array<std::array<std::uint8_t, 72>, 2> widths{};
    std::uint64_t largest = 0;
    for (std::size_t i = 0; i < distances.size(); ++i) {
        ++widths[i % 2][static_cast<std::size_t>(std::bit_width(distances[i]))];
        largest = std::max(largest, distances[i]);
    }
    const auto widest = static_cast<unsigned>(std::bit_width(largest));
    const std::size_t count = distances.size();
    MiniBlockPlan best{.base = base, .bits = ~std::size_t(0)};
    std::size_t patches = 0;
    for (unsigned width = widest;; --width) {
        if (width <= MaxWidth) {
            MiniBlockPlan plan{.base = base, .width = width, .bits = 8 + count * width};
            if (patches > 0) {
                plan.patches = patches;
                plan.bits += patchBits(patches, patchWidthOf(largest, width), count);
            }
            if (plan.bits < best.bits)
                best = plan;
        }
        if (width == 0)
            break;
        patches += std::size_t(widths[0][width]) + widths[1][width];
    }
    return best;
}

void writePatches(const MiniBlockDraft &draft, std::vector<std::uint8_t> &out)
{
    const MiniBlockPlan &plan = draft.plan;
    out.push_back(static_cast<std::uint8_t>(plan.patches - 1));
    std::array<std::uint64_t, MiniBlockSize> patches;
    std::array<std::uint8_t, MiniBlockSize> positions;
    std::array<std::uint8_t, patchMapBytes(MiniBlockSize)> map{};
    std::size_t count = 0;
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < draft.count; ++i) {
        const std::uint64_t high = draft.distances[i] >> plan.width;
        if (high == 0)
            continue;
        map[i / 8] = static_cast<std::uint8_t>(map[i / 8] | 1u << (i % 8));
        positions[count] = static_cast<std::uint8_t>(i);
        patches[count++] = high - 1;
        all |= high - 1;
    }
    const auto width = static_cast<unsigned>(std::bit_width(all));
    out.push_back(static_cast<std::uint8_t>(width));
    if (patchesAreListed(count, draft.count))
        out.insert(out.end(), positions.begin(), positions.begin() + std::ptrdiff_t(count));
    else
        out.insert(out.end(), map.begin(),
                   map.begin() + std::ptrdiff_t(patchMapBytes(draft.count)));
    packBits(std::span(patches).first(count), width, out);
}

bool unpackFrom(ByteReader &in, unsigned width, std::span<std::uint64_t> numbers)
{
    const std::size_t bytes = packedBytes(numbers.size(), width);
    if (bytes > in.remaining())
        return false;
    const std::size_t readable = in.remaining();
    unpackBits(in.takeBytes(bytes), readable, width, numbers);
    return true;
}

bool addListedPatches(std::span<const std::uint64_t> patches, unsigned width,
                      std::span<const std::uint8_t> positions, std::span<std::uint64_t> numbers)
{
    for (std::size_t i = 0; i < patches.size(); ++i) {
        if (positions[i] >= numbers.size())
            return false;
        numbers[positions[i]] += (patches[i] + 1) << width;
    }
    return true;
}

// A branch per number would be mispredicted, so every number takes the next patch or nothing of it.
// `patches` has one number more than the map has bits.
void addMappedPatches(const std::uint64_t *patches, unsigned width,
                      std::span<const std::uint8_t> map, std::span<std::uint64_t> numbers)
{
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::uint64_t bit = (std::uint64_t(map[i / 8]) >> (i % 8)) & 1;
        numbers[i] += ((*patches + 1) << width) & (0 - bit);
        patches += bit;
    }
}

std::size_t bitsIn(std::span<const std::uint8_t> map)
{
    std::size_t bits = 0;
    for (const std::uint8_t byte : map)
        bits += static_cast<std::size_t>(std::popcount(byte));
    return bits;
}

bool readPatches(ByteReader &in, unsigned width, std::span<std::uint64_t> numbers)
{
    const std::size_t count = std::size_t(in.takeByte()) + 1;
    const unsigned patchWidth = in.takeByte();
    if (in.failed() || count > numbers.size() || width + patchWidth > 64)
        return false;
    const bool listed = patchesAreListed(count, numbers.size());
    const auto where = in.takeBytes(listed ? count : patchMapBytes(numbers.size()));
    std::array<std::uint64_t, MiniBlockSize + 1> patches;
    if (in.failed() || !unpackFrom(in, patchWidth, std::span(patches).first(count)))
        return false;
    if (listed)
        return addListedPatches(std::span(patches).first(count), width, where, numbers);
    if (bitsIn(where) != count)
        return false;
    patches[count] = 0;
    addMappedPatches(patches.data(), width, where, numbers);
    return true;
}

std::int64_t middleOfThree(std::int64_t a, std::int64_t b, std::int64_t c)
{
    return std::max(std::min(a, b), std::min(std::max(a, b), c));
}

// Medians of three of medians of three of 27 numbers: close enough to the median, deaf to outliers,
// and without a branch.
std::uint64_t middleOf(std::span<const std::uint64_t> numbers)
{
    std::array<std::int64_t, 27> picked;
    for (std::size_t i = 0; i < picked.size(); ++i)
        picked[i] = static_cast<std::int64_t>(numbers[i * numbers.size() / picked.size()]);
    for (std::size_t left = picked.size() / 3; left > 0; left /= 3) {
        for (std::size_t i = 0; i < left; ++i)
            picked[i] = middleOfThree(picked[3 * i], picked[3 * i + 1], picked[3 * i + 2]);
    }
    return static_cast<std::uint64_t>(picked[0]);
}

void addBase(std::span<std::uint64_t> distances, std::uint64_t base, Distance kind)
{
    if (kind == Distance::Above) {
        for (std::uint64_t &number : distances)
            number += base;
        return;
    }
    for (std::uint64_t &number : distances)
        number = base + ((number >> 1) ^ (~(number & 1) + 1));
}

} // namespace

void MiniBlockDraft::make(std::span<const std::uint64_t> numbers, std::uint64_t base, Distance kind)
{
    count = numbers.size();
    if (kind == Distance::Above) {
        for (std::size_t i = 0; i < count; ++i)
            distances[i] = numbers[i] - base;
    } else {
        for (std::size_t i = 0; i < count; ++i)
            distances[i] = zigzag(static_cast<std::int64_t>(numbers[i] - base));
    }
    plan = planFor(used(), base);
}

std::uint64_t ownBase(std::span<const std::uint64_t> numbers, Distance kind)
{
    if (kind == Distance::Around)
        return middleOf(numbers);
    std::int64_t lowest = std::numeric_limits<std::int64_t>::max();
    for (const std::uint64_t number : numbers)
        lowest = std::min(lowest, static_cast<std::int64_t>(number));
    return static_cast<std::uint64_t>(lowest);
}

void writeMiniBlock(const MiniBlockDraft &draft, std::uint64_t columnBase,
                    std::vector<std::uint8_t> &out)
{
    const MiniBlockPlan &plan = draft.plan;
    const bool own = plan.base != columnBase;
    out.push_back(static_cast<std::uint8_t>(plan.width | (plan.patches > 0 ? HasPatches : 0) |
                                            (own ? HasOwnBase : 0)));
    if (own)
        putSigned(static_cast<std::int64_t>(plan.base - columnBase), out);
    packBits(draft.used(), plan.width, out);
    if (plan.patches > 0)
        writePatches(draft, out);
}

bool readMiniBlock(ByteReader &in, std::uint64_t columnBase, Distance kind,
                   std::span<std::uint64_t> numbers)
{
    const unsigned head = in.takeByte();
    std::uint64_t base = columnBase;
    if (head & HasOwnBase)
        base += static_cast<std::uint64_t>(in.takeSigned());
    if (in.failed())
        return false;
    const unsigned width = head & WidthMask;
    if (!unpackFrom(in, width, numbers))
        return false;
    if ((head & HasPatches) && !readPatches(in, width, numbers))
        return false;
    addBase(numbers, base, kind);
    return true;
}

} // namespace tinyobs::encoding
