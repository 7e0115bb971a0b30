// A vector with a vector: arithmetic and comparisons. The side of which at most one element may
// match (the right one unless group_right says otherwise) is read whole; the rows of the other
// stream by.

#include "core/promql/eval/binaryloops.h"
#include "core/promql/eval/binaryremarks.h"
#include "core/promql/eval/labelops.h"
#include "core/promql/eval/oneside.h"
#include "core/promql/eval/resultlabels.h"
#include "core/promql/eval/signatures.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

Element elementAt(const RowBlock &block, std::size_t row, std::size_t step)
{
    const std::vector<HistogramPtr> &histograms = block.histograms(row);
    return {block.floats(row)[step], histograms.empty() ? nullptr : histograms[step]};
}

class BinaryOperator : public Operator
{
public:
    BinaryOperator(EvalContext &context, const BinaryExpr &expr, const StepGrid &grid,
                   OperatorPtr many, OperatorPtr one)
        : m_context(context)
        , m_expr(expr)
        , m_grid(grid)
        , m_labels(expr)
        , m_many(std::move(many))
        , m_one(context, std::move(one))
        , m_signatures(expr.matching)
        , m_memory(context)
    {
    }

    /// Reads the one side and finds out which series there will be.
    Result<void> prepare();

    std::size_t size() const override { return m_results.size(); }
    Labels labels(std::size_t series) const override;
    SeriesGroups group(const Grouping &grouping) const override;
    bool isUniqueWithoutName() const override { return m_isUniqueWithoutName; }
    Result<void> next(RowBlock &block) override;

    /// Whether no two results have the same labels, whatever comes.
    bool hasUniqueResults() const { return m_hasUniqueResults; }

private:
    struct OutputSeries
    {
        std::uint32_t many = NoSeries; // none: filled in for the partner
        std::size_t partner = 0;
    };

    bool isOneToOne() const { return m_expr.matching.cardinality == Cardinality::OneToOne; }
    bool manyIsRight() const { return m_expr.matching.cardinality == Cardinality::OneToMany; }
    std::optional<double> fillOfOne() const
    {
        return manyIsRight() ? m_expr.matching.fillLeft : m_expr.matching.fillRight;
    }
    std::optional<double> fillOfMany() const
    {
        return manyIsRight() ? m_expr.matching.fillRight : m_expr.matching.fillLeft;
    }

    bool listResults();
    Result<void> join(const RowBlock &many, std::size_t row, std::uint32_t signature,
                      const Partner &partner, const Row &out);
    Result<void> joinRows(std::span<const double> many, std::span<const double> one,
                          std::uint32_t signature, const Row &out);
    Result<void> joinAt(std::size_t step, const Element &many, const Element &one,
                        std::uint32_t signature, const Row &out);
    Result<void> joinBlock(RowBlock &block, std::size_t rows);
    Result<void> checkDuplicates() const;
    Result<void> fillMany(RowBlock &block);

    EvalContext &m_context;
    const BinaryExpr &m_expr;
    const StepGrid m_grid;
    const ResultLabels m_labels;
    OperatorPtr m_many;
    OneSide m_one;
    Signatures m_signatures;
    std::vector<std::uint32_t> m_manySignatures;
    std::vector<OutputSeries> m_results; // by series of the many side, then those filled in
    std::size_t m_firstFilled = 0;
    bool m_hasUniqueResults = false;
    bool m_isUniqueWithoutName = false;
    std::size_t m_nextMany = 0;
    bool m_isFilled = false;
    RowBlock m_block;
    MemoryCharge m_memory;
    std::vector<std::uint8_t> m_matched; // by signature and step, when somebody has to know
    std::vector<bool> m_manyAt;          // by step: the one side's elements count
};

Result<void> BinaryOperator::prepare()
{
    m_manySignatures = m_signatures.of(*m_many);
    const std::vector<std::uint32_t> ones = m_signatures.of(m_one.source());
    const OneSide::Use use{m_labels.takesFromOne(), fillOfOne().has_value()};
    if (auto read = m_one.read(ones, m_signatures.size(), use, m_grid); !read)
        return read;
    // With fill modifiers a side without any elements does not end the matching of a step.
    m_manyAt.assign(m_grid.count, fillOfOne() || fillOfMany());
    const bool isShared = listResults();
    if (!fillOfMany() && !(isOneToOne() && isShared))
        return {};
    if (auto charged = m_memory.add(m_signatures.size() * m_grid.count); !charged)
        return charged;
    m_matched.assign(m_signatures.size() * m_grid.count, 0);
    return {};
}

/// True when there are series of the many side that have a signature in common.
bool BinaryOperator::listResults()
{
    std::vector<std::uint32_t> seriesOf(m_signatures.size(), 0);
    for (std::uint32_t many = 0; many < m_manySignatures.size(); ++many) {
        const std::uint32_t signature = m_manySignatures[many];
        ++seriesOf[signature];
        for (std::size_t i = 0; i < m_one.partners(signature).size(); ++i)
            m_results.push_back({many, m_one.firstPartner(signature) + i});
    }
    const bool isShared = std::any_of(seriesOf.begin(), seriesOf.end(),
                                      [](std::uint32_t series) { return series > 1; });
    m_firstFilled = m_results.size();
    if (fillOfMany()) {
        for (std::size_t partner = 0; partner < m_one.allPartners().size(); ++partner) {
            if (m_one.allPartners()[partner].series != NoSeries)
                m_results.push_back({NoSeries, partner});
        }
    }
    // Of many-to-one the labels are those of the many side, which differ by themselves.
    m_isUniqueWithoutName = isOneToOne() ? !isShared : m_many->isUniqueWithoutName();
    m_hasUniqueResults = isOneToOne() ? !isShared && !m_labels.canCollide()
                                      : !m_labels.dropsName() || m_isUniqueWithoutName;
    if (m_labels.takesFromOne() || fillOfMany()) {
        m_hasUniqueResults = false;
        m_isUniqueWithoutName = false;
    }
    if (m_labels.canCollide())
        m_isUniqueWithoutName = false;
    return isShared;
}

Labels BinaryOperator::labels(std::size_t series) const
{
    const OutputSeries &output = m_results[series];
    const Partner &partner = m_one.allPartners()[output.partner];
    if (output.many == NoSeries) {
        const Labels one = m_one.source().labels(partner.series);
        return m_labels.of(m_signatures.matched(one), one);
    }
    const Labels many = m_many->labels(output.many);
    if (!m_labels.takesFromOne())
        return m_labels.of(many, {});
    return m_labels.of(many, partner.series == NoSeries ? m_signatures.matched(many)
                                                        : m_one.source().labels(partner.series));
}

SeriesGroups BinaryOperator::group(const Grouping &grouping) const
{
    if (m_labels.takesFromOne() || fillOfMany())
        return Operator::group(grouping);
    const OwnGrouping own = m_labels.onMany(grouping);
    const SeriesGroups ofMany = m_many->group({own.names, own.without});
    // Series of the many side without a partner have no results.
    std::vector<std::uint32_t> numbers(ofMany.labels.size(), NoSeries);
    SeriesGroups groups;
    groups.groupOf.reserve(m_results.size());
    for (const OutputSeries &output : m_results) {
        const std::uint32_t before = ofMany.groupOf[output.many];
        if (numbers[before] == NoSeries) {
            numbers[before] = static_cast<std::uint32_t>(groups.labels.size());
            groups.labels.push_back(ofMany.labels[before]);
        }
        groups.groupOf.push_back(numbers[before]);
    }
    return groups;
}

Result<void> BinaryOperator::joinRows(std::span<const double> many, std::span<const double> one,
                                      std::uint32_t signature, const Row &out)
{
    if (!m_matched.empty()) {
        std::uint8_t *const matched = m_matched.data() + signature * m_grid.count;
        bool isDouble = false;
        for (std::size_t step = 0; step < many.size(); ++step) {
            const bool matches = !isAbsent(many[step]) && !isAbsent(one[step]);
            isDouble = isDouble || (matches && matched[step] != 0);
            matched[step] = matches ? 1 : matched[step];
        }
        if (isDouble && isOneToOne())
            return fail(Error::Code::Execution, "multiple matches for labels: many-to-one matching "
                                                "must be explicit (group_left/group_right)");
    }
    const bool filters = isComparison(m_expr.op) && !m_expr.returnsBool;
    joinFloats(m_expr.op, filters ? Outcome::Left : Outcome::Number, manyIsRight() ? one : many,
               manyIsRight() ? many : one, out.floats);
    return {};
}

Result<void> BinaryOperator::joinAt(std::size_t step, const Element &many, const Element &one,
                                    std::uint32_t signature, const Row &out)
{
    const Element &left = manyIsRight() ? one : many;
    const Element &right = manyIsRight() ? many : one;
    const BinaryValue result = binaryValue(m_expr.op, left, right);
    noteRemarks(m_context, m_expr, result.remarks, left, right);
    if (result.hasNone)
        return {};
    if (!m_matched.empty()) {
        std::uint8_t &matched = m_matched[signature * m_grid.count + step];
        if (matched != 0 && isOneToOne())
            return fail(Error::Code::Execution, "multiple matches for labels: many-to-one matching "
                                                "must be explicit (group_left/group_right)");
        matched = 1;
    }
    if (m_expr.returnsBool)
        out.floats[step] = result.keeps ? 1 : 0;
    else if (result.keeps && result.value.histogram)
        out.setHistogram(step, result.value.histogram);
    else if (result.keeps)
        out.floats[step] = result.value.number;
    return {};
}

Result<void> BinaryOperator::join(const RowBlock &many, std::size_t row, std::uint32_t signature,
                                  const Partner &partner, const Row &out)
{
    const bool isTrim = m_expr.op == BinaryOp::TrimUpper || m_expr.op == BinaryOp::TrimLower;
    const RowBlock &ones = m_one.rows();
    const std::optional<double> fill = fillOfOne();
    if (partner.series != NoSeries && !fill && !isTrim && many.histograms(row).empty() &&
        ones.histograms(partner.series).empty())
        return joinRows(many.floats(row), ones.floats(partner.series), signature, out);
    // Where series give labels, what is filled in has a result of its own.
    const bool fills = fill && (partner.series == NoSeries || !m_labels.takesFromOne());
    for (std::size_t step = 0; step < m_grid.count; ++step) {
        if (!isPresent(many, row, step))
            continue;
        Element one;
        if (partner.series != NoSeries)
            one = elementAt(ones, partner.series, step);
        if (one.isAbsent()) {
            if (!fills || m_one.hasAny(signature, step))
                continue;
            one.number = *fill;
        }
        if (auto joined = joinAt(step, elementAt(many, row, step), one, signature, out); !joined)
            return joined;
    }
    return {};
}

Result<void> BinaryOperator::checkDuplicates() const
{
    const OneSide::Duplicates *const found = m_one.findDuplicates(m_manyAt);
    if (!found)
        return {};
    const Labels first = m_one.source().labels(found->first);
    const Labels second = m_one.source().labels(found->second);
    return fail(Error::Code::Execution,
                "found duplicate series for the match group " +
                    labelsText(m_signatures.matched(first)) + " on the " +
                    (manyIsRight() ? "left" : "right") + " hand-side of the operation: [" +
                    labelsText(second) + ", " + labelsText(first) +
                    "];many-to-many matching not allowed: matching labels must be unique on one "
                    "side");
}

Result<void> BinaryOperator::fillMany(RowBlock &block)
{
    block.reset(m_results.size() - m_firstFilled, m_grid.count);
    for (std::size_t i = 0; i < block.rows(); ++i) {
        const std::size_t number = m_results[m_firstFilled + i].partner;
        const Partner &partner = m_one.allPartners()[number];
        const std::uint32_t signature = m_one.signatureOf(number);
        for (std::size_t step = 0; step < m_grid.count; ++step) {
            const Element one = elementAt(m_one.rows(), partner.series, step);
            if (one.isAbsent() || m_matched[signature * m_grid.count + step])
                continue;
            if (auto joined = joinAt(step, {*fillOfMany(), nullptr}, one, signature, block.row(i));
                !joined)
                return joined;
        }
    }
    return {};
}

/// The results of the rows of m_block.
Result<void> BinaryOperator::joinBlock(RowBlock &block, std::size_t rows)
{
    block.reset(rows, m_grid.count);
    std::size_t out = 0;
    for (std::size_t i = 0; i < m_block.rows(); ++i, ++m_nextMany) {
        const std::uint32_t signature = m_manySignatures[m_nextMany];
        if (m_one.hasDuplicates()) {
            for (std::size_t step = 0; step < m_grid.count; ++step) {
                if (isPresent(m_block, i, step))
                    m_manyAt[step] = true;
            }
        }
        for (const Partner &partner : m_one.partners(signature)) {
            if (auto joined = join(m_block, i, signature, partner, block.row(out++)); !joined) {
                // Duplicates of the one side are what Prometheus finds first.
                if (auto checked = checkDuplicates(); !checked)
                    return checked;
                return joined;
            }
        }
    }
    return m_context.check();
}

Result<void> BinaryOperator::next(RowBlock &block)
{
    for (;;) {
        if (auto read = m_many->next(m_block); !read)
            return read;
        if (m_block.rows() == 0)
            break;
        std::size_t rows = 0;
        for (std::size_t i = 0; i < m_block.rows(); ++i)
            rows += m_one.partners(m_manySignatures[m_nextMany + i]).size();
        if (auto joined = joinBlock(block, rows); !joined)
            return joined;
        if (rows > 0)
            return {};
    }
    if (auto checked = checkDuplicates(); !checked)
        return checked;
    block.reset(0, m_grid.count);
    if (!fillOfMany() || std::exchange(m_isFilled, true))
        return {};
    return fillMany(block);
}

} // namespace

Result<OperatorPtr> planVectorBinary(EvalContext &context, const BinaryExpr &expr,
                                     const StepGrid &grid)
{
    auto left = planVector(context, *expr.left, grid);
    if (!left)
        return left;
    auto right = planVector(context, *expr.right, grid);
    if (!right)
        return right;
    const bool manyIsRight = expr.matching.cardinality == Cardinality::OneToMany;
    auto joined = std::make_unique<BinaryOperator>(context, expr, grid,
                                                   std::move(manyIsRight ? *right : *left),
                                                   std::move(manyIsRight ? *left : *right));
    if (auto prepared = joined->prepare(); !prepared)
        return Failure(prepared.error());
    if (joined->hasUniqueResults())
        return joined;
    const bool isOneToOne = expr.matching.cardinality == Cardinality::OneToOne;
    return mergeEqual(context, std::move(joined), grid,
                      isOneToOne ? nullptr
                                 : "multiple matches for labels: grouping labels must ensure "
                                   "unique matches");
}

} // namespace tinyobs::promql
