#pragma once

// A sum that keeps what each addition rounds away (Kahan's, with Neumaier's improvement): a long
// sum of floats is as exact as its values. Plain value.

#include <cmath>

namespace tinyobs::promql {

struct KahanSum
{
    double sum = 0;
    double lost = 0; // to add to the sum in the end

    void add(double value)
    {
        const double next = sum + value;
        if (std::isinf(next))
            lost = 0;
        else if (std::abs(sum) >= std::abs(value))
            lost += (sum - next) + value;
        else
            lost += (value - next) + sum;
        sum = next;
    }
    double total() const { return sum + lost; }
};

} // namespace tinyobs::promql
