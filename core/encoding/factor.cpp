#include "core/encoding/factor.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace tinyobs::encoding {
namespace {

constexpr std::size_t SampledNumbers = 16;

std::uint64_t magnitude(std::uint64_t number)
{
    return static_cast<std::int64_t>(number) < 0 ? 0 - number : number;
}

// x with odd * x == 1 modulo 2^64. Each round doubles the number of right bits, of which three are
// right from the start.
std::uint64_t inverseOf(std::uint64_t odd)
{
    std::uint64_t inverse = odd;
    for (int round = 0; round < 5; ++round)
        inverse *= 2 - odd * inverse;
    return inverse;
}

} // namespace

ExactDivisor::ExactDivisor(std::uint64_t divisor)
    : m_shift(static_cast<unsigned>(std::countr_zero(divisor)))
    , m_lowBits((std::uint64_t(1) << m_shift) - 1)
    , m_inverse(inverseOf(divisor >> m_shift))
    , m_largest(static_cast<std::uint64_t>(INT64_MAX) / (divisor >> m_shift))
{
}

std::uint64_t commonFactor(std::span<const std::uint64_t> numbers)
{
    // Most columns have none, which the first few tell.
    std::uint64_t factor = 0;
    const std::size_t sampled = std::min(SampledNumbers, numbers.size());
    for (std::size_t i = 0; i < sampled && factor != 1; ++i)
        factor = std::gcd(factor, magnitude(numbers[i]));
    for (std::size_t i = sampled; i < numbers.size() && factor == 0; ++i)
        factor = magnitude(numbers[i]);
    while (factor > 1) {
        const ExactDivisor divisor(factor);
        const auto other =
            std::find_if_not(numbers.begin(), numbers.end(),
                             [&divisor](std::uint64_t number) { return divisor.divides(number); });
        if (other == numbers.end())
            break;
        factor = std::gcd(factor, magnitude(*other));
    }
    return factor;
}

} // namespace tinyobs::encoding
