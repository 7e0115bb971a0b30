#include "core/base/utf8.h"
#include "core/promql/syntax/aggregations.h"
#include "core/promql/syntax/literals.h"
#include "core/promql/syntax/operators.h"
#include "core/promql/syntax/pieces.h"
#include "core/promql/syntax/printer.h"
#include "core/promql/syntax/selectors.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace tinyobs::promql {
namespace {

std::string quotedJson(std::string_view text)
{
    std::string out = "\"";
    while (!text.empty()) {
        const std::size_t length = utf8CharacterLength(text);
        const auto byte = static_cast<unsigned char>(text.front());
        if (length == 0) {
            out += "\xef\xbf\xbd";
        } else if (byte < 0x20) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", byte);
            out += escape;
        } else {
            if (byte == '"' || byte == '\\')
                out += '\\';
            out += text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out + '"';
}

std::string_view truth(bool value)
{
    return value ? "true" : "false";
}

std::string listOf(const std::vector<std::string> &labels)
{
    std::string out;
    for (const std::string &label : labels)
        out.append(out.empty() ? "" : ",").append(quotedJson(label));
    return "[" + out + "]";
}

std::string shiftOf(const TimeShift &shift)
{
    const std::string timestamp =
        shift.at == AtKind::Time ? std::to_string(shift.atMs) : std::string("null");
    const std::string_view bound = shift.at == AtKind::Start ? "\"start\""
                                   : shift.at == AtKind::End ? "\"end\""
                                                             : "null";
    return ",\"offset\":" + std::to_string(shift.offset.ms) + ",\"timestamp\":" + timestamp +
           ",\"startOrEnd\":" + std::string(bound);
}

std::string selectorJson(const SelectorExpr &expr)
{
    std::string matchers;
    for (const Matcher &matcher : expr.matchers) {
        matchers.append(matchers.empty() ? "" : ",")
            .append("{\"name\":" + quotedJson(matcher.name()))
            .append(",\"value\":" + quotedJson(matcher.value()))
            .append(",\"type\":\"" + std::string(toText(matcher.op())) + "\"}");
    }
    std::string out = "{\"type\":";
    out += expr.range ? "\"matrixSelector\",\"range\":" + std::to_string(expr.range->ms)
                      : "\"vectorSelector\"";
    out += ",\"name\":" + quotedJson(expr.isNamedInBraces ? "" : expr.metric) + ",\"matchers\":[" +
           matchers + "]";
    out += shiftOf(expr.shift);
    out.append(",\"anchored\":").append(truth(expr.extension == RangeExtension::Anchored));
    out.append(",\"smoothed\":").append(truth(expr.extension == RangeExtension::Smoothed));
    return out + "}";
}

std::string fillJson(const std::optional<double> &value)
{
    std::string out;
    if (value && std::isfinite(*value))
        appendNumber(out, *value);
    return out.empty() ? "null" : out;
}

std::string matchingJson(const BinaryExpr &expr)
{
    if (expr.left->type != ValueType::Vector || expr.right->type != ValueType::Vector)
        return "null";
    constexpr std::array<std::string_view, 4> Cards{"one-to-one", "many-to-one", "one-to-many",
                                                    "many-to-many"};
    const VectorMatching &matching = expr.matching;
    std::string out = "{\"card\":\"";
    out.append(Cards[static_cast<std::size_t>(matching.cardinality)]);
    out.append("\",\"labels\":" + listOf(matching.labels) + ",\"on\":");
    out.append(truth(matching.on)).append(",\"include\":" + listOf(matching.include));
    out.append(",\"fillValues\":{\"lhs\":" + fillJson(matching.fillLeft));
    return out.append(",\"rhs\":" + fillJson(matching.fillRight) + "}}");
}

Pieces callPieces(const CallExpr &expr)
{
    const Function &function = *expr.function;
    std::string types;
    for (const ValueType type : function.arguments)
        types.append(types.empty() ? "\"" : ",\"").append(toText(type)).append("\"");
    Pieces pieces;
    pieces.text("{\"type\":\"call\",\"func\":{\"name\":\"")
        .text(function.name)
        .text("\",\"argTypes\":[" + types + "],\"variadic\":" + std::to_string(function.variadic))
        .text(",\"returnType\":\"")
        .text(toText(function.result))
        .text("\"},\"args\":[");
    for (const ExprPtr &argument : expr.arguments)
        pieces.text(argument == expr.arguments.front() ? "" : ",").child(*argument);
    return pieces.text("]}");
}

Pieces aggregatePieces(const AggregateExpr &expr)
{
    Pieces pieces;
    pieces.text("{\"type\":\"aggregation\",\"op\":\"").text(toText(expr.op)).text("\",\"expr\":");
    pieces.child(*expr.expr).text(",\"param\":");
    if (expr.parameter)
        pieces.child(*expr.parameter);
    else
        pieces.text("null");
    return pieces.text(",\"grouping\":" + listOf(expr.grouping) + ",\"without\":")
        .text(truth(expr.without))
        .text("}");
}

Pieces binaryPieces(const BinaryExpr &expr)
{
    return Pieces()
        .text("{\"type\":\"binaryExpr\",\"op\":\"")
        .text(toText(expr.op))
        .text("\",\"lhs\":")
        .child(*expr.left)
        .text(",\"rhs\":")
        .child(*expr.right)
        .text(",\"matching\":" + matchingJson(expr) + ",\"bool\":")
        .text(truth(expr.returnsBool))
        .text("}");
}

Pieces subqueryPieces(const SubqueryExpr &expr)
{
    return Pieces()
        .text("{\"type\":\"subquery\",\"expr\":")
        .child(*expr.expr)
        .text(",\"range\":" + std::to_string(expr.range.ms))
        .text(",\"step\":" + std::to_string(expr.step ? expr.step->ms : 0))
        .text(shiftOf(expr.shift) + "}");
}

std::string numberJson(const NumberExpr &expr)
{
    std::string value;
    appendNumber(value, expr.value);
    return "{\"type\":\"numberLiteral\",\"val\":\"" + value + "\"}";
}

Pieces piecesOf(const Expr &expr, int)
{
    switch (expr.kind) {
    case ExprKind::Number:
        return Pieces().text(numberJson(static_cast<const NumberExpr &>(expr)));
    case ExprKind::String:
        return Pieces().text("{\"type\":\"stringLiteral\",\"val\":" +
                             quotedJson(static_cast<const StringExpr &>(expr).value) + "}");
    case ExprKind::Selector:
        return Pieces().text(selectorJson(static_cast<const SelectorExpr &>(expr)));
    case ExprKind::Subquery:
        return subqueryPieces(static_cast<const SubqueryExpr &>(expr));
    case ExprKind::Call:
        return callPieces(static_cast<const CallExpr &>(expr));
    case ExprKind::Aggregate:
        return aggregatePieces(static_cast<const AggregateExpr &>(expr));
    case ExprKind::Binary:
        return binaryPieces(static_cast<const BinaryExpr &>(expr));
    case ExprKind::Unary: {
        const auto &unary = static_cast<const UnaryExpr &>(expr);
        return Pieces()
            .text("{\"type\":\"unaryExpr\",\"op\":\"")
            .text(unary.isNegative ? "-\",\"expr\":" : "+\",\"expr\":")
            .child(*unary.expr)
            .text("}");
    }
    case ExprKind::Paren:
        break;
    }
    return Pieces()
        .text("{\"type\":\"parenExpr\",\"expr\":")
        .child(*static_cast<const ParenExpr &>(expr).expr)
        .text("}");
}

} // namespace

std::string treeJson(const Expr &expr)
{
    std::string out;
    writeTree(expr, piecesOf, [&out](std::string_view text) { out += text; });
    return out;
}

} // namespace tinyobs::promql
