#pragma once

// Label names, values and who carries them. A name-value pair is interned once and has a number; a
// series is a list of such numbers, and every pair knows its series (its posting). Guarded by the
// store's lock, except view(): the text of a pair that a snapshot pins is read without it.

#include "core/model/labels.h"
#include "core/storage/idtable.h"
#include "core/storage/posting.h"
#include "core/storage/slabs.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

class Reclaimer;

class LabelIndex
{
public:
    static constexpr std::uint32_t None = IdTable::None;

    /// The pair's number or None.
    std::uint32_t findPair(std::string_view name, std::string_view value) const;
    /// Finds or makes the pair.
    std::uint32_t intern(LabelView label);

    void addSeries(std::span<const std::uint32_t> pairs, std::uint32_t series);
    /// Pairs and names that lose their last series are unlinked and handed to the reclaimer.
    void removeSeries(std::span<const std::uint32_t> pairs, std::uint32_t series,
                      Reclaimer &reclaimer);
    void destroyPair(std::uint32_t pair);
    void destroyName(std::uint32_t name);

    LabelView view(std::uint32_t pair) const
    {
        return {m_names[m_pairs[pair].name].text, m_pairs[pair].value};
    }
    const Posting &posting(std::uint32_t pair) const { return m_pairs[pair].posting; }
    /// All pairs of a name, in no order; empty when nobody has the label.
    std::span<const std::uint32_t> pairsOf(std::string_view name) const;

    /// Of all labels, in no order.
    std::vector<std::string> names() const;

    std::size_t bytes() const;
    /// What one more series with this label adds to bytes().
    std::size_t costOf(LabelView label) const;

private:
    struct Name
    {
        std::string text;
        std::vector<std::uint32_t> pairs;
    };
    struct Pair
    {
        std::string value;
        std::uint32_t name = 0;
        std::uint32_t place = 0; // in its name's list
        Posting posting;
    };

    static std::uint32_t hashOf(std::string_view text, std::uint64_t seed);
    std::uint32_t findName(std::string_view name) const;
    std::uint32_t findValue(std::uint32_t name, std::string_view value) const;
    void unlinkPair(std::uint32_t pair, Reclaimer &reclaimer);

    SlotPool<Name> m_names;
    SlotPool<Pair> m_pairs;
    IdTable m_nameTable;
    IdTable m_pairTable;
    std::size_t m_textBytes = 0;      // outside the slots
    std::size_t m_postingEntries = 0; // over all pairs
};

} // namespace tinyobs
