#pragma once

// Samples of one series as rows, one per window. Windows are (t - step, t] on absolute multiples of
// the step, as everywhere; but a day's rollups are made of that day's samples alone, and a sample
// at midnight belongs to the day that begins while its window ends there. So midnight parts that
// window: the samples before it make a row of the day that ends, the one at midnight makes a row of
// its own. A row's time is its last possible sample: the end of its window, or a millisecond before
// midnight. So each sample is in one row, each row lies within a day, rows of neighbouring days
// never have the same time, and the rows with times in (a, b] hold exactly the samples of (a, b]
// for all multiples a and b of the step. Plain functions, usable in any thread.

#include "core/encoding/rollupblock.h"
#include "core/model/samples.h"

#include <optional>

namespace tinyobs {

/// The time of the row that holds a sample of this time, or the row of this time itself.
TimeMs rollupRowTime(TimeMs timeMs, TimeMs stepMs);
/// The first time that the row holds, given its own time.
TimeMs rollupRowStart(TimeMs rowMs, TimeMs stepMs);

/// Appends rows of ascending samples. min and max leave NaN out unless there is nothing else, sum
/// does not; count and sum leave stale markers out; last is the last sample whatever it is. The
/// increase counts from the last sample before the row that is not NaN, `before` at first; a
/// decrease is a restart from zero.
void rollUp(const SampleColumns &samples, TimeMs stepMs, std::optional<double> before,
            encoding::RollupColumns &out);

/// Appends rows [from, to) of `rows`.
void appendRows(const encoding::RollupColumns &rows, std::size_t from, std::size_t to,
                encoding::RollupColumns &out);

} // namespace tinyobs
