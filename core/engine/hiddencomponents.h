#pragma once

// A native histogram is stored as a series for each of its components
// (core/model/histogramcomponent.h). People see one: the count of observations, without the label
// that names the component. Plain functions, usable in any thread.

#include "core/model/matcher.h"
#include "core/storage/store.h"

#include <span>
#include <vector>

namespace tinyobs {

/// Leaves the other components out, unless a condition is on their label. Costs nothing where no
/// native histograms are stored.
void hideComponents(const Store &store, std::vector<Matcher> &matchers);

/// The same for selectors of PromQL, where no series has that label: a condition on it goes by the
/// empty value. Without selectors, which stand for all series, one is made. False when none of them
/// can match.
bool hideComponents(const Store &store, std::vector<std::vector<Matcher>> &selectors);

/// Whether a condition is on that label: then it is shown, too.
bool asksForComponents(std::span<const Matcher> matchers);

/// Takes the component's label away, if there is one.
void dropComponent(Labels &labels);

} // namespace tinyobs
