#include "core/promql/eval/labelops.h"

#include "core/promql/syntax/quoting.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tinyobs::promql {
namespace {

bool isIn(std::span<const std::string> names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

template <typename Keeps>
Labels filtered(const Labels &labels, Keeps keeps)
{
    std::vector<LabelView> kept;
    for (const LabelView label : labels) {
        if (keeps(label.name))
            kept.push_back(label);
    }
    return Labels::fromPairs(std::move(kept));
}

} // namespace

bool isMetadataLabel(std::string_view name)
{
    return name == MetricNameLabel || name == "__type__" || name == "__unit__";
}

Labels withoutName(const Labels &labels)
{
    return filtered(labels, [](std::string_view name) { return !isMetadataLabel(name); });
}

Labels keepOnly(const Labels &labels, std::span<const std::string> names)
{
    return filtered(labels, [names](std::string_view name) { return isIn(names, name); });
}

Labels dropAll(const Labels &labels, std::span<const std::string> names)
{
    return filtered(labels, [names](std::string_view name) { return !isIn(names, name); });
}

Labels groupLabels(const Labels &labels, std::span<const std::string> names, bool without)
{
    if (!without)
        return keepOnly(labels, names);
    return filtered(labels, [names](std::string_view name) {
        return name != MetricNameLabel && !isIn(names, name);
    });
}

Labels withLabel(const Labels &labels, std::string_view name, std::string_view value)
{
    std::vector<LabelView> pairs;
    for (const LabelView label : labels) {
        if (label.name != name)
            pairs.push_back(label);
    }
    pairs.push_back({name, value});
    return Labels::fromPairs(std::move(pairs));
}

std::string labelsText(const Labels &labels)
{
    std::string text = "{";
    for (const LabelView label : labels) {
        if (text.size() > 1)
            text += ", ";
        text += label.name;
        text += '=';
        appendQuoted(text, label.value);
    }
    return text + '}';
}

bool precedes(const Labels &left, const Labels &right)
{
    auto l = left.begin();
    auto r = right.begin();
    for (; l != left.end() && r != right.end(); ++l, ++r) {
        const LabelView a = *l;
        const LabelView b = *r;
        if (a.name != b.name)
            return a.name < b.name;
        if (a.value != b.value)
            return a.value < b.value;
    }
    return l == left.end() && r != right.end();
}

} // namespace tinyobs::promql
