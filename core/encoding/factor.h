#pragma once

// Common factors of integers, and division by them without dividing. Plain values, any thread.

#include <cstdint>
#include <span>

namespace tinyobs::encoding {

/// Divides signed 64-bit numbers by one divisor, exactly: the low zero bits are shifted out, the
/// odd rest is undone by multiplying with its inverse modulo 2^64.
class ExactDivisor
{
public:
    /// divisor: 1 .. 2^63
    explicit ExactDivisor(std::uint64_t divisor);

    bool divides(std::uint64_t number) const
    {
        return (number & m_lowBits) == 0 && quotient(number) + m_largest <= 2 * m_largest;
    }

    /// Of a number that it divides; both are signed numbers modulo 2^64.
    std::uint64_t quotient(std::uint64_t number) const
    {
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(number) >> m_shift) * m_inverse;
    }

private:
    unsigned m_shift;
    std::uint64_t m_lowBits;
    std::uint64_t m_inverse;
    std::uint64_t m_largest; // quotient of the odd part
};

/// Greatest common divisor of these signed numbers, 0 when all are 0.
std::uint64_t commonFactor(std::span<const std::uint64_t> numbers);

} // namespace tinyobs::encoding
