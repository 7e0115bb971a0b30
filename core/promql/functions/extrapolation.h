#pragma once

// How much of a window its samples stand for: rate(), increase() and delta() extrapolate to the
// window's edges where a sample is near, half a gap beyond the last one otherwise. Pure function.

#include "core/base/clock.h"

#include <cstddef>

namespace tinyobs::promql {

struct Sampled
{
    TimeMs firstMs = 0;
    TimeMs lastMs = 0;
    std::size_t count = 0; // of samples, two at least
    /// Of a counter that goes up: its value at first, and by how much it rose. It cannot have begun
    /// below zero.
    bool isRisingCounter = false;
    double firstValue = 0;
    double increase = 0;
};

/// By what to multiply the difference between the first sample and the last one. Computed in
/// seconds and in the order of Prometheus, so that the last bit is the same.
double extrapolation(const Sampled &sampled, TimeMs beginMs, TimeMs endMs);

} // namespace tinyobs::promql
