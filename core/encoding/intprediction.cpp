#include "core/encoding/intprediction.h"

#include <algorithm>
#include <array>

namespace tinyobs::encoding {
namespace {

constexpr std::size_t TriedBlocks = 3;

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
    if (run <= INT32_MAX)
        line.fraction =
            static_cast<std::uint32_t>((std::uint64_t(rest) << 32) / std::uint64_t(run));
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

// Bits that the tried blocks would take.
std::size_t costOf(const PredictionChoice &choice, std::span<const std::uint64_t> values)
{
    const std::size_t begin = choice.prediction.skipped();
    const std::size_t numbers = values.size() - begin;
    const std::size_t blocks = (numbers + MiniBlockSize - 1) / MiniBlockSize;
    const std::size_t tried = std::min(blocks, TriedBlocks);
    std::array<std::uint64_t, MiniBlockSize> block;
    MiniBlockDraft draft;
    std::size_t bits = 0;
    for (std::size_t i = 0; i < tried; ++i) {
        const std::size_t first = i * blocks / tried * MiniBlockSize;
        const auto part = std::span(block).first(std::min(MiniBlockSize, numbers - first));
        differences(choice.prediction, values, begin + first, part);
        draft.make(part, ownBase(part, choice.distance), choice.distance);
        bits += draft.plan.bits;
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
    const std::array<Prediction, 5> candidates{{
        {ColumnKind::Delta, 0, 0},
        {ColumnKind::Linear, 0, 0},
        straightLine(values),
        usualStep(values),
        {ColumnKind::Delta2, 0, 0},
    }};
    PredictionChoice best;
    std::size_t bestBits = ~std::size_t(0);
    for (const Prediction &candidate : candidates) {
        for (const Distance distance : {Distance::Above, Distance::Around}) {
            const PredictionChoice choice{candidate, distance};
            const std::size_t bits = costOf(choice, values);
            if (bits < bestBits) {
                bestBits = bits;
                best = choice;
            }
        }
    }
    return best;
}

} // namespace tinyobs::encoding
