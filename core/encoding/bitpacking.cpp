#include "core/encoding/bitpacking.h"

#include <QtGlobal>

#include <array>
#include <bit>
#include <cstring>

namespace tinyobs::encoding {
namespace {

static_assert(std::endian::native == std::endian::little, "words are read as they lie in memory");

constexpr unsigned OneLoadWidth = 56; // with up to 7 bits before it, still within one word

std::uint64_t wordAt(const std::uint8_t *at)
{
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

// Without care for the end of the bytes.
void unpackWords(const std::uint8_t *packed, unsigned width, std::span<std::uint64_t> numbers)
{
    const std::uint64_t mask = ~std::uint64_t(0) >> (64 - width);
    std::size_t bit = 0;
    if (width <= OneLoadWidth) {
        for (std::uint64_t &number : numbers) {
            number = (wordAt(packed + bit / 8) >> (bit % 8)) & mask;
            bit += width;
        }
        return;
    }
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
        std::memset(numbers.data(), 0, numbers.size_bytes());
        return;
    }
    if (readable >= bytes + UnpackSlackBytes) {
        unpackWords(packed.data(), width, numbers);
        return;
    }
    // Close to the end of what may be read: the same from a copy, a few numbers at a time.
    constexpr std::size_t Step = 8; // whole bytes at every width
    std::array<std::uint8_t, Step * 8 + UnpackSlackBytes> copy{};
    for (std::size_t first = 0; first < numbers.size(); first += Step) {
        const auto part = numbers.subspan(first, std::min(Step, numbers.size() - first));
        std::memcpy(copy.data(), packed.data() + first * width / 8,
                    packedBytes(part.size(), width));
        unpackWords(copy.data(), width, part);
    }
}

} // namespace tinyobs::encoding
