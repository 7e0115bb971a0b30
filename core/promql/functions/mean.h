#pragma once

// A mean by a compensated sum, which goes over to the running mean where the sum would overflow.
// Plain value.

#include "core/promql/kahan.h"

#include <cmath>

namespace tinyobs::promql {

struct Mean
{
    KahanSum sum; // or the mean so far, when it is running
    double count = 0;
    bool isRunning = false;

    void add(double value)
    {
        count += 1;
        if (count == 1) {
            sum.sum = value;
            return;
        }
        if (!isRunning) {
            KahanSum next = sum;
            next.add(value);
            if (!std::isinf(next.sum)) {
                sum = next;
                return;
            }
            isRunning = true;
            sum.sum /= count - 1;
            sum.lost /= count - 1;
        }
        const double weight = (count - 1) / count;
        sum.sum *= weight;
        sum.lost *= weight;
        sum.add(value / count);
    }
    double value() const { return isRunning ? sum.total() : sum.sum / count + sum.lost / count; }
};

} // namespace tinyobs::promql
