#include "core/encoding/factor.h"
#include "core/encoding/intcolumn.h"
#include "core/encoding/intcolumnformat.h"
#include "core/encoding/intprediction.h"

#include <algorithm>
#include <optional>

namespace tinyobs::encoding {
namespace {

/// Set when all deltas are equal.
std::optional<std::uint64_t> onlyDelta(std::span<const std::int64_t> values)
{
    const std::uint64_t delta = std::uint64_t(values[1]) - std::uint64_t(values[0]);
    std::uint64_t other = 0;
    for (std::size_t i = 2; i < values.size(); ++i) {
        other |= (std::uint64_t(values[i]) - std::uint64_t(values[i - 1])) ^ delta;
        if (i % MiniBlockSize == 0 && other != 0)
            break;
    }
    return other == 0 ? std::optional(delta) : std::nullopt;
}

/// Divides all by their greatest common divisor and returns it.
std::uint64_t takeOutFactor(std::span<std::uint64_t> values)
{
    const std::uint64_t factor = commonFactor(values);
    if (factor > 1) {
        const ExactDivisor divisor(factor);
        for (std::uint64_t &value : values)
            value = divisor.quotient(value);
    }
    return factor;
}

/// Distances to the first value; false when one of them does not fit 64 bits and wrapped.
bool distancesToFirst(std::span<const std::int64_t> values, std::vector<std::uint64_t> &distances)
{
    const auto first = static_cast<std::uint64_t>(values[0]);
    distances.resize(values.size());
    std::uint64_t wrapped = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto value = static_cast<std::uint64_t>(values[i]);
        const std::uint64_t distance = value - first;
        wrapped |= (value ^ first) & (value ^ distance);
        distances[i] = distance;
    }
    return (wrapped >> 63) == 0;
}

/// The base that most blocks can do with: the middle one, or for distances upwards a low one, so
/// that few blocks lie below it.
std::uint64_t columnBaseOf(std::vector<std::uint64_t> bases, Distance kind)
{
    const std::size_t at = kind == Distance::Above ? bases.size() / 8 : bases.size() / 2;
    const auto found = bases.begin() + std::ptrdiff_t(at);
    std::nth_element(bases.begin(), found, bases.end(), [](std::uint64_t a, std::uint64_t b) {
        return static_cast<std::int64_t>(a) < static_cast<std::int64_t>(b);
    });
    return *found;
}

/// Whether a base of its own is worth a try: it lies below the column's, or takes off a good part
/// of the width.
bool mayPay(std::uint64_t own, std::uint64_t columnBase, Distance kind, const MiniBlockPlan &shared)
{
    const auto distance = static_cast<std::int64_t>(own - columnBase);
    if (distance < 0 && kind == Distance::Above)
        return true;
    return zigzag(distance) >> (std::max(shared.width, 2u) - 2) != 0;
}

void writeBlocks(std::span<const std::uint64_t> numbers, Distance kind, std::uint64_t columnBase,
                 std::span<const std::uint64_t> ownBases, std::vector<std::uint8_t> &out)
{
    MiniBlockDraft shared;
    MiniBlockDraft own;
    for (std::size_t block = 0; block < ownBases.size(); ++block) {
        const std::size_t first = block * MiniBlockSize;
        const auto part = numbers.subspan(first, std::min(MiniBlockSize, numbers.size() - first));
        shared.make(part, columnBase, kind);
        const std::uint64_t base = ownBases[block];
        bool useOwn = false;
        if (mayPay(base, columnBase, kind, shared.plan)) {
            own.make(part, base, kind);
            const std::size_t baseBytes =
                varintBytes(zigzag(static_cast<std::int64_t>(base - columnBase)));
            useOwn = own.plan.bits + 8 * baseBytes < shared.plan.bits;
        }
        writeMiniBlock(useOwn ? own : shared, columnBase, out);
    }
}

void putPrediction(const PredictionChoice &choice, std::uint64_t first, std::uint64_t factor,
                   std::uint64_t base, std::span<const std::uint64_t> values,
                   std::vector<std::uint8_t> &out)
{
    const Prediction &prediction = choice.prediction;
    out.push_back(static_cast<std::uint8_t>(
        static_cast<unsigned>(prediction.kind) | (factor != 1 ? HasFactor : 0) |
        (choice.distance == Distance::Around ? DistancesAround : 0) |
        (prediction.fraction != 0 ? HasFraction : 0) | (base != 0 ? HasBase : 0)));
    putSigned(static_cast<std::int64_t>(first), out);
    if (factor != 1)
        putVarint(factor, out);
    if (prediction.kind == ColumnKind::Linear)
        putSigned(static_cast<std::int64_t>(prediction.step), out);
    if (prediction.fraction != 0)
        putFixed(prediction.fraction, out);
    if (prediction.kind == ColumnKind::Delta2)
        putSigned(static_cast<std::int64_t>(values[1]), out);
    if (base != 0)
        putSigned(static_cast<std::int64_t>(base), out);
}

} // namespace

void encodeIntColumn(std::span<const std::int64_t> values, std::vector<std::uint8_t> &out)
{
    if (values.empty())
        return;
    const std::optional<std::uint64_t> delta = values.size() > 1 ? onlyDelta(values) : 0;
    if (delta) {
        const ColumnKind kind = *delta == 0 ? ColumnKind::Const : ColumnKind::DeltaConst;
        out.push_back(static_cast<std::uint8_t>(kind));
        putSigned(values[0], out);
        if (kind == ColumnKind::DeltaConst)
            putSigned(static_cast<std::int64_t>(*delta), out);
        return;
    }
    std::vector<std::uint64_t> distances;
    const std::uint64_t factor = distancesToFirst(values, distances) ? takeOutFactor(distances) : 1;
    const PredictionChoice choice = choosePrediction(distances);

    const std::size_t skipped = choice.prediction.skipped();
    std::vector<std::uint64_t> numbers(distances.size() - skipped);
    std::vector<std::uint64_t> ownBases;
    for (std::size_t first = 0; first < numbers.size(); first += MiniBlockSize) {
        const auto part =
            std::span(numbers).subspan(first, std::min(MiniBlockSize, numbers.size() - first));
        differences(choice.prediction, distances, skipped + first, part);
        ownBases.push_back(ownBase(part, choice.distance));
    }
    const std::uint64_t base = columnBaseOf(ownBases, choice.distance);
    putPrediction(choice, static_cast<std::uint64_t>(values[0]), factor, base, distances, out);
    writeBlocks(numbers, choice.distance, base, ownBases, out);
}

} // namespace tinyobs::encoding
