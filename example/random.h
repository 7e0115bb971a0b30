#pragma once

// Random numbers of the simulation. The distributions are written out because the standard
// library's differ between implementations, and the same seed has to give the same charts
// everywhere.

#include <cstdint>
#include <random>
#include <string_view>

namespace tinyobs::example {

class Random
{
public:
    explicit Random(std::uint64_t seed);

    double uniform(); ///< [0, 1)
    double normal();  ///< mean 0, deviation 1
    /// Skewed like real latencies: half of the values are below `median`.
    double logNormal(double median, double spread);
    /// How many of independent events happen when `mean` are expected.
    int poisson(double mean);
    bool chance(double share) { return uniform() < share; }

private:
    std::mt19937_64 m_engine;
};

/// A fixed number in [0, 1) for a text and a number, for events that must fall at the same
/// simulated time whenever the program was started.
double fixedFraction(std::string_view text, std::int64_t number);

} // namespace tinyobs::example
