#pragma once

// Which series of two vectors belong together: the labels on which they match, as numbers.

#include "core/promql/eval/planner.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace tinyobs::promql {

class Signatures
{
public:
    explicit Signatures(const VectorMatching &matching)
        : m_matching(matching)
    {
    }

    /// The number of the signature of each series; equal ones of both sides have equal numbers.
    std::vector<std::uint32_t> of(const Operator &source);
    std::size_t size() const { return m_known.size(); }
    /// The labels that make a signature.
    Labels matched(const Labels &labels) const;

private:
    const VectorMatching &m_matching;
    std::unordered_map<std::string, std::uint32_t> m_known;
};

} // namespace tinyobs::promql
