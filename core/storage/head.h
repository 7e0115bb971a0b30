#pragma once

// What the store's lock guards, in one place: the series, the generations with their newest
// samples, the bytes for the journal, and the counts. A struct of parts with the few steps that
// touch several of them at once.

#include "core/storage/changedset.h"
#include "core/storage/exemplarring.h"
#include "core/storage/generation.h"
#include "core/storage/journalrecord.h"
#include "core/storage/reclaimer.h"
#include "core/storage/seriestable.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace tinyobs {

/// Where a series stands: its samples and the newest of them, in files and in the head.
struct SeriesState
{
    std::uint64_t samples = 0;
    TimeMs newestMs = Series::Never;
    double newest = 0;
    bool knowsNewest = false; // else the value has to be read from the data files
};

class Head
{
public:
    Head(Epoch epoch, std::size_t maxExemplars);

    void append(std::uint32_t series, TimeMs timeMs, double value);
    /// Makes a series and writes its definition for the journal.
    std::uint32_t create(const Labels &labels, TenantId tenant);
    /// Forgets series that have samples nowhere.
    void remove(std::uint32_t series);
    /// Frees what no snapshot reads any more.
    void reclaim();

    /// The current generation becomes the newest frozen one.
    void freeze(Epoch next);

    Generation &current() { return *m_generations.back(); }
    const Generation &current() const { return *m_generations.back(); }
    /// Oldest first; the last one takes appends.
    const std::vector<std::shared_ptr<Generation>> &generations() const { return m_generations; }
    void replaceGenerations(std::vector<std::shared_ptr<Generation>> generations);
    /// Lets go of the oldest generation: its samples are in data files.
    std::shared_ptr<Generation> dropOldest();

    SeriesState stateOf(std::uint32_t series) const;
    TimeMs newestMsOf(std::uint32_t series) const;
    std::uint64_t samplesOf(std::uint32_t series) const;
    /// Samples in all generations.
    std::uint64_t samples() const;

    /// What the budget counts.
    std::size_t bytes() const { return seriesBytes() + generationBytes(); }
    /// The part of bytes() that is there for the series, whatever their samples.
    std::size_t seriesBytes() const;
    std::size_t generationBytes() const;

    SeriesTable series;
    Reclaimer reclaimer;
    ChangedSet changed;
    ExemplarRing exemplars;
    JournalWriter journal;
    bool isJournaling = false; // else nobody wants the journal's bytes
    std::uint64_t appended = 0;

private:
    std::vector<std::shared_ptr<Generation>> m_generations;
};

} // namespace tinyobs
