// histogram_quantile(), histogram_quantiles() and histogram_fraction(): of native histograms each
// by itself, of classic ones the buckets of a family together.

#include "core/promql/eval/histogramfamilies.h"
#include "core/promql/eval/labelops.h"
#include "core/promql/eval/rowmap.h"
#include "core/promql/histogram/classicbuckets.h"
#include "core/promql/histogram/histogrammath.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

/// What is asked of each histogram: a share, or the share between two bounds.
struct Question
{
    bool isFraction = false;
    std::vector<double> first;  // q, or the lower bound, at each step; AbsentValue: not asked
    std::vector<double> second; // the upper bound
    std::string label;          // of histogram_quantiles: that of the result
    std::string labelValue;
    TextSpan span; // of the first argument
};

class Answers
{
public:
    Answers(EvalContext &context, const Operator &source, const RowBlock &rows, TextSpan inputSpan)
        : m_context(context)
        , m_source(source)
        , m_rows(rows)
        , m_inputSpan(inputSpan)
    {
    }

    void answer(const Question &question, const std::vector<HistogramFamily> &families, Rows &out);

private:
    void ofBuckets(const Question &question, const HistogramFamily &family, const Row &row,
                   Remarks &remarks);
    void ofNative(const Question &question, const HistogramFamily &family, const Row &row,
                  Remarks &remarks);
    void noteRemarks(Remarks remarks, const Question &question, const HistogramFamily &family);

    EvalContext &m_context;
    const Operator &m_source;
    const RowBlock &m_rows;
    TextSpan m_inputSpan;
    std::vector<const double *> m_columns; // of a family, by bound
    std::vector<ClassicBucket> m_buckets;  // of a family at a step
};

void Answers::ofBuckets(const Question &question, const HistogramFamily &family, const Row &row,
                        Remarks &remarks)
{
    m_columns.clear();
    for (const auto &[bound, series] : family.buckets)
        m_columns.push_back(m_rows.floats(series).data());
    for (std::size_t step = 0; step < row.floats.size(); ++step) {
        if (isAbsent(question.first[step]))
            continue;
        m_buckets.clear();
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (const double count = m_columns[i][step]; !isAbsent(count))
                m_buckets.push_back({family.buckets[i].first, count});
        }
        if (m_buckets.empty())
            continue;
        row.floats[step] =
            question.isFraction
                ? bucketFraction(question.first[step], question.second[step], m_buckets)
                : bucketQuantile(question.first[step], m_buckets, remarks);
    }
}

/// Where there are buckets too, neither is answered.
void Answers::ofNative(const Question &question, const HistogramFamily &family, const Row &row,
                       Remarks &remarks)
{
    const std::vector<HistogramPtr> &histograms = m_rows.histograms(*family.native);
    for (std::size_t step = 0; step < histograms.size(); ++step) {
        if (!histograms[step] || isAbsent(question.first[step]))
            continue;
        if (!isAbsent(row.floats[step])) {
            row.floats[step] = AbsentValue;
            remarks |= Remark::MixedClassicNative;
            continue;
        }
        row.floats[step] =
            question.isFraction
                ? fraction(question.first[step], question.second[step], *histograms[step], remarks)
                : quantile(question.first[step], *histograms[step], remarks);
    }
}

void Answers::noteRemarks(Remarks remarks, const Question &question, const HistogramFamily &family)
{
    for (const Remark remark :
         {Remark::QuantileNaNResult, Remark::QuantileNaNSkew, Remark::FractionNaNs}) {
        if (remarks.has(remark))
            m_context.annotations.add(remark, question.span, std::string_view());
    }
    if (remarks.has(Remark::ForcedMonotonicity))
        m_context.annotations.add(Remark::ForcedMonotonicity, m_inputSpan, std::string_view());
    if (remarks.has(Remark::MixedClassicNative))
        m_context.annotations.add(Remark::MixedClassicNative, m_inputSpan,
                                  m_source.labels(*family.native).metricName());
}

void Answers::answer(const Question &question, const std::vector<HistogramFamily> &families,
                     Rows &out)
{
    RowBlock block;
    block.reset(families.size(), question.first.size());
    for (std::size_t i = 0; i < families.size(); ++i) {
        const HistogramFamily &family = families[i];
        out.labels.push_back(question.label.empty()
                                 ? family.labels
                                 : withLabel(family.labels, question.label, question.labelValue));
        Remarks remarks;
        if (!family.buckets.empty())
            ofBuckets(question, family, block.row(i), remarks);
        if (family.native)
            ofNative(question, family, block.row(i), remarks);
        if (!remarks.isEmpty())
            noteRemarks(remarks, question, family);
    }
    if (out.block.rows() == 0)
        out.block = std::move(block);
    else
        out.block.append(std::move(block));
}

/// A number as OpenMetrics has it in labels: 1.0, 0.5, +Inf.
std::string numberText(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    char text[32];
    const auto end = std::to_chars(text, text + sizeof(text), value);
    std::string number(text, end.ptr);
    return number.find_first_of("e.") == std::string::npos ? number + ".0" : number;
}

void checkQuantiles(EvalContext &context, const std::vector<double> &values, TextSpan span)
{
    for (const double q : values) {
        if (std::isnan(q) || q < 0 || q > 1)
            context.annotations.add(Remark::InvalidQuantile, span, q);
    }
}

/// histogram_quantiles(): one for each value that the argument takes at any step.
void addQuantiles(const std::string &label, const std::vector<double> &column, TextSpan span,
                  std::vector<Question> &questions)
{
    std::set<std::string> known;
    for (const double value : column) {
        const std::string text = numberText(value);
        if (!known.insert(text).second)
            continue;
        Question question{false, column, {}, label, text, span};
        for (double &q : question.first) {
            if (numberText(q) != text)
                q = AbsentValue;
        }
        questions.push_back(std::move(question));
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
        questions.push_back({true, scalars[0], scalars[1], {}, {}, spans[0]});
        return questions;
    }
    for (std::size_t i = 0; i < scalars.size(); ++i)
        checkQuantiles(context, scalars[i], spans[i]);
    if (expr.function->id == FunctionId::HistogramQuantile) {
        questions.push_back({false, scalars[0], {}, {}, {}, spans[0]});
        return questions;
    }
    const auto &label = static_cast<const StringExpr &>(withoutParens(*expr.arguments[1])).value;
    for (std::size_t i = 0; i < scalars.size(); ++i)
        addQuantiles(label, scalars[i], spans[i], questions);
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
    MemoryCharge memory(context);
    if (auto charged = memory.add(rowBytes((*source)->size(), grid.count)); !charged)
        return Failure(charged.error());
    auto rows = readAll(**source, grid.count);
    if (!rows)
        return Failure(rows.error());
    const std::vector<HistogramFamily> families =
        findFamilies(context, **source, *rows, (*vector)->span);
    if (auto charged = memory.add(rowBytes(families.size() * questions->size(), grid.count));
        !charged)
        return Failure(charged.error());
    Rows out;
    Answers answers(context, **source, *rows, (*vector)->span);
    for (const Question &question : *questions) {
        answers.answer(question, families, out);
        if (auto going = context.check(); !going)
            return Failure(going.error());
    }
    if (out.block.rows() == 0)
        out.block.reset(0, grid.count);
    return mergeEqual(context, makeRows(context, std::move(out)), grid);
}

} // namespace tinyobs::promql
