#pragma once

// Values and columns that codecs find hard, drawn from a seeded generator.

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace tinyobs::encoding {

using Random = std::mt19937_64;

inline double nanWithPayload(std::uint64_t payload)
{
    return std::bit_cast<double>(0x7ff0000000000000ull | payload);
}

inline double staleMarker()
{
    return nanWithPayload(2);
}

inline double oddValue(Random &random)
{
    switch (random() % 14) {
    case 0:
        return std::bit_cast<double>(std::uint64_t(random()));
    case 1:
        return staleMarker();
    case 2:
        return random() % 2 ? -0.0 : 0.0;
    case 3:
        return random() % 2 ? INFINITY : -INFINITY;
    case 4:
        return double(std::int64_t(random()) >> (random() % 64));
    case 5:
        return double(std::int64_t(random() % 2000) - 1000) / 100;
    case 6:
        return double(float(double(random() % 100000) / 7));
    case 7:
        return 9007199254740991.0 - double(random() % 3);
    case 8:
        return std::numeric_limits<double>::denorm_min();
    case 9:
        return std::numeric_limits<double>::max();
    case 10:
        return 0.1 * double(random() % 100); // near decimals
    default:
        return double(random() % 10);
    }
}

inline std::int64_t oddInteger(Random &random)
{
    switch (random() % 6) {
    case 0:
        return std::numeric_limits<std::int64_t>::min();
    case 1:
        return std::numeric_limits<std::int64_t>::max();
    case 2:
        return 0;
    default:
        return std::int64_t(random()) >> (random() % 64);
    }
}

/// A column of one of many shapes, some of its values replaced by odd ones.
inline std::vector<std::int64_t> integerColumn(Random &random, std::size_t size)
{
    std::vector<std::int64_t> column;
    column.reserve(size);
    const std::uint64_t shape = random() % 9;
    const std::uint64_t spread = (std::uint64_t(1) << (random() % 40)) | 1;
    const std::uint64_t factor = random() % 3 == 0 ? 1 + random() % 5000 : 1;
    const std::uint64_t step = random() >> (random() % 64);
    const std::uint64_t oddEvery = random() % 2 ? 0 : 1 + random() % 300;
    auto value = std::uint64_t(oddInteger(random));
    std::uint64_t delta = step;
    for (std::size_t i = 0; i < size; ++i) {
        const std::uint64_t noise = factor * (random() % spread);
        std::uint64_t now = value;
        switch (shape) {
        case 0: // the same again
            break;
        case 1: // ticks
            now = value += step;
            break;
        case 2: // ticks with jitter
            value += step;
            now = value + noise;
            break;
        case 3: // a counter
            now = value += noise;
            break;
        case 4: // a walk
            now = value += noise - factor * (spread / 2);
            break;
        case 5: // a level
            now = value + noise;
            break;
        case 6: // an accelerating one
            delta += noise;
            now = value += delta;
            break;
        case 7: // mostly the same
            if (random() % 40 == 0)
                value += noise;
            now = value;
            break;
        default:
            now = std::uint64_t(oddInteger(random));
            break;
        }
        if (oddEvery != 0 && random() % oddEvery == 0)
            now = std::uint64_t(oddInteger(random));
        column.push_back(std::int64_t(now));
    }
    return column;
}

/// Values of one of many shapes, some of them replaced by odd ones.
inline std::vector<double> valueColumn(Random &random, std::size_t size)
{
    std::vector<double> column;
    column.reserve(size);
    const std::uint64_t shape = random() % 8;
    const std::uint64_t oddEvery = random() % 2 ? 0 : 1 + random() % 300;
    const double power = std::pow(10, double(random() % 11));
    const auto scale = double((std::uint64_t(1) << (random() % 30)) | 1);
    double value = double(random() % 100000);
    for (std::size_t i = 0; i < size; ++i) {
        const double noise = double(random() >> 11) * 0x1p-53;
        double now = value;
        switch (shape) {
        case 0: // the same again
            break;
        case 1: // a counter that restarts
            value = random() % 200 == 0 ? 0 : value + std::floor(scale * noise);
            now = value;
            break;
        case 2: // decimals
            now = std::round(scale * noise * power) / power;
            break;
        case 3: // mixed exponents
            now = std::round(scale * noise) / std::pow(10, double(random() % 11));
            break;
        case 4: // sums of full doubles
            now = value += scale * noise;
            break;
        case 5: // floats
            now = double(float(scale * noise));
            break;
        case 6: // pages
            now = value = std::fabs(value + 4096 * std::floor(20 * noise - 10));
            break;
        default:
            now = oddValue(random);
            break;
        }
        if (oddEvery != 0 && random() % oddEvery == 0)
            now = oddValue(random);
        column.push_back(now);
    }
    return column;
}

/// Lengths at the edges of the formats, and others.
inline std::size_t oddSize(Random &random, std::size_t max)
{
    constexpr std::size_t Edges[]{1, 2, 3, 127, 128, 129, 130, 257};
    const std::size_t size = random() % 3 == 0 ? Edges[random() % std::size(Edges)]
                                               : 1 + random() % (random() % 8 == 0 ? max : 300);
    return std::min(size, max);
}

} // namespace tinyobs::encoding
