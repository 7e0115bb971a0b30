#pragma once

// Matchers -> set of series. Testing a regular expression on thousands of values takes a
// millisecond, so it can be done between two short visits to the index:
//   collect() under the lock, test() without it while the index is pinned, evaluate() under it.
// The caller repeats when series came or went in between. Lives for one query, in one thread.

#include "core/model/matcher.h"
#include "core/storage/seriesset.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tinyobs {

class LabelIndex;

class Selection
{
public:
    /// The matchers must outlive the selection.
    explicit Selection(std::span<const Matcher> matchers);

    /// True when a matcher must look at every value of its label.
    bool needsTest() const;
    void collect(const LabelIndex &index);
    void test(const LabelIndex &index);
    SeriesSet evaluate(const LabelIndex &index, const SeriesSet &all) const;

private:
    struct Work
    {
        const Matcher *matcher = nullptr;
        bool inverted = false;            // hits are what does not match, so that the rest does
        std::vector<std::uint32_t> pairs; // after collect(): all; after test(): the hits
    };

    std::vector<Work> m_work;
};

} // namespace tinyobs
