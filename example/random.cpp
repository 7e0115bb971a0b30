#include "example/random.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tinyobs::example {
namespace {

// Above this mean the normal distribution is indistinguishable on a chart and needs one draw.
constexpr double ManyEvents = 30;

double fractionOf(std::uint64_t bits)
{
    return double(bits >> 11) * 0x1.0p-53;
}

} // namespace

Random::Random(std::uint64_t seed)
    : m_engine(seed)
{
}

double Random::uniform()
{
    return fractionOf(m_engine());
}

double Random::normal()
{
    // Box and Muller, one of the two values.
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

double Random::logNormal(double median, double spread)
{
    return median * std::exp(spread * normal());
}

int Random::poisson(double mean)
{
    if (mean <= 0)
        return 0;
    if (mean > ManyEvents)
        return std::max(0, int(std::lround(mean + std::sqrt(mean) * normal())));
    // Knuth: multiply uniforms until the product falls below e^-mean.
    const double limit = std::exp(-mean);
    int events = 0;
    for (double product = uniform(); product > limit; product *= uniform())
        ++events;
    return events;
}

double fixedFraction(std::string_view text, std::int64_t number)
{
    std::uint64_t hash = 0xcbf29ce484222325; // FNV-1a, then splitmix64 to spread neighbours
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    hash += std::uint64_t(number) * 0x9e3779b97f4a7c15;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
    return fractionOf(hash ^ (hash >> 31));
}

} // namespace tinyobs::example
