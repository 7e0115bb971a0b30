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

WireHash SymbolTable::hashOf(std::span<const std::uint32_t> numbers)
{
    m_joined.clear();
    for (const std::uint32_t number : numbers)
        m_joined.push_back(m_hashes[number]);
    return wireHash(
        {reinterpret_cast<const char *>(m_joined.data()), m_joined.size() * sizeof(WireHash)});
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
