#pragma once

// A node of a running query that yields an instant vector: a known list of series, and then their
// rows, block after block in the order of the list, so that nobody has to hold all of them. Belongs
// to one query and to the thread that runs it; what works in parallel does so within next().

#include "core/base/result.h"
#include "core/model/labels.h"
#include "core/promql/values.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tinyobs::promql {

/// by (names) or without (names).
struct Grouping
{
    std::span<const std::string> names;
    bool without = false; // then the metric's name is left out too
};

struct SeriesGroups
{
    std::vector<std::uint32_t> groupOf; // of each series
    std::vector<Labels> labels;         // of each group
};

class Operator
{
public:
    virtual ~Operator() = default;

    /// Series that come; some of them may have no value at any step.
    virtual std::size_t size() const = 0;
    /// Made at each call: ask only for what is shown or compared.
    virtual Labels labels(std::size_t series) const = 0;
    /// Finds the groups, numbered in the order of their first series.
    virtual SeriesGroups group(const Grouping &grouping) const;
    /// Whether no two series become one when they lose the metric's name.
    virtual bool isUniqueWithoutName() const { return false; }
    /// Whether the order of the series is one to show, as of sort().
    virtual bool isOrdered() const { return false; }

    /// The rows of the next series; after the last ones none. Errors end the query.
    virtual Result<void> next(RowBlock &block) = 0;
};

using OperatorPtr = std::unique_ptr<Operator>;

/// Series and their rows as they stand.
struct Rows
{
    std::vector<Labels> labels;
    RowBlock block;
    bool isUniqueWithoutName = false;
    bool isOrdered = false;
};

class EvalContext;

/// Reads all rows of a source. Whoever asks charges the query for them: rowBytes() of its size.
Result<RowBlock> readAll(Operator &source, std::size_t steps);
/// An operator that yields what is there.
OperatorPtr makeRows(EvalContext &context, Rows rows);

} // namespace tinyobs::promql
