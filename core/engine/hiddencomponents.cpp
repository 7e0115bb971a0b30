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
