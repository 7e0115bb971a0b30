#include "core/storage/selection.h"

#include "core/storage/labelindex.h"
#include "core/storage/seriesset.h"

#include <utility>

namespace tinyobs {
namespace {

// A condition on one exact, present value needs a single posting.
bool isExact(const Matcher &matcher)
{
    return (matcher.op() == Matcher::Op::Equal || matcher.op() == Matcher::Op::NotEqual) &&
           !matcher.value().empty();
}

SeriesSet unionOf(const LabelIndex &index, std::span<const std::uint32_t> pairs)
{
    SeriesSet set;
    for (const std::uint32_t pair : pairs)
        index.posting(pair).addTo(set);
    return set;
}

SeriesSet carriersOf(const LabelIndex &index, const Matcher &matcher)
{
    const std::uint32_t pair = index.findPair(matcher.name(), matcher.value());
    return pair == LabelIndex::None ? SeriesSet() : index.posting(pair).toSet();
}

} // namespace

Selection::Selection(std::span<const Matcher> matchers)
{
    for (const Matcher &matcher : matchers)
        m_work.push_back({&matcher, matcher.matchesEmpty(), {}});
}

bool Selection::needsTest() const
{
    for (const Work &work : m_work) {
        if (!isExact(*work.matcher))
            return true;
    }
    return false;
}

void Selection::collect(const LabelIndex &index)
{
    for (Work &work : m_work) {
        if (isExact(*work.matcher))
            continue;
        const auto pairs = index.pairsOf(work.matcher->name());
        work.pairs.assign(pairs.begin(), pairs.end());
    }
}

void Selection::test(const LabelIndex &index)
{
    for (Work &work : m_work) {
        std::erase_if(work.pairs, [&](std::uint32_t pair) {
            return work.matcher->matches(index.view(pair).value) == work.inverted;
        });
    }
}

SeriesSet Selection::evaluate(const LabelIndex &index, const SeriesSet &all) const
{
    SeriesSet set = all;
    for (const Work &work : m_work) {
        const SeriesSet hits =
            isExact(*work.matcher) ? carriersOf(index, *work.matcher) : unionOf(index, work.pairs);
        if (work.inverted)
            set -= hits;
        else
            set &= hits;
    }
    return set;
}

} // namespace tinyobs
