#include "core/engine/hiddencomponents.h"

#include "core/model/histogramcomponent.h"

#include <algorithm>
#include <string>

namespace tinyobs {

void hideComponents(const Store &store, std::vector<Matcher> &matchers)
{
    const std::string label(HistogramLabel);
    if (asksForComponents(matchers) || store.labelValues(label, {}).empty())
        return;
    matchers.push_back(
        *Matcher::make(Matcher::Op::Match, label, "|" + toText(HistogramComponent{})));
}

bool hideComponents(const Store &store, std::vector<std::vector<Matcher>> &selectors)
{
    const auto isOnComponent = [](const Matcher &matcher) {
        return matcher.name() == HistogramLabel;
    };
    const bool isAll = selectors.empty();
    std::erase_if(selectors, [&](const std::vector<Matcher> &selector) {
        return std::ranges::any_of(selector, [&](const Matcher &matcher) {
            return isOnComponent(matcher) && !matcher.matchesEmpty();
        });
    });
    if (isAll && !store.labelValues(HistogramLabel, {}).empty())
        selectors.emplace_back();
    for (std::vector<Matcher> &selector : selectors) {
        std::erase_if(selector, isOnComponent);
        hideComponents(store, selector);
    }
    return isAll || !selectors.empty();
}

bool asksForComponents(std::span<const Matcher> matchers)
{
    return std::ranges::any_of(
        matchers, [](const Matcher &matcher) { return matcher.name() == HistogramLabel; });
}

void dropComponent(Labels &labels)
{
    if (labels.value(HistogramLabel).empty())
        return;
    std::vector<LabelView> kept;
    for (const LabelView label : labels) {
        if (label.name != HistogramLabel)
            kept.push_back(label);
    }
    labels = Labels::fromPairs(std::move(kept));
}

} // namespace tinyobs
