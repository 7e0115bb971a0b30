#include "core/encoding/sealedchunk.h"
#include "core/storage/disk/datafile.h"
#include "core/storage/disk/filecheck.h"
#include "core/storage/disk/folder.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <optional>

namespace tinyobs {
namespace {

constexpr std::size_t MaxDamageLines = 100;
constexpr std::int64_t PartMask = 0xffff;
constexpr unsigned PartBits = 16;

Result<ChunkContents> contentsOf(std::span<const TimeMs> timesMs)
{
    if (timesMs.empty())
        return fail(Error::Code::Corruption, "it is empty");
    const auto descends =
        std::adjacent_find(timesMs.begin(), timesMs.end(), std::greater_equal<>());
    if (descends != timesMs.end())
        return fail(Error::Code::Corruption, "its times do not ascend");
    return ChunkContents{static_cast<std::uint32_t>(timesMs.size()), timesMs.front(),
                         timesMs.back()};
}

Result<void> verifyStatistics(Bytes bytes, const ChunkContents &contents)
{
    const auto statistics = encoding::readStatistics(bytes);
    if (!statistics)
        return fail(Error::Code::Corruption, "statistics: " + statistics.error().message);
    if (statistics->samples != contents.samples || statistics->firstMs != contents.firstMs ||
        statistics->lastMs != contents.lastMs)
        return fail(Error::Code::Corruption, "statistics: they are of other samples");
    return {};
}

struct SeriesTotal
{
    std::uint64_t samples = 0;
    TimeMs newestMs = std::numeric_limits<TimeMs>::min();

    bool operator==(const SeriesTotal &) const = default;
};

class DataFileCheck
{
public:
    DataFileCheck(const std::string &folder, const FileName &name)
        : m_folder(folder)
        , m_name(name)
        , m_path(folder + '/' + name.toString())
    {
        m_report.name = name.toString();
        m_report.bytes = fileBytes(m_path);
    }

    Result<FolderReport::File> run(SeriesSeen &seen, ProgressCounter &progress)
    {
        auto file = DataFile::open(m_folder, m_name);
        if (!file && !note(file.error()))
            return Failure(file.error());
        Result<Database> database = Database::open(m_path, {.mode = Database::Mode::Immutable});
        if (!database) { // said so already
            const Result<void> counted = progress.add(m_report.bytes);
            return counted ? Result<FolderReport::File>(m_report) : Failure(counted.error());
        }
        for (std::string &line : structureDamage(*database))
            note(std::move(line));
        if (Result<void> read = readChunks(*database, progress); !read)
            return Failure(std::move(read.error()));
        if (file)
            compare(**file);
        m_report.series = m_totals.size();
        for (const auto &[series, total] : m_totals)
            seen.used.add(series);
        return m_report;
    }

private:
    /// False when the error says nothing about the file.
    bool note(const Error &error)
    {
        if (!isDamage(error))
            return false;
        note(reasonOf(error, m_path));
        return true;
    }
    void note(std::string line)
    {
        if (m_report.damage.size() < MaxDamageLines)
            m_report.damage.push_back(std::move(line));
        else if (m_report.damage.size() == MaxDamageLines)
            m_report.damage.push_back("and more");
    }

    Result<void> readChunks(Database &database, ProgressCounter &progress)
    {
        Result<Statement> select = database.prepare("SELECT id, stat, data FROM chunk ORDER BY id");
        if (!select)
            return note(select.error()) ? Result<void>() : Failure(select.error());
        std::uint64_t counted = 0;
        for (;;) {
            const Result<bool> row = select->step();
            if (!row && !note(row.error()))
                return Failure(row.error());
            if (!row || !*row)
                break;
            takeChunk(*select);
            const std::uint64_t bytes = select->blob(2).size();
            counted += bytes;
            if (Result<void> goesOn = progress.add(bytes); !goesOn)
                return goesOn;
        }
        return progress.add(m_report.bytes - std::min(m_report.bytes, counted));
    }

    void takeChunk(const Statement &row)
    {
        const std::int64_t id = row.integer(0);
        const std::int64_t series = id >> PartBits;
        const std::string where =
            "series " + std::to_string(series) + " part " + std::to_string(id & PartMask) + ": ";
        ++m_report.chunks;
        if (series < 0 || series > std::numeric_limits<std::uint32_t>::max())
            return note(where + "there cannot be such a series");
        const auto contents = verifyChunk(m_name.tier, row.blob(1), row.blob(2));
        if (!contents)
            return note(where + contents.error().message);
        SeriesTotal &total = m_totals[static_cast<std::uint32_t>(series)];
        if (total.samples == 0 && (id & PartMask) != 0)
            note(where + "the parts before it are missing");
        if (total.samples > 0 && contents->firstMs <= total.newestMs)
            note(where + "it begins before the end of the part before it");
        total.samples += contents->samples;
        total.newestMs = contents->lastMs;
        m_report.samples += contents->samples;
        m_minMs = std::min(m_minMs, contents->firstMs);
        m_maxMs = std::max(m_maxMs, contents->lastMs);
    }

    void compare(const DataFile &file)
    {
        std::map<std::uint32_t, SeriesTotal> expected;
        const Result<void> visited =
            file.visitSeries([&](std::uint32_t series, std::uint64_t samples, TimeMs newestMs) {
                expected[series] = {samples, newestMs};
            });
        if (!visited)
            note(reasonOf(visited.error(), m_path));
        else if (expected != m_totals)
            note("its meta table lists other series than there are");
        if (file.samples() != m_report.samples || file.chunks() != m_report.chunks)
            note("its meta table says " + std::to_string(file.samples()) + " samples in " +
                 std::to_string(file.chunks()) + " chunks, there are " +
                 std::to_string(m_report.samples) + " in " + std::to_string(m_report.chunks));
        else if (file.minMs() != m_minMs || file.maxMs() != m_maxMs)
            note("its meta table says other times than there are");
    }

    const std::string &m_folder;
    const FileName &m_name;
    const std::string m_path;
    FolderReport::File m_report;
    std::map<std::uint32_t, SeriesTotal> m_totals;
    TimeMs m_minMs = std::numeric_limits<TimeMs>::max();
    TimeMs m_maxMs = std::numeric_limits<TimeMs>::min();
};

} // namespace

Result<ChunkContents> verifyChunk(Tier tier, Bytes statistics, Bytes data)
{
    if (tier != Tier::Raw) {
        encoding::RollupColumns rows;
        if (Result<void> opened = encoding::openRollup(data, rows); !opened)
            return Failure(std::move(opened.error()));
        return contentsOf(rows.timesMs);
    }
    SampleColumns samples;
    if (Result<void> opened = encoding::openChunk(data, samples); !opened)
        return Failure(std::move(opened.error()));
    Result<ChunkContents> contents = contentsOf(samples.timesMs);
    if (contents && !statistics.empty()) {
        if (Result<void> verified = verifyStatistics(statistics, *contents); !verified)
            return Failure(std::move(verified.error()));
    }
    return contents;
}

Result<FolderReport::File> checkDataFile(const std::string &folder, const FileName &name,
                                         SeriesSeen &seen, ProgressCounter &progress)
{
    return DataFileCheck(folder, name).run(seen, progress);
}

} // namespace tinyobs
