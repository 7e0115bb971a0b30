#include "core/encoding/rollupblock.h"

#include "core/encoding/bytestream.h"
#include "core/encoding/checksum.h"
#include "core/encoding/decimal.h"
#include "core/encoding/decimalcolumn.h"
#include "core/encoding/intcolumn.h"
#include "core/encoding/rollupcolumn.h"

#include <QtGlobal>

#include <string>

namespace tinyobs::encoding {
namespace {

constexpr std::uint8_t Version = 1;
constexpr std::uint8_t NoDecimals = 255;

Failure corrupt(const std::string &what)
{
    return fail(Error::Code::Corruption, "rollup block: " + what);
}

std::optional<int> exponentOf(const RollupColumns &rows)
{
    std::vector<double> values;
    values.reserve(3 * rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (const double value : {rows.last[i], rows.min[i], rows.max[i]})
            values.push_back(value);
    }
    return chooseExponent(values);
}

std::vector<std::int64_t> lags(const RollupColumns &rows)
{
    std::vector<std::int64_t> result(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        result[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(rows.timesMs[i]) -
                                              static_cast<std::uint64_t>(rows.lastMs[i]));
    }
    return result;
}

Result<void> readColumns(ByteReader &in, std::size_t begin, std::optional<int> exponent,
                         RollupColumns &rows)
{
    const std::size_t count = rows.size() - begin;
    const auto times = std::span(rows.timesMs).subspan(begin);
    if (Result<void> taken = takeIntColumn(in, times); !taken)
        return taken;
    std::vector<std::int64_t> column(count);
    if (Result<void> taken = takeIntColumn(in, column); !taken)
        return taken;
    for (std::size_t i = 0; i < count; ++i)
        rows.counts[begin + i] = static_cast<std::uint64_t>(column[i]);
    if (Result<void> taken = takeIntColumn(in, column); !taken)
        return taken;
    for (std::size_t i = 0; i < count; ++i) {
        rows.lastMs[begin + i] = static_cast<TimeMs>(static_cast<std::uint64_t>(times[i]) -
                                                     static_cast<std::uint64_t>(column[i]));
    }
    for (const RollupField &field : rollupFields()) {
        if (Result<void> taken = takeRollupField(in, field, begin, exponent, rows); !taken)
            return taken;
    }
    if (in.remaining() != 0)
        return corrupt("bytes behind the columns");
    return {};
}

} // namespace

void RollupColumns::resize(std::size_t rows)
{
    timesMs.resize(rows);
    counts.resize(rows);
    min.resize(rows);
    max.resize(rows);
    sum.resize(rows);
    last.resize(rows);
    lastMs.resize(rows);
    increase.resize(rows);
}

void sealRollup(const RollupColumns &rows, std::vector<std::uint8_t> &out)
{
    Q_ASSERT(rows.size() <= MaxRollupRows);
    const std::size_t begin = out.size();
    out.push_back(Version);
    putVarint(rows.size(), out);
    const std::optional<int> exponent = exponentOf(rows);
    out.push_back(exponent ? static_cast<std::uint8_t>(*exponent) : NoDecimals);
    encodeIntColumn(rows.timesMs, out);
    encodeIntColumn(std::vector<std::int64_t>(rows.counts.begin(), rows.counts.end()), out);
    encodeIntColumn(lags(rows), out);
    for (const RollupField &field : rollupFields())
        putRollupField(field, rows, exponent, out);
    putChecksum(begin, out);
}

Result<void> openRollup(std::span<const std::uint8_t> blob, RollupColumns &out)
{
    const auto bytes = verifiedBytes(blob);
    if (!bytes)
        return corrupt("checksum does not match");
    ByteReader in(*bytes);
    const unsigned version = in.takeByte();
    const std::uint64_t count = in.takeVarint();
    const unsigned exponent = in.takeByte();
    if (in.failed() || version != Version)
        return corrupt("version is " + std::to_string(version) + ", known is 1");
    if (count > MaxRollupRows)
        return corrupt(std::to_string(count) + " rows, limit " + std::to_string(MaxRollupRows));
    if (exponent > unsigned(MaxDecimalExponent) && exponent != NoDecimals)
        return corrupt("exponent is out of range");
    const std::size_t before = out.size();
    out.resize(before + count);
    Result<void> read = readColumns(
        in, before, exponent == NoDecimals ? std::nullopt : std::optional(int(exponent)), out);
    if (!read)
        out.resize(before);
    return read;
}

} // namespace tinyobs::encoding
