#include "core/storage/disk/catalogrows.h"

#include "core/encoding/bytestream.h"
#include "core/encoding/checksum.h"

#include <xxhash.h>

#include <exception>
#include <initializer_list>
#include <string>

namespace tinyobs {
namespace {

/// What a tombstone's checksum covers, up to the bitmap.
std::vector<std::uint8_t> headOf(std::int64_t fromMs, std::int64_t toMs, Epoch lastEpoch)
{
    std::vector<std::uint8_t> bytes;
    encoding::putFixed(fromMs, bytes);
    encoding::putFixed(toMs, bytes);
    encoding::putFixed(lastEpoch, bytes);
    return bytes;
}

/// Of texts with a zero byte between each two.
std::int64_t checksumOf(std::initializer_list<std::string_view> texts)
{
    std::string bytes;
    for (const std::string_view text : texts) {
        bytes += text;
        bytes += '\0';
    }
    return static_cast<std::uint32_t>(XXH3_64bits(bytes.data(), bytes.size() - 1));
}

} // namespace

std::vector<std::uint8_t> sealTombstone(const Tombstone &tombstone)
{
    std::vector<std::uint8_t> bytes = headOf(tombstone.fromMs, tombstone.toMs, tombstone.lastEpoch);
    const std::size_t head = bytes.size();
    bytes.resize(head + tombstone.series.getSizeInBytes());
    tombstone.series.write(reinterpret_cast<char *>(bytes.data() + head));
    encoding::putChecksum(0, bytes);
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(head));
    return bytes;
}

std::optional<Tombstone> openTombstone(const TombstoneRow &row)
{
    const auto lastEpoch = static_cast<Epoch>(row.lastEpoch);
    std::vector<std::uint8_t> bytes = headOf(row.fromMs, row.toMs, lastEpoch);
    const std::size_t head = bytes.size();
    bytes.insert(bytes.end(), row.series.begin(), row.series.end());
    const auto sound = encoding::verifiedBytes(bytes);
    if (!sound || sound->size() < head || row.lastEpoch != lastEpoch || row.id <= 0)
        return std::nullopt;
    const auto bitmap = sound->subspan(head);
    try {
        return Tombstone{.id = static_cast<std::uint64_t>(row.id),
                         .fromMs = row.fromMs,
                         .toMs = row.toMs,
                         .lastEpoch = lastEpoch,
                         .series = SeriesSet::readSafe(
                             reinterpret_cast<const char *>(bitmap.data()), bitmap.size())};
    } catch (const std::exception &) {
        return std::nullopt;
    }
}

std::int64_t settingChecksum(std::string_view key, std::string_view value)
{
    return checksumOf({key, value});
}

MetadataRow sealMetadata(const MetricMetadata &metadata)
{
    const std::string_view type = toText(metadata.metadata.type);
    const std::string_view unit = metadata.metadata.unit;
    const std::string_view help = metadata.metadata.help;
    return {metadata.metric, type, unit, help, checksumOf({metadata.metric, type, unit, help})};
}

std::optional<MetricMetadata> openMetadata(const MetadataRow &row)
{
    const std::optional<MetricType> type = metricTypeOf(row.type);
    if (!type || row.checksum != checksumOf({row.metric, row.type, row.unit, row.help}))
        return std::nullopt;
    return MetricMetadata{std::string(row.metric),
                          {*type, std::string(row.unit), std::string(row.help)}};
}

} // namespace tinyobs
