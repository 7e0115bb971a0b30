#include "example/shapes.h"

#include "example/random.h"

#include <cmath>
#include <numbers>

namespace tinyobs::example {
namespace {

constexpr double DaySeconds = 86'400;
constexpr double BatchEverySeconds = 300;
constexpr double BatchSeconds = 30;
constexpr double BurstWindowSeconds = 600;
constexpr double BurstSeconds = 45;
constexpr double BurstChance = 0.5;
constexpr double BurstShare = 0.2;

double wave(double seconds, double periodSeconds)
{
    return std::sin(2 * std::numbers::pi * seconds / periodSeconds);
}

// Keeps a chart of some minutes from being a straight line.
double wobble(double seconds)
{
    return 1 + 0.06 * wave(seconds, 437) + 0.04 * wave(seconds, 171);
}

double daily(double seconds)
{
    const double sinceNight = seconds - 4.0 * 3600; // quietest at four in the morning
    const double day = -std::cos(2 * std::numbers::pi * sinceNight / DaySeconds);
    const double twoPeaks = -std::cos(4 * std::numbers::pi * sinceNight / DaySeconds);
    return 1 + 0.62 * day + 0.16 * twoPeaks;
}

} // namespace

double shapeFactor(Shape shape, double unixSeconds)
{
    switch (shape) {
    case Shape::Steady:
        return wobble(unixSeconds);
    case Shape::Daily:
        return daily(unixSeconds) * wobble(unixSeconds);
    case Shape::Batches:
        return std::fmod(unixSeconds, BatchEverySeconds) < BatchSeconds ? 5.5 : 0.5;
    }
    return 1;
}

double errorBurstShare(std::string_view service, double unixSeconds)
{
    const double window = std::floor(unixSeconds / BurstWindowSeconds);
    const auto number = std::int64_t(window);
    if (fixedFraction(service, 2 * number) >= BurstChance)
        return 0;
    const double latestStart = BurstWindowSeconds - BurstSeconds;
    const double start =
        window * BurstWindowSeconds + fixedFraction(service, 2 * number + 1) * latestStart;
    const double progress = (unixSeconds - start) / BurstSeconds;
    if (progress < 0 || progress > 1)
        return 0;
    return BurstShare * std::sin(std::numbers::pi * progress);
}

} // namespace tinyobs::example
