#include "core/encoding/rollupcolumn.h"

#include "core/encoding/decimal.h"
#include "core/encoding/intcolumn.h"
#include "core/encoding/valuecolumn.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>

namespace tinyobs::encoding {
namespace {

constexpr std::uint8_t HasCorrections = 0x80;

constexpr std::array LastCandidates{Related::Nothing};
constexpr std::array MaxCandidates{Related::Last, Related::Nothing};
constexpr std::array MinCandidates{Related::PreviousLast, Related::Last, Related::Max,
                                   Related::Nothing};
constexpr std::array SumCandidates{Related::CountTimesMiddle, Related::Nothing};
constexpr std::array IncreaseCandidates{Related::LastStep, Related::LastStepBits, Related::Nothing};

constexpr std::array<RollupField, 5> Fields{{
    {&RollupColumns::last, LastCandidates},
    {&RollupColumns::max, MaxCandidates},
    {&RollupColumns::min, MinCandidates},
    {&RollupColumns::sum, SumCandidates},
    {&RollupColumns::increase, IncreaseCandidates},
}};

std::uint64_t numberOf(double value, std::optional<int> exponent)
{
    return static_cast<std::uint64_t>(exponent ? nearestMantissa(value, *exponent)
                                               : orderedBits(value));
}

double valueOf(std::uint64_t number, std::optional<int> exponent)
{
    const auto integer = static_cast<std::int64_t>(number);
    return exponent ? fromDecimal(integer, *exponent) : fromOrderedBits(integer);
}

/// Ordered bits of a computed value. NaN counts as 0, its bits differ between processors.
std::uint64_t computedBits(double value)
{
    return std::isnan(value) ? 0 : static_cast<std::uint64_t>(orderedBits(value));
}

/// What to expect of the rows from `begin` on, from columns that stand before.
class Expectation
{
public:
    Expectation(const RollupColumns &rows, std::size_t begin, std::optional<int> exponent)
        : m_rows(rows)
        , m_begin(begin)
        , m_exponent(exponent)
    {
    }

    std::uint64_t operator()(Related related, std::size_t row) const
    {
        switch (related) {
        case Related::Nothing:
            return 0;
        case Related::Last:
            return numberOf(m_rows.last[row], m_exponent);
        case Related::Max:
            return numberOf(m_rows.max[row], m_exponent);
        case Related::PreviousLast:
            return numberOf(previousLast(row), m_exponent);
        case Related::CountTimesMiddle:
            return countTimesMiddle(row);
        case Related::LastStep:
        case Related::LastStepBits:
            return lastStep(row);
        }
        return 0;
    }

private:
    double previousLast(std::size_t row) const
    {
        return m_rows.last[row == m_begin ? row : row - 1];
    }

    std::uint64_t countTimesMiddle(std::size_t row) const
    {
        const double min = m_rows.min[row];
        const double max = m_rows.max[row];
        // No product is added to anything, so that no compiler makes one rounding of two.
        if (!m_exponent)
            return computedBits((min + max) * (0.5 * static_cast<double>(m_rows.counts[row])));
        const std::uint64_t twice =
            m_rows.counts[row] * (numberOf(min, m_exponent) + numberOf(max, m_exponent));
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(twice) >> 1);
    }

    std::uint64_t lastStep(std::size_t row) const
    {
        if (!m_exponent)
            return computedBits(m_rows.last[row] - previousLast(row));
        return numberOf(m_rows.last[row], m_exponent) - numberOf(previousLast(row), m_exponent);
    }

    const RollupColumns &m_rows;
    std::size_t m_begin;
    std::optional<int> m_exponent;
};

/// The values behind numbers that are known; the numbers are added up with what was expected.
void addExpected(std::span<std::int64_t> numbers, Related related, const Expectation &expectation,
                 std::size_t begin)
{
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(numbers[i]) +
                                               expectation(related, begin + i));
    }
}

std::optional<int> exponentFor(Related related, std::optional<int> exponent)
{
    return related == Related::LastStepBits ? std::nullopt : exponent;
}

/// What the ordered bits of each value are off from its decimal; empty when nothing.
std::vector<std::int64_t> correctionsOf(std::span<const double> values, std::optional<int> exponent)
{
    std::vector<std::int64_t> corrections(values.size());
    std::uint64_t any = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double decimal = valueOf(numberOf(values[i], exponent), exponent);
        const std::uint64_t off = static_cast<std::uint64_t>(orderedBits(values[i])) -
                                  static_cast<std::uint64_t>(orderedBits(decimal));
        corrections[i] = static_cast<std::int64_t>(off);
        any |= off;
    }
    if (any == 0)
        corrections.clear();
    return corrections;
}

void putRelated(Related related, const RollupField &field, const RollupColumns &rows,
                std::optional<int> exponent, std::vector<std::uint8_t> &out)
{
    const std::vector<double> &values = rows.*field.values;
    const std::vector<std::int64_t> corrections = correctionsOf(values, exponent);
    const Expectation expectation(rows, 0, exponent);
    std::vector<std::int64_t> numbers(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        numbers[i] =
            static_cast<std::int64_t>(numberOf(values[i], exponent) - expectation(related, i));
    }
    out.push_back(static_cast<std::uint8_t>(static_cast<unsigned>(related) |
                                            (corrections.empty() ? 0 : HasCorrections)));
    encodeIntColumn(numbers, out);
    encodeIntColumn(corrections, out);
}

} // namespace

std::span<const RollupField> rollupFields()
{
    return Fields;
}

void putRollupField(const RollupField &field, const RollupColumns &rows,
                    std::optional<int> exponent, std::vector<std::uint8_t> &out)
{
    std::vector<std::uint8_t> best;
    for (const Related related : field.candidates) {
        std::vector<std::uint8_t> bytes;
        putRelated(related, field, rows, exponentFor(related, exponent), bytes);
        if (best.empty() || bytes.size() < best.size())
            best.swap(bytes);
    }
    out.insert(out.end(), best.begin(), best.end());
}

Result<void> takeRollupField(ByteReader &in, const RollupField &field, std::size_t begin,
                             std::optional<int> exponent, RollupColumns &rows)
{
    const unsigned head = in.takeByte();
    const auto related = static_cast<Related>(head & ~unsigned(HasCorrections));
    if (in.failed() || std::find(field.candidates.begin(), field.candidates.end(), related) ==
                           field.candidates.end())
        return fail(Error::Code::Corruption, "rollup block: relation of a column is invalid");
    exponent = exponentFor(related, exponent);
    const std::size_t count = rows.size() - begin;
    std::vector<std::int64_t> numbers(count);
    if (Result<void> taken = takeIntColumn(in, numbers); !taken)
        return taken;
    addExpected(numbers, related, Expectation(rows, begin, exponent), begin);
    double *const values = (rows.*field.values).data() + begin;
    for (std::size_t i = 0; i < count; ++i)
        values[i] = valueOf(static_cast<std::uint64_t>(numbers[i]), exponent);
    if (head & HasCorrections) {
        if (Result<void> taken = takeIntColumn(in, numbers); !taken)
            return taken;
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint64_t ordered = static_cast<std::uint64_t>(orderedBits(values[i])) +
                                          static_cast<std::uint64_t>(numbers[i]);
            values[i] = fromOrderedBits(static_cast<std::int64_t>(ordered));
        }
    }
    return {};
}

} // namespace tinyobs::encoding
