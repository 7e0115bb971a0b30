#include "core/encoding/intprediction.h"

#include <algorithm>
#include <array>
#include <bit>

namespace tinyobs::encoding {
namespace {

constexpr std::size_t MaxTriedBlocks = 3;
constexpr std::size_t Finalists = 2;

void linearDifferences(const Prediction &prediction, std::span<const std::uint64_t> values,
                       std::size_t first, std::span<std::uint64_t> numbers)
{
    std::uint64_t whole = first * prediction.step;
    std::uint64_t fraction = first * std::uint64_t(prediction.fraction);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = values[first + i] - whole - (fraction >> 32);
        whole += prediction.step;
        fraction += prediction.fraction;
    }
}

Prediction straightLine(std::span<const std::uint64_t> values)
{
    const auto rise = static_cast<std::int64_t>(values.back());
    const auto run = static_cast<std::int64_t>(values.size() - 1);
    std::int64_t step = rise / run;
    std::int64_t rest = rise % run;
    if (rest < 0) {
        --step;
        rest += run;
    }
    Prediction line{ColumnKind::Linear, static_cast<std::uint64_t>(step), 0};
    if (run <= INT32_MAX) {
        // Rounded up: a third three times is one, not a little less.
        const auto parts = static_cast<std::uint64_t>(run);
        line.fraction = static_cast<std::uint32_t>(
            ((static_cast<std::uint64_t>(rest) << 32) + parts - 1) / parts);
    }
    return line;
}

// The step of most deltas: gaps and outliers do not bend it.
Prediction usualStep(std::span<const std::uint64_t> values)
{
    std::array<std::int64_t, 31> deltas;
    for (std::size_t i = 0; i < deltas.size(); ++i) {
        const std::size_t at = 1 + i * (values.size() - 1) / deltas.size();
        deltas[i] = static_cast<std::int64_t>(values[at] - values[at - 1]);
    }
    const auto middle = deltas.begin() + deltas.size() / 2;
    std::nth_element(deltas.begin(), middle, deltas.end());
    return {ColumnKind::Linear, static_cast<std::uint64_t>(*middle), 0};
}

/// The blocks that predictions are tried on: the first, and others spread over the rest.
class TriedBlocks
{
public:
    explicit TriedBlocks(std::span<const std::uint64_t> values)
        : m_values(values)
    {
    }

    /// Calls measure(numbers) for each and adds up what it returns.
    template <typename Measure>
    std::size_t sum(const Prediction &prediction, Measure measure)
    {
        const std::size_t begin = prediction.skipped();
        const std::size_t numbers = m_values.size() - begin;
        const std::size_t blocks = (numbers + MiniBlockSize - 1) / MiniBlockSize;
        const std::size_t tried = std::clamp<std::size_t>(blocks / 2, 1, MaxTriedBlocks);
        std::size_t bits = 0;
        for (std::size_t i = 0; i < tried; ++i) {
            const std::size_t first = i * blocks / tried * MiniBlockSize;
            const auto part = std::span(m_block).first(std::min(MiniBlockSize, numbers - first));
            differences(prediction, m_values, begin + first, part);
            bits += measure(part);
        }
        return bits;
    }

private:
    std::span<const std::uint64_t> m_values;
    std::array<std::uint64_t, MiniBlockSize> m_block;
};

// A guess that costs little: what the numbers would take, were each as wide as it needs.
std::size_t bitsByThemselves(std::span<const std::uint64_t> numbers)
{
    const std::uint64_t base = ownBase(numbers, Distance::Around);
    std::size_t bits = 0;
    for (const std::uint64_t number : numbers) {
        const std::uint64_t distance = zigzag(static_cast<std::int64_t>(number - base));
        bits += static_cast<std::size_t>(std::bit_width(distance));
    }
    return bits;
}

} // namespace

void differences(const Prediction &prediction, std::span<const std::uint64_t> values,
                 std::size_t first, std::span<std::uint64_t> numbers)
{
    const std::uint64_t *const at = values.data() + first;
    switch (prediction.kind) {
    case ColumnKind::Linear:
        linearDifferences(prediction, values, first, numbers);
        break;
    case ColumnKind::Delta2:
        for (std::size_t i = 0; i < numbers.size(); ++i)
            numbers[i] = at[i] - 2 * *(at + i - 1) + *(at + i - 2);
        break;
    default:
        for (std::size_t i = 0; i < numbers.size(); ++i)
            numbers[i] = at[i] - *(at + i - 1);
        break;
    }
}

PredictionChoice choosePrediction(std::span<const std::uint64_t> values)
{
    struct Candidate
    {
        Prediction prediction;
        std::size_t bits = 0;
    };
    std::array<Candidate, 5> candidates{{
        {{ColumnKind::Delta, 0, 0}},
        {{ColumnKind::Linear, 0, 0}},
        {usualStep(values)},
        {straightLine(values)},
        {{ColumnKind::Delta2, 0, 0}},
    }};
    TriedBlocks blocks(values);
    for (Candidate &candidate : candidates)
        candidate.bits = blocks.sum(candidate.prediction, bitsByThemselves);
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate &a, const Candidate &b) { return a.bits < b.bits; });

    PredictionChoice best;
    std::size_t bestBits = ~std::size_t(0);
    MiniBlockDraft draft;
    for (const Candidate &candidate : std::span(candidates).first(Finalists)) {
        for (const Distance distance : {Distance::Above, Distance::Around}) {
            const auto plannedBits = [&](std::span<const std::uint64_t> numbers) {
                draft.make(numbers, ownBase(numbers, distance), distance);
                return draft.plan.bits;
            };
            const std::size_t bits = blocks.sum(candidate.prediction, plannedBits);
            if (bits < bestBits) {
                bestBits = bits;
                best = {candidate.prediction, distance};
            }
        }
    }
    return best;
}

} // namespace tinyobs::encoding
