#include "core/encoding/bitpacking.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace tinyobs::encoding {
namespace {

static_assert(std::endian::native == std::endian::little, "words are read as they lie in memory");

constexpr std::size_t GroupSize = 8;
constexpr unsigned OneLoadWidth = 56; // with up to 7 bits before it, still within one word

std::uint64_t wordAt(const std::uint8_t *at)
{
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

// Eight numbers are a whole count of bytes at every width, so with a width that the compiler knows
// all their places and shifts are constants: 0.3 instead of 0.6 ns a number.
template <unsigned Width>
void unpackAtWidth(const std::uint8_t *packed, std::span<std::uint64_t> numbers)
{
    constexpr std::uint64_t Mask = ~std::uint64_t(0) >> (64 - Width);
    const std::size_t whole = numbers.size() - numbers.size() % GroupSize;
    for (std::size_t first = 0; first < whole; first += GroupSize) {
        for (unsigned i = 0; i < GroupSize; ++i) {
            numbers[first + i] = (wordAt(packed + i * Width / 8) >> (i * Width % 8)) & Mask;
        }
        packed += Width;
    }
    for (std::size_t i = 0; whole + i < numbers.size(); ++i)
        numbers[whole + i] = (wordAt(packed + i * Width / 8) >> (i * Width % 8)) & Mask;
}

using Unpack = void (*)(const std::uint8_t *packed, std::span<std::uint64_t> numbers);

template <std::size_t... Index>
constexpr std::array<Unpack, sizeof...(Index)> unpackTable(std::index_sequence<Index...>)
{
    return {&unpackAtWidth<Index + 1>...};
}

constexpr auto UnpackTable = unpackTable(std::make_index_sequence<OneLoadWidth>());

// Without care for the end of the bytes.
void unpackWords(const std::uint8_t *packed, unsigned width, std::span<std::uint64_t> numbers)
{
    if (width <= OneLoadWidth)
        return UnpackTable[width - 1](packed, numbers);
    const std::uint64_t mask = ~std::uint64_t(0) >> (64 - width);
    std::size_t bit = 0;
    for (std::uint64_t &number : numbers) {
        const std::uint64_t low = wordAt(packed + bit / 8) >> (bit % 8);
        const std::uint64_t high = std::uint64_t(packed[bit / 8 + 8]) << 1 << (63 - bit % 8);
        number = (low | high) & mask;
        bit += width;
    }
}

} // namespace

void packBits(std::span<const std::uint64_t> numbers, unsigned width,
              std::vector<std::uint8_t> &out)
{
    if (width == 0 || numbers.empty())
        return;
    const std::size_t begin = out.size();
    const std::size_t bytes = packedBytes(numbers.size(), width);
    out.resize(begin + bytes + 8); // the last word may reach beyond the last byte
    std::uint8_t *at = out.data() + begin;
    const std::uint64_t mask = ~std::uint64_t(0) >> (64 - width);
    std::uint64_t word = 0;
    unsigned used = 0;
    for (const std::uint64_t number : numbers) {
        const std::uint64_t bits = number & mask;
        word |= bits << used;
        used += width;
        if (used < 64)
            continue;
        std::memcpy(at, &word, sizeof word);
        at += sizeof word;
        used -= 64;
        word = used == 0 ? 0 : bits >> (width - used);
    }
    std::memcpy(at, &word, sizeof word);
    out.resize(begin + bytes);
}

void unpackBits(std::span<const std::uint8_t> packed, std::size_t readable, unsigned width,
                std::span<std::uint64_t> numbers)
{
    const std::size_t bytes = packedBytes(numbers.size(), width);
    Q_ASSERT(width <= 64 && packed.size() >= bytes && readable >= bytes);
    if (width == 0) {
        std::fill(numbers.begin(), numbers.end(), std::uint64_t(0));
        return;
    }
    if (readable >= bytes + UnpackSlackBytes) {
        unpackWords(packed.data(), width, numbers);
        return;
    }
    // Close to the end of what may be read: the same from a copy, a group at a time.
    std::array<std::uint8_t, GroupSize * 8 + UnpackSlackBytes> copy{};
    for (std::size_t first = 0; first < numbers.size(); first += GroupSize) {
        const auto part = numbers.subspan(first, std::min(GroupSize, numbers.size() - first));
        std::memcpy(copy.data(), packed.data() + first * width / 8,
                    packedBytes(part.size(), width));
        unpackWords(copy.data(), width, part);
    }
}

} // namespace tinyobs::encoding
