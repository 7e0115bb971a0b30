#pragma once

// The texts of a remote write 2.0 request, which its series refer to by number. Each is hashed
// once, so that a series' hash depends on what its labels are and not on their numbers. Views point
// into the request. Lives in a decoder.

#include "core/model/labels.h"
#include "core/model/samplebatch.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tinyobs {

class SymbolTable
{
public:
    void add(std::string_view text);
    std::size_t size() const { return m_texts.size(); }
    bool contains(std::uint64_t number) const { return number < m_texts.size(); }
    std::string_view operator[](std::uint64_t number) const { return m_texts[number]; }

    /// Of the texts with these numbers, in this order; all must be there.
    WireHash hashOf(std::span<const std::uint32_t> numbers) const;

    void clear();

private:
    std::vector<std::string_view> m_texts;
    std::vector<WireHash> m_hashes; // by number
};

} // namespace tinyobs
