#include "core/storage/labelindex.h"

#include "core/storage/reclaimer.h"

#include <xxhash.h>

namespace tinyobs {
namespace {

// What a posting takes per entry once it is a bitmap: two bytes in sparse containers, their slack
// and heads counted in. An upper bound for all but the most scattered sets.
constexpr std::size_t PostingEntryBytes = 4;

std::size_t heapBytes(const std::string &text)
{
    return text.capacity() > 15 ? text.capacity() + 1 : 0;
}

} // namespace

std::uint32_t LabelIndex::hashOf(std::string_view text, std::uint64_t seed)
{
    return static_cast<std::uint32_t>(XXH3_64bits_withSeed(text.data(), text.size(), seed));
}

std::uint32_t LabelIndex::findName(std::string_view name) const
{
    return m_nameTable.find(hashOf(name, 0),
                            [&](std::uint32_t id) { return m_names[id].text == name; });
}

std::uint32_t LabelIndex::findValue(std::uint32_t name, std::string_view value) const
{
    return m_pairTable.find(hashOf(value, name), [&](std::uint32_t id) {
        return m_pairs[id].name == name && m_pairs[id].value == value;
    });
}

std::uint32_t LabelIndex::findPair(std::string_view name, std::string_view value) const
{
    const std::uint32_t nameId = findName(name);
    return nameId == None ? None : findValue(nameId, value);
}

std::uint32_t LabelIndex::intern(LabelView label)
{
    std::uint32_t nameId = findName(label.name);
    if (nameId == None) {
        nameId = m_names.make();
        m_names[nameId].text = label.name;
        m_textBytes += heapBytes(m_names[nameId].text);
        m_nameTable.insert(hashOf(label.name, 0), nameId);
    }
    std::uint32_t pairId = findValue(nameId, label.value);
    if (pairId == None) {
        pairId = m_pairs.make();
        Name &name = m_names[nameId];
        Pair &pair = m_pairs[pairId];
        pair.value = label.value;
        pair.name = nameId;
        pair.place = static_cast<std::uint32_t>(name.pairs.size());
        name.pairs.push_back(pairId);
        m_textBytes += heapBytes(pair.value) + sizeof(std::uint32_t);
        m_pairTable.insert(hashOf(label.value, nameId), pairId);
    }
    return pairId;
}

void LabelIndex::addSeries(std::span<const std::uint32_t> pairs, std::uint32_t series)
{
    for (const std::uint32_t pair : pairs)
        m_pairs[pair].posting.add(series);
    m_postingEntries += pairs.size();
}

void LabelIndex::removeSeries(std::span<const std::uint32_t> pairs, std::uint32_t series,
                              Reclaimer &reclaimer)
{
    for (const std::uint32_t pair : pairs) {
        m_pairs[pair].posting.remove(series);
        if (m_pairs[pair].posting.isEmpty())
            unlinkPair(pair, reclaimer);
    }
    m_postingEntries -= pairs.size();
}

void LabelIndex::unlinkPair(std::uint32_t pairId, Reclaimer &reclaimer)
{
    const Pair &pair = m_pairs[pairId];
    Name &name = m_names[pair.name];
    m_pairTable.erase(hashOf(pair.value, pair.name), pairId);
    name.pairs[pair.place] = name.pairs.back();
    m_pairs[name.pairs[pair.place]].place = pair.place;
    name.pairs.pop_back();
    m_textBytes -= heapBytes(pair.value) + sizeof(std::uint32_t);
    reclaimer.retire(Retired::Kind::Pair, pairId);
    if (!name.pairs.empty())
        return;
    m_nameTable.erase(hashOf(name.text, 0), pair.name);
    m_textBytes -= heapBytes(name.text);
    reclaimer.retire(Retired::Kind::Name, pair.name);
}

void LabelIndex::destroyPair(std::uint32_t pair)
{
    m_pairs.destroy(pair);
}

void LabelIndex::destroyName(std::uint32_t name)
{
    m_names.destroy(name);
}

std::span<const std::uint32_t> LabelIndex::pairsOf(std::string_view name) const
{
    const std::uint32_t nameId = findName(name);
    if (nameId == None)
        return {};
    return m_names[nameId].pairs;
}

std::vector<std::string> LabelIndex::names() const
{
    std::vector<std::string> all;
    for (std::uint32_t name = 0; name < m_names.end(); ++name) {
        if (m_names.isMade(name) && !m_names[name].pairs.empty())
            all.push_back(m_names[name].text);
    }
    return all;
}

std::size_t LabelIndex::bytes() const
{
    return m_names.count() * sizeof(Name) + m_pairs.count() * sizeof(Pair) + m_textBytes +
           m_postingEntries * PostingEntryBytes + m_nameTable.bytes() + m_pairTable.bytes();
}

std::size_t LabelIndex::costOf(LabelView label) const
{
    if (findPair(label.name, label.value) != None)
        return PostingEntryBytes;
    const std::size_t text = label.value.size() > 15 ? label.value.size() + 1 : 0;
    return PostingEntryBytes + sizeof(Pair) + 16 + sizeof(std::uint32_t) + text;
}

} // namespace tinyobs
