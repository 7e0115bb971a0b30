#include "core/encoding/sealedchunk.h"

#include "core/encoding/bytestream.h"
#include "core/encoding/checksum.h"
#include "core/encoding/intcolumn.h"
#include "core/encoding/valuecolumn.h"

#include <QtGlobal>

#include <string>

namespace tinyobs::encoding {
namespace {

constexpr std::uint8_t Version = 1;

Failure corrupt(const std::string &what)
{
    return fail(Error::Code::Corruption, "sealed chunk: " + what);
}

Result<void> readColumns(std::span<const std::uint8_t> bytes, std::span<TimeMs> timesMs,
                         std::span<double> values)
{
    const Result<std::size_t> timeBytes = decodeIntColumn(bytes, timesMs);
    if (!timeBytes)
        return corrupt("times: " + timeBytes.error().message);
    const Result<std::size_t> valueBytes = decodeValueColumn(bytes.subspan(*timeBytes), values);
    if (!valueBytes)
        return corrupt(valueBytes.error().message);
    if (*timeBytes + *valueBytes != bytes.size())
        return corrupt("bytes behind the values");
    return {};
}

} // namespace

void sealChunk(std::span<const TimeMs> timesMs, std::span<const double> values,
               std::vector<std::uint8_t> &out)
{
    Q_ASSERT(timesMs.size() == values.size());
    Q_ASSERT(!values.empty() && values.size() <= MaxChunkSamples);
    const std::size_t begin = out.size();
    out.push_back(Version);
    putVarint(values.size(), out);
    encodeIntColumn(timesMs, out);
    encodeValueColumn(values, out);
    putChecksum(begin, out);
}

Result<void> openChunk(std::span<const std::uint8_t> blob, SampleColumns &out)
{
    const auto bytes = verifiedBytes(blob);
    if (!bytes)
        return corrupt("checksum does not match");
    ByteReader in(*bytes);
    const unsigned version = in.takeByte();
    const std::uint64_t count = in.takeVarint();
    if (in.failed() || version != Version)
        return corrupt("version is " + std::to_string(version) + ", known is 1");
    if (count == 0 || count > MaxChunkSamples) {
        return corrupt(std::to_string(count) + " samples, limit " +
                       std::to_string(MaxChunkSamples));
    }
    const std::size_t before = out.size();
    out.timesMs.resize(before + count);
    out.values.resize(before + count);
    Result<void> read =
        readColumns(bytes->subspan(in.position()), std::span(out.timesMs).subspan(before),
                    std::span(out.values).subspan(before));
    if (!read) {
        out.timesMs.resize(before);
        out.values.resize(before);
    }
    return read;
}

} // namespace tinyobs::encoding
