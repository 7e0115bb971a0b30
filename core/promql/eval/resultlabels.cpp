#include "core/promql/eval/resultlabels.h"

#include "core/promql/eval/labelops.h"

#include <algorithm>
#include <array>

namespace tinyobs::promql {
namespace {

constexpr std::array MetadataLabels{MetricNameLabel, std::string_view("__type__"),
                                    std::string_view("__unit__")};

bool contains(std::span<const std::string> names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

bool ResultLabels::dropsName() const
{
    const bool isTrim = m_expr.op == BinaryOp::TrimUpper || m_expr.op == BinaryOp::TrimLower;
    return m_expr.returnsBool || (!isComparison(m_expr.op) && !isTrim);
}

Labels ResultLabels::of(const Labels &many, const Labels &one) const
{
    const VectorMatching &matching = m_expr.matching;
    Labels labels = dropsName() ? withoutName(many) : many;
    if (isOneToOne())
        labels = matching.on ? keepOnly(labels, matching.labels) : dropAll(labels, matching.labels);
    for (const std::string &name : matching.include)
        labels = withLabel(labels, name, one.value(name));
    return labels;
}

OwnGrouping ResultLabels::onMany(const Grouping &grouping) const
{
    const VectorMatching &matching = m_expr.matching;
    // Whether the result may have the label at all.
    const auto survives = [&](std::string_view name) {
        if (dropsName() && isMetadataLabel(name))
            return false;
        return !isOneToOne() || contains(matching.labels, name) == matching.on;
    };
    OwnGrouping own;
    if (!grouping.without) {
        std::copy_if(grouping.names.begin(), grouping.names.end(), std::back_inserter(own.names),
                     survives);
        return own;
    }
    if (isOneToOne() && matching.on) {
        std::copy_if(matching.labels.begin(), matching.labels.end(), std::back_inserter(own.names),
                     [&](const std::string &name) {
                         return name != MetricNameLabel && survives(name) &&
                                !contains(grouping.names, name);
                     });
        return own;
    }
    own.without = true;
    own.names.assign(grouping.names.begin(), grouping.names.end());
    if (isOneToOne())
        own.names.insert(own.names.end(), matching.labels.begin(), matching.labels.end());
    if (dropsName())
        own.names.insert(own.names.end(), MetadataLabels.begin(), MetadataLabels.end());
    return own;
}

bool ResultLabels::canCollide() const
{
    const auto &labels = m_expr.matching.labels;
    return m_expr.matching.on && dropsName() &&
           std::any_of(labels.begin(), labels.end(),
                       [](const std::string &name) { return isMetadataLabel(name); });
}

} // namespace tinyobs::promql
