// histogram_quantile(), histogram_quantiles() and histogram_fraction(): of native histograms each
// by itself, of classic ones the buckets of a group together.

#include "core/promql/eval/labelops.h"
#include "core/promql/eval/rowmap.h"
#include "core/promql/histogram/classicbuckets.h"
#include "core/promql/histogram/histogrammath.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

/// What is asked of each histogram: a share, or the share between two bounds.
struct Question
{
    bool isFraction = false;
    std::vector<double> first;  // q, or the lower bound, at each step
    std::vector<double> second; // the upper bound
    std::string label;          // of histogram_quantiles: that of the result
    std::string labelValue;
};

/// The series of one histogram: its native one, or one for each of its buckets.
struct Family
{
    Labels labels; // without le
    std::optional<std::uint32_t> native;
    std::vector<std::pair<double, std::uint32_t>> buckets; // by upper bound
};

class QuantileSource
{
public:
    QuantileSource(EvalContext &context, Operator &source, const StepGrid &grid, TextSpan inputSpan)
        : m_context(context)
        , m_source(source)
        , m_grid(grid)
        , m_inputSpan(inputSpan)
        , m_memory(context)
    {
    }

    Result<void> read();
    void answer(const Question &question, Rows &out);

private:
    void sortOut();
    void answerFamily(const Question &question, const Family &family, Row row);
    double ofBuckets(const Question &question, std::size_t step, Remarks &remarks);
    double ofNative(const Question &question, std::size_t step, const NativeHistogram &histogram,
                    Remarks &remarks);
    void noteRemarks(Remarks remarks, const Labels &labels);

    EvalContext &m_context;
    Operator &m_source;
    StepGrid m_grid;
    TextSpan m_inputSpan;
    MemoryCharge m_memory;
    RowBlock m_rows;
    std::vector<Family> m_families;
    std::vector<ClassicBucket> m_buckets; // of a family at a step
};

bool hasAny(const RowBlock &block, std::size_t row)
{
    const auto floats = block.floats(row);
    return std::any_of(floats.begin(), floats.end(), [](double v) { return !isAbsent(v); });
}

Result<void> QuantileSource::read()
{
    if (auto charged = m_memory.add(rowBytes(m_source.size(), m_grid.count)); !charged)
        return charged;
    auto rows = readAll(m_source, m_grid.count);
    if (!rows)
        return Failure(rows.error());
    m_rows = *std::move(rows);
    sortOut();
    return {};
}

void QuantileSource::sortOut()
{
    // The buckets of a family differ in le alone, native histograms have their own name too: both
    // are known by their labels without the two.
    static const std::vector<std::string> bucketLabel{"le"};
    const SeriesGroups groups = m_source.group({bucketLabel, true});
    m_families.resize(groups.labels.size());
    for (std::size_t i = 0; i < groups.labels.size(); ++i)
        m_families[i].labels = groups.labels[i];
    for (std::uint32_t series = 0; series < groups.groupOf.size(); ++series) {
        Family &family = m_families[groups.groupOf[series]];
        if (!m_rows.histograms(series).empty())
            family.native = series;
        if (!hasAny(m_rows, series))
            continue;
        const Labels labels = m_source.labels(series);
        if (const auto bound = parseBound(labels.value("le")))
            family.buckets.emplace_back(*bound, series);
        else
            m_context.annotations.add(
                Remark::BadBucketLabel, m_inputSpan,
                '"' + std::string(labels.value("le")) + '"' +
                    (labels.metricName().empty()
                         ? std::string()
                         : " for metric name \"" + std::string(labels.metricName()) + '"'));
    }
    for (Family &family : m_families)
        std::sort(family.buckets.begin(), family.buckets.end());
}

double QuantileSource::ofBuckets(const Question &question, std::size_t step, Remarks &remarks)
{
    return question.isFraction
               ? bucketFraction(question.first[step], question.second[step], m_buckets)
               : bucketQuantile(question.first[step], m_buckets, remarks);
}

double QuantileSource::ofNative(const Question &question, std::size_t step,
                                const NativeHistogram &histogram, Remarks &remarks)
{
    return question.isFraction
               ? fraction(question.first[step], question.second[step], histogram, remarks)
               : quantile(question.first[step], histogram, remarks);
}

void QuantileSource::answerFamily(const Question &question, const Family &family, Row row)
{
    Remarks remarks;
    std::vector<std::span<const double>> columns;
    for (const auto &[bound, series] : family.buckets)
        columns.push_back(m_rows.floats(series));
    for (std::size_t step = 0; step < m_grid.count; ++step) {
        m_buckets.clear();
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (!isAbsent(columns[i][step]))
                m_buckets.push_back({family.buckets[i].first, columns[i][step]});
        }
        const HistogramPtr *native =
            family.native ? &m_rows.histograms(*family.native)[step] : nullptr;
        const bool hasNative = native && *native;
        if (hasNative && !m_buckets.empty())
            remarks |= Remark::MixedClassicNative;
        else if (hasNative)
            row.floats[step] = ofNative(question, step, **native, remarks);
        else if (!m_buckets.empty())
            row.floats[step] = ofBuckets(question, step, remarks);
    }
    if (!remarks.isEmpty())
        noteRemarks(remarks, family.buckets.empty() ? m_source.labels(*family.native)
                                                    : m_source.labels(family.buckets[0].second));
}

void QuantileSource::noteRemarks(Remarks remarks, const Labels &labels)
{
    m_context.annotations.add(remarks, m_inputSpan, labels.metricName());
}

void QuantileSource::answer(const Question &question, Rows &out)
{
    const std::size_t first = out.labels.size();
    RowBlock block;
    block.reset(m_families.size(), m_grid.count);
    for (std::size_t i = 0; i < m_families.size(); ++i) {
        Labels labels = withoutName(m_families[i].labels);
        if (!question.label.empty())
            labels = withLabel(labels, question.label, question.labelValue);
        out.labels.push_back(std::move(labels));
        answerFamily(question, m_families[i], block.row(i));
    }
    if (first == 0)
        out.block = std::move(block);
    else
        out.block.append(std::move(block));
}

/// A number as the label's value of histogram_quantiles.
std::string numberText(double value)
{
    char text[32];
    const auto end = std::to_chars(text, text + sizeof(text), value);
    return std::string(text, end.ptr);
}

void checkQuantiles(EvalContext &context, const std::vector<double> &values, TextSpan span)
{
    for (const double q : values) {
        if (std::isnan(q) || q < 0 || q > 1)
            context.annotations.add(Remark::InvalidQuantile, span, q);
    }
}

Result<std::vector<Question>> questionsOf(EvalContext &context, const CallExpr &expr,
                                          const StepGrid &grid)
{
    std::vector<Question> questions;
    std::vector<std::vector<double>> scalars;
    std::vector<TextSpan> spans;
    for (const ExprPtr &argument : expr.arguments) {
        if (argument->type != ValueType::Scalar)
            continue;
        auto values = evalScalar(context, *argument, grid);
        if (!values)
            return Failure(values.error());
        scalars.push_back(*std::move(values));
        spans.push_back(argument->span);
    }
    if (expr.function->id == FunctionId::HistogramFraction) {
        questions.push_back({true, scalars[0], scalars[1], {}, {}});
        return questions;
    }
    std::string label;
    if (expr.function->id == FunctionId::HistogramQuantiles)
        label = static_cast<const StringExpr &>(withoutParens(*expr.arguments[1])).value;
    for (std::size_t i = 0; i < scalars.size(); ++i) {
        checkQuantiles(context, scalars[i], spans[i]);
        questions.push_back({false, scalars[i], {}, label, numberText(scalars[i][0])});
    }
    return questions;
}

} // namespace

Result<OperatorPtr> planHistogramQuantile(EvalContext &context, const CallExpr &expr,
                                          const StepGrid &grid)
{
    auto questions = questionsOf(context, expr, grid);
    if (!questions)
        return Failure(questions.error());
    const auto vector =
        std::find_if(expr.arguments.begin(), expr.arguments.end(),
                     [](const ExprPtr &argument) { return argument->type == ValueType::Vector; });
    auto source = planVector(context, **vector, grid);
    if (!source)
        return source;
    QuantileSource histograms(context, **source, grid, (*vector)->span);
    if (auto read = histograms.read(); !read)
        return Failure(read.error());
    Rows rows;
    for (const Question &question : *questions)
        histograms.answer(question, rows);
    return mergeEqual(context, makeRows(context, std::move(rows)), grid);
}

} // namespace tinyobs::promql
