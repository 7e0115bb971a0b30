#include "core/storage/disk/datafilemeta.h"

#include "core/encoding/bytestream.h"
#include "core/encoding/checksum.h"
#include "core/encoding/intcolumn.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

namespace tinyobs {
namespace {

struct MetaRow
{
    std::string_view key;
    std::int64_t DataFileMeta::*number;
};

constexpr std::array<MetaRow, 11> Rows{{
    {"tier", &DataFileMeta::tier},
    {"first_day", &DataFileMeta::firstDay},
    {"last_day", &DataFileMeta::lastDay},
    {"first_epoch", &DataFileMeta::firstEpoch},
    {"last_epoch", &DataFileMeta::lastEpoch},
    {"min_ms", &DataFileMeta::minMs},
    {"max_ms", &DataFileMeta::maxMs},
    {"samples", &DataFileMeta::samples},
    {"chunks", &DataFileMeta::chunks},
    {"tombstones", &DataFileMeta::tombstones},
    {"closed", &DataFileMeta::closed},
}};

constexpr std::string_view ChecksumKey = "checksum";

/// All integers in the order of the table, and their checksum.
std::vector<std::uint8_t> checkedBytes(const DataFileMeta &meta)
{
    std::vector<std::uint8_t> bytes;
    for (const MetaRow &row : Rows)
        encoding::putFixed(meta.*row.number, bytes);
    encoding::putChecksum(0, bytes);
    return bytes;
}

Bytes checksumOf(Bytes checked)
{
    return checked.last(sizeof(std::uint32_t));
}

Failure damaged(const Database &database, std::string_view key)
{
    return fail(Error::Code::Corruption,
                database.path() + ": meta value " + std::string(key) + " is missing or damaged");
}

Result<Statement> prepareInsert(Database &database)
{
    return database.prepare("INSERT INTO meta(key, value) VALUES (?, ?)");
}

Result<Statement> prepareSelect(Database &database)
{
    return database.prepare("SELECT value FROM meta WHERE key = ?");
}

} // namespace

bool DataFileMeta::fits(const FileName &name) const
{
    const bool sane = minMs <= maxMs && samples > 0 && chunks > 0 && tombstones >= 0;
    return sane && tier == static_cast<std::int64_t>(name.tier) && firstDay == name.firstDay &&
           lastDay == name.lastDay && firstEpoch == name.firstEpoch &&
           lastEpoch == name.lastEpoch && minMs >= dayStartMs(name.firstDay) &&
           maxMs < dayStartMs(name.lastDay) + DayMs;
}

Result<void> writeMeta(Database &database, const DataFileMeta &meta)
{
    Result<Statement> insert = prepareInsert(database);
    if (!insert)
        return Failure(std::move(insert.error()));
    for (const MetaRow &row : Rows) {
        if (Result<void> done = insert->bind(1, row.key).bind(2, meta.*row.number).run(); !done)
            return done;
    }
    const std::vector<std::uint8_t> checked = checkedBytes(meta);
    return insert->bind(1, ChecksumKey).bind(2, checksumOf(checked)).run();
}

Result<DataFileMeta> readMeta(Database &database)
{
    Result<Statement> select = prepareSelect(database);
    if (!select)
        return Failure(std::move(select.error()));
    DataFileMeta meta;
    for (const MetaRow &row : Rows) {
        const Result<bool> found = select->bind(1, row.key).step();
        if (!found)
            return Failure(found.error());
        if (!*found)
            return damaged(database, row.key);
        meta.*row.number = select->integer(0);
        select->reset();
    }
    const Result<bool> found = select->bind(1, ChecksumKey).step();
    if (!found)
        return Failure(found.error());
    const std::vector<std::uint8_t> checked = checkedBytes(meta);
    if (!*found || !std::ranges::equal(select->blob(0), checksumOf(checked)))
        return damaged(database, ChecksumKey);
    return meta;
}

void encodeMetaColumn(std::span<const std::int64_t> numbers, std::vector<std::uint8_t> &out)
{
    const std::size_t begin = out.size();
    encoding::putFixed(static_cast<std::uint32_t>(numbers.size()), out);
    encoding::encodeIntColumn(numbers, out);
    encoding::putChecksum(begin, out);
}

Result<std::vector<std::int64_t>> decodeMetaColumn(Bytes bytes, std::size_t most)
{
    const auto verified = encoding::verifiedBytes(bytes);
    if (!verified)
        return fail(Error::Code::Corruption, "the checksum does not match");
    encoding::ByteReader reader(*verified);
    const auto count = reader.takeFixed<std::uint32_t>();
    if (reader.failed() || count > most)
        return fail(Error::Code::Corruption,
                    "it has " + std::to_string(count) + " numbers, limit " + std::to_string(most));
    std::vector<std::int64_t> numbers(count);
    const auto used = encoding::decodeIntColumn(verified->subspan(reader.position()), numbers);
    if (!used)
        return Failure(used.error());
    if (*used != reader.remaining())
        return fail(Error::Code::Corruption, "there are bytes behind its end");
    return numbers;
}

Result<SeriesSet> toSeriesSet(std::span<const std::int64_t> numbers)
{
    std::vector<std::uint32_t> series;
    series.reserve(numbers.size());
    std::int64_t before = -1;
    for (const std::int64_t number : numbers) {
        if (number <= before || number > std::numeric_limits<std::uint32_t>::max())
            return fail(Error::Code::Corruption, "series numbers do not ascend");
        series.push_back(static_cast<std::uint32_t>(number));
        before = number;
    }
    SeriesSet set(series.size(), series.data());
    set.runOptimize();
    set.shrinkToFit();
    return set;
}

Result<void> writeMetaColumn(Database &database, std::string_view key,
                             std::span<const std::int64_t> numbers)
{
    std::vector<std::uint8_t> bytes;
    encodeMetaColumn(numbers, bytes);
    Result<Statement> insert = prepareInsert(database);
    if (!insert)
        return Failure(std::move(insert.error()));
    return insert->bind(1, key).bind(2, Bytes(bytes)).run();
}

Result<std::vector<std::int64_t>> readMetaColumn(Database &database, std::string_view key,
                                                 std::size_t most)
{
    Result<Statement> select = prepareSelect(database);
    if (!select)
        return Failure(std::move(select.error()));
    const Result<bool> found = select->bind(1, key).step();
    if (!found)
        return Failure(found.error());
    if (!*found)
        return damaged(database, key);
    Result<std::vector<std::int64_t>> numbers = decodeMetaColumn(select->blob(0), most);
    if (!numbers) {
        return fail(numbers.error().code, database.path() + ": meta value " + std::string(key) +
                                              ": " + numbers.error().message);
    }
    return numbers;
}

} // namespace tinyobs
