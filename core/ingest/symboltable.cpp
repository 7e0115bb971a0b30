#include "core/ingest/symboltable.h"

#include "core/base/release.h"
#include "core/ingest/wirehash.h"

namespace tinyobs {
namespace {

/// Buffers of an unusually large request are given back beyond this.
constexpr std::size_t KeptSymbols = 64 * 1024;

} // namespace

void SymbolTable::add(std::string_view text)
{
    m_texts.push_back(text);
    m_hashes.push_back(wireHash(text));
}

WireHash SymbolTable::hashOf(std::span<const std::uint32_t> numbers) const
{
    // Sums of secret hashes, each times a power of its place: as good as a hash of all the texts
    // and half as dear as one of their hashes.
    constexpr std::uint64_t OddHigh = 0x9e3779b97f4a7c15;
    constexpr std::uint64_t OddLow = 0xc2b2ae3d27d4eb4f;
    WireHash joined;
    for (const std::uint32_t number : numbers) {
        joined.high = joined.high * OddHigh + m_hashes[number].high;
        joined.low = joined.low * OddLow + m_hashes[number].low;
    }
    return joined;
}

void SymbolTable::clear()
{
    m_texts.clear();
    m_hashes.clear();
    if (m_texts.capacity() > KeptSymbols) {
        release(m_texts);
        release(m_hashes);
    }
}

} // namespace tinyobs
