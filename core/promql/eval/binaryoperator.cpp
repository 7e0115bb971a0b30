// A vector with a vector: arithmetic and comparisons. The side of which at most one element may
// match (the "one" side, the right one unless group_right says otherwise) is read whole; the rows
// of the other stream by.

#include "core/promql/eval/binaryremarks.h"
#include "core/promql/eval/labelops.h"
#include "core/promql/eval/rowmap.h"
#include "core/promql/eval/signatures.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

constexpr std::uint32_t None = ~std::uint32_t(0);

bool isPresent(const RowBlock &block, std::size_t row, std::size_t step)
{
    const std::vector<HistogramPtr> &histograms = block.histograms(row);
    return !isAbsent(block.floats(row)[step]) || (!histograms.empty() && histograms[step]);
}

Element elementAt(const RowBlock &block, std::size_t row, std::size_t step)
{
    const std::vector<HistogramPtr> &histograms = block.histograms(row);
    return {block.floats(row)[step], histograms.empty() ? nullptr : histograms[step]};
}

bool changesMeaning(BinaryOp op)
{
    return !isComparison(op) && op != BinaryOp::TrimUpper && op != BinaryOp::TrimLower;
}

class BinaryOperator : public Operator
{
public:
    BinaryOperator(EvalContext &context, const BinaryExpr &expr, const StepGrid &grid,
                   OperatorPtr many, OperatorPtr one)
        : m_context(context)
        , m_expr(expr)
        , m_grid(grid)
        , m_many(std::move(many))
        , m_one(std::move(one))
        , m_signatures(expr.matching)
        , m_memory(context)
    {
    }

    /// Reads the one side and finds out which series there will be.
    Result<void> prepare();

    std::size_t size() const override { return m_results.size(); }
    Labels labels(std::size_t series) const override;
    bool isUniqueWithoutName() const override { return dropsName(); }
    Result<void> next(RowBlock &block) override;

    /// Whether no two results have the same labels, whatever comes.
    bool hasUniqueResults() const { return m_hasUniqueResults; }

private:
    /// The elements of the one side that can match a signature: its series are merged, or stand for
    /// themselves where they give their labels to the result.
    struct Partner
    {
        std::uint32_t signature = 0;
        std::uint32_t series = None; // of the one side; None: only what is filled in
        std::uint32_t row = None;    // of m_partnerRows
    };
    struct OutputSeries
    {
        std::uint32_t many = None; // None: filled in for the partner
        std::uint32_t partner = 0;
    };

    bool isOneToOne() const { return m_expr.matching.cardinality == Cardinality::OneToOne; }
    bool manyIsRight() const { return m_expr.matching.cardinality == Cardinality::OneToMany; }
    bool dropsName() const { return changesMeaning(m_expr.op) || m_expr.returnsBool; }
    std::optional<double> fillOfOne() const
    {
        return manyIsRight() ? m_expr.matching.fillLeft : m_expr.matching.fillRight;
    }
    std::optional<double> fillOfMany() const
    {
        return manyIsRight() ? m_expr.matching.fillRight : m_expr.matching.fillLeft;
    }

    Result<void> readOne();
    void listResults();
    Labels resultOf(const Labels &many, const Labels &one) const;
    Result<void> join(const RowBlock &many, std::size_t row, const Partner &partner, Row out);
    Result<void> joinFloats(std::span<const double> many, std::span<const double> one,
                            std::uint32_t signature, Row out);
    Result<void> joinAt(std::size_t step, const Element &many, const Element &one,
                        std::uint32_t signature, Row out);
    Result<void> noteMatch(std::uint32_t signature, std::size_t step);
    Result<void> checkDuplicates() const;
    Result<void> fillMany(RowBlock &block);

    EvalContext &m_context;
    const BinaryExpr &m_expr;
    StepGrid m_grid;
    OperatorPtr m_many;
    OperatorPtr m_one;
    Signatures m_signatures;
    std::vector<std::uint32_t> m_manySignatures;
    std::vector<Partner> m_partners;           // in the order of signatures
    std::vector<std::uint32_t> m_firstPartner; // by signature, one more than there are
    RowBlock m_partnerRows;
    std::vector<OutputSeries> m_results;
    bool m_hasUniqueResults = false;
    std::size_t m_nextMany = 0;
    bool m_isFilled = false;
    RowBlock m_block;
    MemoryCharge m_memory;
    std::vector<std::uint8_t> m_matched; // by signature and step: matched already
    std::vector<bool> m_manyAt;          // by step: there is an element
    std::vector<bool> m_oneAt;
    /// At the step where the first duplicates of the one side stand: the two series.
    struct Duplicates
    {
        std::size_t step = 0;
        std::uint32_t first = 0;
        std::uint32_t second = 0;
    };
    std::vector<Duplicates> m_duplicates;
};

Result<void> BinaryOperator::prepare()
{
    m_manySignatures = m_signatures.of(*m_many);
    m_manyAt.assign(m_grid.count, false);
    m_oneAt.assign(m_grid.count, false);
    if (auto read = readOne(); !read)
        return read;
    listResults();
    if (!isOneToOne() && !fillOfMany())
        return {};
    if (auto charged = m_memory.add(m_signatures.size() * m_grid.count); !charged)
        return charged;
    m_matched.assign(m_signatures.size() * m_grid.count, 0);
    return {};
}

Result<void> BinaryOperator::readOne()
{
    const std::vector<std::uint32_t> signatures = m_signatures.of(*m_one);
    if (auto charged = m_memory.add(2 * rowBytes(m_one->size(), m_grid.count)); !charged)
        return charged;
    auto rows = readAll(*m_one, m_grid.count);
    if (!rows)
        return Failure(rows.error());
    // Series of one signature stand together, in their order.
    std::vector<std::vector<std::uint32_t>> members(m_signatures.size());
    for (std::uint32_t i = 0; i < signatures.size(); ++i)
        members[signatures[i]].push_back(i);
    const bool givesLabels = !m_expr.matching.include.empty();
    std::size_t count = 0;
    for (const auto &list : members)
        count += givesLabels ? list.size() : std::min<std::size_t>(list.size(), 1);
    m_partnerRows.reset(count, m_grid.count);
    std::uint32_t row = 0;
    for (std::uint32_t signature = 0; signature < members.size(); ++signature) {
        m_firstPartner.push_back(static_cast<std::uint32_t>(m_partners.size()));
        std::vector<std::uint32_t> ownerAt(members[signature].size() > 1 ? m_grid.count : 0, None);
        for (const std::uint32_t series : members[signature]) {
            if (givesLabels || series == members[signature].front())
                m_partners.push_back({signature, series, row++});
            const Row into = m_partnerRows.row(m_partners.back().row);
            for (std::size_t step = 0; step < m_grid.count; ++step) {
                if (!isPresent(*rows, series, step))
                    continue;
                m_oneAt[step] = true;
                if (!ownerAt.empty()) {
                    if (ownerAt[step] != None)
                        m_duplicates.push_back({step, ownerAt[step], series});
                    else
                        ownerAt[step] = series;
                }
                into.floats[step] = rows->floats(series)[step];
                if (const auto &histograms = rows->histograms(series);
                    !histograms.empty() && histograms[step])
                    into.setHistogram(step, histograms[step]);
            }
        }
        if (members[signature].empty() && fillOfOne())
            m_partners.push_back({signature, None, None});
    }
    m_firstPartner.push_back(static_cast<std::uint32_t>(m_partners.size()));
    return {};
}

void BinaryOperator::listResults()
{
    std::vector<std::uint8_t> isUsed(m_signatures.size(), 0);
    m_hasUniqueResults = true;
    for (std::uint32_t many = 0; many < m_manySignatures.size(); ++many) {
        const std::uint32_t signature = m_manySignatures[many];
        const std::uint32_t end = m_firstPartner[signature + 1];
        for (std::uint32_t partner = m_firstPartner[signature]; partner < end; ++partner)
            m_results.push_back({many, partner});
        m_hasUniqueResults = m_hasUniqueResults && !isUsed[signature];
        isUsed[signature] = 1;
    }
    // Of many-to-one the labels are those of the many side, which differ by themselves.
    if (!isOneToOne())
        m_hasUniqueResults =
            m_expr.matching.include.empty() && (!dropsName() || m_many->isUniqueWithoutName());
    if (fillOfMany()) {
        m_hasUniqueResults = false;
        for (std::uint32_t partner = 0; partner < m_partners.size(); ++partner) {
            if (m_partners[partner].series != None)
                m_results.push_back({None, partner});
        }
    }
}

Labels BinaryOperator::resultOf(const Labels &many, const Labels &one) const
{
    const VectorMatching &matching = m_expr.matching;
    Labels labels = dropsName() ? withoutName(many) : many;
    if (isOneToOne())
        labels = matching.on ? keepOnly(labels, matching.labels) : dropAll(labels, matching.labels);
    for (const std::string &name : matching.include)
        labels = withLabel(labels, name, one.value(name));
    return labels;
}

Labels BinaryOperator::labels(std::size_t series) const
{
    const OutputSeries &output = m_results[series];
    const Partner &partner = m_partners[output.partner];
    if (output.many == None) {
        const Labels one = m_one->labels(partner.series);
        return resultOf(m_signatures.matched(one), one);
    }
    const Labels many = m_many->labels(output.many);
    if (m_expr.matching.include.empty())
        return resultOf(many, {});
    return resultOf(many, partner.series == None ? m_signatures.matched(many)
                                                 : m_one->labels(partner.series));
}

Result<void> BinaryOperator::noteMatch(std::uint32_t signature, std::size_t step)
{
    if (m_matched.empty())
        return {};
    std::uint8_t &matched = m_matched[signature * m_grid.count + step];
    if (matched && isOneToOne())
        return fail(Error::Code::Execution, "multiple matches for labels: many-to-one matching "
                                            "must be explicit (group_left/group_right)");
    matched = 1;
    return {};
}

Result<void> BinaryOperator::joinFloats(std::span<const double> many, std::span<const double> one,
                                        std::uint32_t signature, Row out)
{
    const BinaryOp op = m_expr.op;
    const bool swaps = manyIsRight();
    const bool filters = isComparison(op) && !m_expr.returnsBool;
    for (std::size_t step = 0; step < many.size(); ++step) {
        if (isAbsent(many[step]) || isAbsent(one[step]))
            continue;
        if (auto noted = noteMatch(signature, step); !noted)
            return noted;
        const double left = swaps ? one[step] : many[step];
        const double right = swaps ? many[step] : one[step];
        if (!filters)
            out.floats[step] = binaryNumber(op, left, right);
        else if (compares(op, left, right))
            out.floats[step] = left;
    }
    return {};
}

Result<void> BinaryOperator::joinAt(std::size_t step, const Element &many, const Element &one,
                                    std::uint32_t signature, Row out)
{
    const Element &left = manyIsRight() ? one : many;
    const Element &right = manyIsRight() ? many : one;
    const BinaryValue result = binaryValue(m_expr.op, left, right);
    noteRemarks(m_context, m_expr, result.remarks, left, right);
    if (result.hasNone)
        return {};
    if (auto noted = noteMatch(signature, step); !noted)
        return noted;
    if (m_expr.returnsBool)
        out.floats[step] = result.keeps ? 1 : 0;
    else if (result.keeps && result.value.histogram)
        out.setHistogram(step, result.value.histogram);
    else if (result.keeps)
        out.floats[step] = result.value.number;
    return {};
}

Result<void> BinaryOperator::join(const RowBlock &many, std::size_t row, const Partner &partner,
                                  Row out)
{
    const bool isTrim = m_expr.op == BinaryOp::TrimUpper || m_expr.op == BinaryOp::TrimLower;
    const std::optional<double> fill = fillOfOne();
    if (partner.row != None && !fill && !isTrim && many.histograms(row).empty() &&
        m_partnerRows.histograms(partner.row).empty())
        return joinFloats(many.floats(row), m_partnerRows.floats(partner.row), partner.signature,
                          out);
    for (std::size_t step = 0; step < m_grid.count; ++step) {
        if (!isPresent(many, row, step))
            continue;
        Element one;
        if (partner.row != None)
            one = elementAt(m_partnerRows, partner.row, step);
        if (one.isAbsent()) {
            if (!fill)
                continue;
            one.number = *fill;
        }
        if (auto joined = joinAt(step, elementAt(many, row, step), one, partner.signature, out);
            !joined)
            return joined;
    }
    return {};
}

Result<void> BinaryOperator::checkDuplicates() const
{
    for (const Duplicates &duplicates : m_duplicates) {
        if (!m_manyAt[duplicates.step] && !fillOfMany())
            continue;
        const Labels first = m_one->labels(duplicates.first);
        const Labels second = m_one->labels(duplicates.second);
        return fail(Error::Code::Execution,
                    "found duplicate series for the match group " +
                        m_signatures.matched(first).toString() + " on the " +
                        (manyIsRight() ? "left" : "right") + " hand-side of the operation: [" +
                        second.toString() + ", " + first.toString() +
                        "];many-to-many matching not allowed: matching labels must be unique on "
                        "one side");
    }
    return {};
}

Result<void> BinaryOperator::fillMany(RowBlock &block)
{
    const std::size_t first = static_cast<std::size_t>(
        std::find_if(m_results.begin(), m_results.end(),
                     [](const OutputSeries &output) { return output.many == None; }) -
        m_results.begin());
    block.reset(m_results.size() - first, m_grid.count);
    for (std::size_t i = first; i < m_results.size(); ++i) {
        const Partner &partner = m_partners[m_results[i].partner];
        for (std::size_t step = 0; step < m_grid.count; ++step) {
            const Element one = elementAt(m_partnerRows, partner.row, step);
            if (one.isAbsent() || m_matched[partner.signature * m_grid.count + step])
                continue;
            if (auto joined = joinAt(step, {*fillOfMany(), nullptr}, one, partner.signature,
                                     block.row(i - first));
                !joined)
                return joined;
        }
    }
    return {};
}

Result<void> BinaryOperator::next(RowBlock &block)
{
    for (;;) {
        if (auto read = m_many->next(m_block); !read)
            return read;
        if (m_block.rows() == 0)
            break;
        std::size_t rows = 0;
        for (std::size_t i = 0; i < m_block.rows(); ++i) {
            const std::uint32_t signature = m_manySignatures[m_nextMany + i];
            rows += m_firstPartner[signature + 1] - m_firstPartner[signature];
        }
        block.reset(rows, m_grid.count);
        std::size_t out = 0;
        for (std::size_t i = 0; i < m_block.rows(); ++i, ++m_nextMany) {
            const std::uint32_t signature = m_manySignatures[m_nextMany];
            if (!m_duplicates.empty()) {
                for (std::size_t step = 0; step < m_grid.count; ++step) {
                    if (isPresent(m_block, i, step))
                        m_manyAt[step] = true;
                }
            }
            for (std::uint32_t partner = m_firstPartner[signature];
                 partner < m_firstPartner[signature + 1]; ++partner, ++out) {
                if (auto joined = join(m_block, i, m_partners[partner], block.row(out)); !joined) {
                    // Duplicates of the one side are what Prometheus finds first.
                    if (auto checked = checkDuplicates(); !checked)
                        return checked;
                    return joined;
                }
            }
        }
        if (auto going = m_context.check(); !going)
            return going;
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
    const bool isUnique = joined->hasUniqueResults();
    const bool isOneToOne = expr.matching.cardinality == Cardinality::OneToOne;
    if (isUnique)
        return joined;
    return mergeEqual(context, std::move(joined), grid,
                      isOneToOne ? nullptr
                                 : "multiple matches for labels: grouping labels must ensure "
                                   "unique matches");
}

} // namespace tinyobs::promql
