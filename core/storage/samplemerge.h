#pragma once

// Samples of one series from several places, of which the later place wins. Plain functions.

#include "core/model/samples.h"

namespace tinyobs {

/// Puts `later` behind or into `out`; both ascending with unique times. Where both have a time the
/// sample of `later` stays. `later` is left in no particular state.
void mergeLaterWins(SampleColumns &out, SampleColumns &later);

/// Sorts samples that are in the order of their writing; of one time the last written stays.
void sortLastWins(SampleColumns &columns);

/// Leaves the samples within [fromMs, toMs]; ascending.
void clip(SampleColumns &columns, TimeMs fromMs, TimeMs toMs);

} // namespace tinyobs
