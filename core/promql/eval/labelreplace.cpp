// label_replace() and label_join(): rows stay, labels change.

#include "core/base/utf8.h"
#include "core/promql/eval/labelops.h"
#include "core/promql/eval/rowmap.h"

#include <re2/re2.h>

#include <cctype>
#include <optional>
#include <string>
#include <utility>

namespace tinyobs::promql {
namespace {

class RelabelOperator : public PassingOperator
{
public:
    RelabelOperator(OperatorPtr source, std::vector<Labels> labels)
        : PassingOperator(std::move(source))
        , m_labels(std::move(labels))
    {
    }

    Labels labels(std::size_t series) const override { return m_labels[series]; }
    SeriesGroups group(const Grouping &grouping) const override
    {
        return Operator::group(grouping);
    }
    bool isUniqueWithoutName() const override { return false; }
    Result<void> next(RowBlock &block) override { return m_source->next(block); }

private:
    std::vector<Labels> m_labels;
};

template <typename Change>
Result<OperatorPtr> relabelled(EvalContext &context, OperatorPtr source, const StepGrid &grid,
                               Change change)
{
    std::vector<Labels> labels;
    labels.reserve(source->size());
    for (std::size_t i = 0; i < source->size(); ++i)
        labels.push_back(change(source->labels(i)));
    return refuseEqual(
        context, std::make_unique<RelabelOperator>(std::move(source), std::move(labels)), grid);
}

const std::string &text(const CallExpr &expr, std::size_t argument)
{
    return static_cast<const StringExpr &>(withoutParens(*expr.arguments[argument])).value;
}

/// Any UTF-8 text but the empty one.
bool isLabelName(std::string_view name)
{
    return !name.empty() && isUtf8(name);
}

Failure refused(const CallExpr &expr, const char *what, const std::string &value)
{
    return fail(Error::Code::Execution,
                std::string(what) + " in " + std::string(expr.function->name) + "(): " + value);
}

/// What `$name` or `${name}` at the front of a template means: the name, and how long it is. Go's
/// rule: the longest run of letters, digits and underscores.
std::optional<std::pair<std::string_view, std::size_t>> reference(std::string_view text)
{
    const auto isWord = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    };
    const bool inBraces = text.size() > 1 && text[1] == '{';
    const std::size_t begin = inBraces ? 2 : 1;
    std::size_t end = begin;
    while (end < text.size() && isWord(text[end]))
        ++end;
    if (end == begin || (inBraces && (end == text.size() || text[end] != '}')))
        return std::nullopt;
    return std::pair(text.substr(begin, end - begin), inBraces ? end + 1 : end);
}

std::string_view groupOf(const re2::RE2 &regex, std::span<const re2::StringPiece> groups,
                         std::string_view name)
{
    std::size_t number = 0;
    bool isNumber = true;
    for (const char c : name) {
        isNumber = isNumber && std::isdigit(static_cast<unsigned char>(c)) && number < 1000;
        number = number * 10 + static_cast<std::size_t>(c - '0');
    }
    if (isNumber && name.size() > 1 && name[0] == '0')
        isNumber = false; // Go takes "01" for a name
    if (!isNumber) {
        const auto named = regex.NamedCapturingGroups().find(std::string(name));
        if (named == regex.NamedCapturingGroups().end())
            return {};
        number = static_cast<std::size_t>(named->second);
    }
    if (number >= groups.size())
        return {};
    return {groups[number].data(), groups[number].size()};
}

std::string expand(std::string_view pattern, const re2::RE2 &regex,
                   std::span<const re2::StringPiece> groups)
{
    std::string out;
    while (!pattern.empty()) {
        if (pattern[0] != '$') {
            out += pattern[0];
            pattern.remove_prefix(1);
        } else if (pattern.starts_with("$$")) {
            out += '$';
            pattern.remove_prefix(2);
        } else if (const auto found = reference(pattern)) {
            out += groupOf(regex, groups, found->first);
            pattern.remove_prefix(found->second);
        } else {
            out += '$';
            pattern.remove_prefix(1);
        }
    }
    return out;
}

} // namespace

Result<OperatorPtr> planLabelReplace(EvalContext &context, const CallExpr &expr,
                                     const StepGrid &grid)
{
    const std::string &target = text(expr, 1);
    const std::string &replacement = text(expr, 2);
    const std::string &from = text(expr, 3);
    re2::RE2::Options options;
    options.set_log_errors(false);
    const re2::RE2 regex("^(?s:" + text(expr, 4) + ")$", options);
    if (!regex.ok())
        return refused(expr, "invalid regular expression", text(expr, 4));
    if (!isLabelName(target))
        return refused(expr, "invalid destination label name", target);
    auto source = planVector(context, *expr.arguments[0], grid);
    if (!source)
        return source;
    std::vector<re2::StringPiece> groups(static_cast<std::size_t>(regex.NumberOfCapturingGroups()) +
                                         1);
    return relabelled(context, *std::move(source), grid, [&](Labels labels) {
        const std::string_view value = labels.value(from);
        const bool matches =
            regex.Match({value.data(), value.size()}, 0, value.size(), re2::RE2::UNANCHORED,
                        groups.data(), static_cast<int>(groups.size()));
        return matches ? withLabel(labels, target, expand(replacement, regex, groups)) : labels;
    });
}

Result<OperatorPtr> planLabelJoin(EvalContext &context, const CallExpr &expr, const StepGrid &grid)
{
    const std::string &target = text(expr, 1);
    const std::string &separator = text(expr, 2);
    std::vector<std::string> names;
    for (std::size_t i = 3; i < expr.arguments.size(); ++i) {
        names.push_back(text(expr, i));
        if (!isLabelName(names.back()))
            return refused(expr, "invalid source label name", names.back());
    }
    if (!isLabelName(target))
        return refused(expr, "invalid destination label name", target);
    auto source = planVector(context, *expr.arguments[0], grid);
    if (!source)
        return source;
    return relabelled(context, *std::move(source), grid, [&](const Labels &labels) {
        std::string joined;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (i > 0)
                joined += separator;
            joined += labels.value(names[i]);
        }
        return withLabel(labels, target, joined);
    });
}

} // namespace tinyobs::promql
