#include "tests/fuzz/querytext.h"

#include "core/promql/syntax/aggregations.h"
#include "core/promql/syntax/operators.h"

#include <string_view>
#include <vector>

namespace tinyobs::test {
namespace {

using promql::ValueType;

constexpr int MaxDepth = 4;

std::string inParens(const std::string &text)
{
    return '(' + text + ')';
}

std::string operatorText(const promql::OperatorRow &row)
{
    return ' ' + std::string(row.text) + ' ';
}

} // namespace

std::string QueryText::next()
{
    switch (m_bytes.below(16)) {
    case 13:
        return scalar(MaxDepth);
    case 14:
        return range(MaxDepth);
    case 15:
        return text();
    default:
        return vector(MaxDepth);
    }
}

std::string QueryText::expression(ValueType type, int depth)
{
    switch (type) {
    case ValueType::Scalar:
        return scalar(depth);
    case ValueType::Vector:
        return vector(depth);
    case ValueType::RangeVector:
        return range(depth);
    case ValueType::String:
        return text();
    }
    return {};
}

std::string QueryText::vector(int depth)
{
    if (depth <= 0 || m_left == 0 || m_bytes.isEmpty())
        return selector() + shift();
    --m_left;
    switch (m_bytes.below(16)) {
    case 0:
        return selector() + shift();
    case 1:
        return selector() + (m_bytes.oneIn(4) ? " smoothed" : "") + shift();
    case 2:
        return '-' + inParens(vector(depth - 1));
    case 3:
        return extendedRate();
    case 4:
    case 5:
    case 6:
        return aggregation(depth - 1);
    case 7:
    case 8:
        return vectors(depth - 1);
    case 9:
        return withScalar(depth - 1);
    default:
        return call(ValueType::Vector, depth - 1);
    }
}

std::string QueryText::scalar(int depth)
{
    if (depth <= 0 || m_left == 0 || m_bytes.isEmpty())
        return number();
    --m_left;
    switch (m_bytes.below(8)) {
    case 4:
        return '-' + inParens(scalar(depth - 1));
    case 5:
        return scalars(depth - 1);
    case 6:
    case 7:
        return call(ValueType::Scalar, depth - 1);
    default:
        return number();
    }
}

std::string QueryText::range(int depth)
{
    if (depth > 0 && m_left > 0 && m_bytes.oneIn(4))
        return subquery(depth - 1);
    return selector() + '[' + duration() + ']' + shift();
}

/// The extensions are refused elsewhere.
std::string QueryText::extendedRate()
{
    constexpr std::string_view Anchored[] = {"rate", "increase", "delta", "resets", "changes"};
    constexpr std::string_view Smoothed[] = {"rate", "increase", "delta"};
    const bool isAnchored = m_bytes.oneIn(2);
    const std::string name(isAnchored ? m_bytes.pick(Anchored) : m_bytes.pick(Smoothed));
    return name + '(' + selector() + '[' + duration() + ']' +
           (isAnchored ? " anchored" : " smoothed") + shift() + ')';
}

std::string QueryText::subquery(int depth)
{
    --m_left;
    const std::string step = m_bytes.oneIn(3) ? duration() : "";
    return inParens(vector(depth)) + '[' + duration() + ':' + step + ']' + shift();
}

std::string QueryText::text()
{
    constexpr std::string_view Texts[] = {
        "\"job\"",  "\"instance\"", "\"le\"",  "\"new\"",  "\"$1-x\"",           "\"(.*)\"",
        "\"(a).\"", "\"${1}\"",     "\"\"",    "\"zone\"", "\"(?P<n>.)(b|c)?\"", "\"$n\"",
        "\"-\"",    "\"__name__\"", "\"a.b\"", "\"[\"",    "\"\\xff\"",          "'q'"};
    return std::string(m_bytes.pick(Texts));
}

std::string QueryText::number()
{
    constexpr std::string_view Numbers[] = {"1",   "0",     "2",    "0.5",  "-1",     "1e3",
                                            "NaN", "Inf",   "-Inf", "0.9",  "1e-300", "5m",
                                            "100", "1e300", "-0.3", "0x1F", "3"};
    return std::string(m_bytes.pick(Numbers));
}

std::string QueryText::selector()
{
    constexpr std::string_view Metrics[] = {"requests_total", "level",  "latency_bucket",
                                            "native",         "native", "mixed",
                                            "target_info",    "level",  "missing"};
    constexpr std::string_view Matchers[] = {"job=\"api\"",       "job!=\"api\"",
                                             "instance=~\"a|b\"", "instance!~\"a.*\"",
                                             "zone=\"\"",         "zone=~\".+\"",
                                             "job=~\"(?i:API)\"", "nothing=\"\"",
                                             "le=\"+Inf\"",       "job=\"web\",instance=\"a\"",
                                             "job=~\"\"",         "zone!=\"east\""};
    const std::string metric(m_bytes.pick(Metrics));
    switch (m_bytes.below(8)) {
    case 5:
        return metric + '{' + std::string(m_bytes.pick(Matchers)) + '}';
    case 6:
        return "{__name__=~\"" + metric.substr(0, 2) + ".*\"," +
               std::string(m_bytes.pick(Matchers)) + '}';
    case 7:
        return "{\"" + metric + "\"," + std::string(m_bytes.pick(Matchers)) + '}';
    default:
        return metric;
    }
}

std::string QueryText::duration()
{
    constexpr std::string_view Durations[] = {"5m",
                                              "1m",
                                              "10m",
                                              "2m",
                                              "90",
                                              "5m",
                                              "20m",
                                              "1h",
                                              "3m",
                                              "4m",
                                              "30s",
                                              "15s",
                                              "1ms",
                                              "step()",
                                              "max(step(), 1m)",
                                              "range()",
                                              "(1m + 30s) * 2",
                                              "min(1m, 90s)",
                                              "2m",
                                              "299s999ms"};
    return std::string(m_bytes.pick(Durations));
}

std::string QueryText::shift()
{
    constexpr std::string_view Offsets[] = {" offset 1m", " offset -2m",     " offset 30s",
                                            " offset 7m", " offset -step()", " offset (1m * 2)"};
    constexpr std::string_view Moments[] = {" @ start()", " @ end()", " @ 600", " @ 1200.5",
                                            " @ -10"};
    switch (m_bytes.below(12)) {
    case 8:
        return std::string(m_bytes.pick(Offsets));
    case 9:
        return std::string(m_bytes.pick(Moments));
    case 10:
        return std::string(m_bytes.pick(Offsets)) + std::string(m_bytes.pick(Moments));
    default:
        return {};
    }
}

std::string QueryText::labels()
{
    constexpr std::string_view Lists[] = {"(job)",
                                          "(instance)",
                                          "(job, instance)",
                                          "(le)",
                                          "()",
                                          "(zone, job)",
                                          "(\"a.b\")",
                                          "(__name__)",
                                          "(job, instance, zone)",
                                          "(job, job)",
                                          "(instance, le)",
                                          "(version)"};
    return std::string(m_bytes.pick(Lists));
}

std::string QueryText::call(ValueType result, int depth)
{
    std::vector<const promql::Function *> choices;
    for (const promql::Function &function : promql::allFunctions()) {
        if (function.result == result)
            choices.push_back(&function);
    }
    const promql::Function &function = *m_bytes.pick(choices);
    std::size_t count = function.arguments.size();
    if (function.variadic != 0) {
        const std::size_t most = function.variadic < 0 ? 3 : std::size_t(function.variadic);
        count = count - 1 + m_bytes.below(most + 1);
    }
    std::string call(function.name);
    call += '(';
    for (std::size_t i = 0; i < count; ++i) {
        const ValueType type = function.arguments[std::min(i, function.arguments.size() - 1)];
        const bool namesLabels = function.id == promql::FunctionId::Info && i == 1;
        call += i > 0 ? ", " : "";
        call +=
            namesLabels ? (m_bytes.oneIn(2) ? "{version=~\".+\"}" : "{}") : expression(type, depth);
    }
    return call + ')';
}

std::string QueryText::aggregation(int depth)
{
    const promql::AggregationRow &row = m_bytes.pick(promql::aggregationRows());
    std::string made(row.name);
    switch (m_bytes.below(3)) {
    case 1:
        made += " by " + labels();
        break;
    case 2:
        made += " without " + labels();
        break;
    default:
        break;
    }
    const std::string parameter = row.parameter ? expression(*row.parameter, depth) + ", " : "";
    return made + " (" + parameter + vector(depth) + ')';
}

std::string QueryText::matching(bool isSet)
{
    constexpr std::string_view Groups[] = {"",
                                           "",
                                           "",
                                           " group_left ()",
                                           " group_right ()",
                                           " group_left (version)",
                                           " group_right (extra)"};
    constexpr std::string_view Fills[] = {"",
                                          "",
                                          "",
                                          " fill (0)",
                                          " fill_left (-1)",
                                          " fill_right (NaN)",
                                          " fill_left (1) fill_right (2)"};
    std::string made;
    if (!m_bytes.oneIn(3))
        made = (m_bytes.oneIn(2) ? " on " : " ignoring ") + labels();
    if (isSet)
        return made;
    // A label may not be in both lists.
    if (!made.empty() && made.find("version") == std::string::npos)
        made += m_bytes.pick(Groups);
    return made + std::string(m_bytes.pick(Fills));
}

std::string QueryText::vectors(int depth)
{
    const promql::OperatorRow &row = m_bytes.pick(promql::operatorRows());
    std::string op = operatorText(row);
    if (row.kind == promql::OperatorClass::Comparison && m_bytes.oneIn(3))
        op += "bool";
    op += matching(row.kind == promql::OperatorClass::Set);
    const std::string left = inParens(vector(depth));
    return inParens(left + op + ' ' + inParens(vector(depth)));
}

std::string QueryText::withScalar(int depth)
{
    const promql::OperatorRow *row = &m_bytes.pick(promql::operatorRows());
    if (row->kind == promql::OperatorClass::Set)
        row = &promql::operatorRows()[0];
    std::string op = operatorText(*row);
    if (row->kind == promql::OperatorClass::Comparison && m_bytes.oneIn(3))
        op += "bool ";
    const std::string one = inParens(vector(depth));
    const std::string other = inParens(scalar(depth));
    return inParens(m_bytes.oneIn(3) ? other + op + one : one + op + other);
}

std::string QueryText::scalars(int depth)
{
    const promql::OperatorRow *row = &m_bytes.pick(promql::operatorRows());
    if (row->kind == promql::OperatorClass::Set)
        row = &promql::operatorRows()[0];
    std::string op = operatorText(*row);
    if (row->kind == promql::OperatorClass::Comparison)
        op += "bool ";
    const std::string left = inParens(scalar(depth));
    return inParens(left + op + inParens(scalar(depth)));
}

} // namespace tinyobs::test
