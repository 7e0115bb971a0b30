#pragma once

// The side of a binary operator of which at most one element may match: all its rows, and which of
// them can match a signature. Belongs to one query.

#include "core/promql/eval/planner.h"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace tinyobs::promql {

constexpr std::uint32_t NoSeries = ~std::uint32_t(0);

struct Partner
{
    std::uint32_t series = NoSeries; // whose row and labels; none: only what is filled in
};

class OneSide
{
public:
    struct Use
    {
        bool givesLabels = false; // each series has results of its own, else they are merged
        bool isFilled = false;    // signatures without series have a partner too
    };

    OneSide(EvalContext &context, OperatorPtr source)
        : m_source(std::move(source))
        , m_memory(context)
    {
    }

    Operator &source() { return *m_source; }
    const Operator &source() const { return *m_source; }
    /// `signatures` of its series; `count` of both sides.
    Result<void> read(const std::vector<std::uint32_t> &signatures, std::size_t count, Use use,
                      const StepGrid &grid);

    std::span<const Partner> partners(std::uint32_t signature) const
    {
        return std::span(m_partners)
            .subspan(m_first[signature], m_first[signature + 1] - m_first[signature]);
    }
    std::size_t firstPartner(std::uint32_t signature) const { return m_first[signature]; }
    const std::vector<Partner> &allPartners() const { return m_partners; }
    std::uint32_t signatureOf(std::size_t partner) const { return m_signatureOf[partner]; }
    const RowBlock &rows() const { return m_rows; }
    bool hasAny(std::uint32_t signature, std::size_t step) const;

    /// Two series of one signature that have elements at a step where `counts` is true.
    struct Duplicates
    {
        std::uint32_t first = NoSeries;
        std::uint32_t second = NoSeries;
    };
    bool hasDuplicates() const { return !m_duplicates.empty(); }
    const Duplicates *findDuplicates(const std::vector<bool> &counts) const;

private:
    void join(std::span<const std::uint32_t> members, bool merges);

    OperatorPtr m_source;
    MemoryCharge m_memory;
    RowBlock m_rows;
    std::vector<Partner> m_partners;          // in the order of signatures
    std::vector<std::uint32_t> m_signatureOf; // of each partner
    std::vector<std::size_t> m_first;         // by signature, one more than there are
    std::vector<Duplicates> m_duplicates;     // empty: none; else by step
};

/// Whether a row has a float or a histogram at a step.
bool isPresent(const RowBlock &block, std::size_t row, std::size_t step);

} // namespace tinyobs::promql
