#pragma once

// What a journal's records hold: series as they come into being, and samples as the head encodes
// them. Batches are encoded one behind the other; a record holds one or more of them.
//   record   := section* ; a section of kind 0 ends it (the committer's probes are nothing else)
//   section  := u8 0
//             | u8 1, varint series, varint tenant, varint count, pair*     a new series
//             | u8 2, u32 count, sample*                                    samples of a batch
//   pair     := varint n > 0: the pair with number n - 1 of this journal
//             | varint 0, varint size, name, varint size, value: the journal's next pair
//   sample   := varint (zigzag(series - series before) << 1 | startsChunk), bytes
//               startsChunk: a full first sample, else one sample behind the series' last one,
//               both as in core/encoding/headstream.h
// Varints are LEB128, "series before" begins with 0 in each section. The pairs and the positions
// of all series go on from record to record, from the first of the journal to the last.

#include "core/base/result.h"
#include "core/encoding/headstream.h"
#include "core/model/labels.h"
#include "core/model/seriesid.h"
#include "core/storage/chunkwriter.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace tinyobs {

/// Encodes batches. Guarded by the store's lock; one for each journal.
class JournalWriter
{
public:
    /// `pairs` are the numbers that the store gives the series' labels; their text is written once.
    void define(std::uint32_t series, TenantId tenant, std::span<const std::uint32_t> pairs,
                const std::function<LabelView(std::uint32_t)> &textOf);
    void beginSamples();
    void add(std::uint32_t series, const AppendedBytes &sample);
    void endSamples();

    std::span<const std::uint8_t> batch() const { return m_bytes; }
    void clear() { m_bytes.clear(); }

    /// The store's number of a pair now means another one.
    void forgetPair(std::uint32_t pair);
    /// Takes over what the journal's reader has met: pair `pair` of the store is its next one, or
    /// Unknown when the store has no such pair any more.
    void knowPair(std::uint32_t pair);
    std::size_t bytes() const;

    static constexpr std::uint32_t Unknown = 0xffffffff;

private:
    std::vector<std::uint8_t> m_bytes; // of the batch at hand
    std::size_t m_countAt = 0;         // of the section at hand
    std::uint32_t m_count = 0;
    std::uint32_t m_previous = 0;
    std::vector<std::uint32_t> m_numbers; // by the store's pair: the journal's, or Unknown
    std::uint32_t m_pairs = 0;
};

/// Decodes records in their order. Bounds-checked: Corruption says what is wrong.
class JournalReader
{
public:
    struct Visitor
    {
        /// A pair that is met for the first time, by its number within the journal.
        std::function<void(LabelView)> pair;
        /// A new series; its pairs by their numbers within the journal.
        std::function<Result<void>(std::uint32_t series, TenantId tenant,
                                   std::span<const std::uint32_t> pairs)>
            series;
        std::function<void(std::uint32_t series, TimeMs timeMs, double value)> sample;
    };

    explicit JournalReader(Visitor visitor)
        : m_visitor(std::move(visitor))
    {
    }

    Result<void> read(std::span<const std::uint8_t> record);

private:
    class Input;
    Result<void> readSeries(Input &in);
    Result<void> readSamples(Input &in);

    Visitor m_visitor;
    std::uint32_t m_pairs = 0;
    std::vector<encoding::HeadStreamCursor> m_cursors; // by series; of those that have begun
    std::vector<bool> m_begun;
};

} // namespace tinyobs
