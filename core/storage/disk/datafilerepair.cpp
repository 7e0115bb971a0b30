#include "core/base/rfc3339.h"
#include "core/encoding/sealedchunk.h"
#include "core/storage/disk/datafile.h"
#include "core/storage/disk/filecheck.h"
#include "core/storage/disk/filerepair.h"
#include "core/storage/disk/folder.h"
#include "core/storage/disk/pagescan.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

namespace tinyobs {
namespace {

constexpr std::size_t ChunkColumns = 3; // id, stat, data
constexpr std::int64_t PartMask = 0xffff;
constexpr unsigned PartBits = 16;
constexpr std::size_t MaxLines = 1000;

std::string textOfTime(TimeMs timeMs)
{
    const auto text = formatRfc3339(timeMs);
    return {text.data(), text.size()};
}

struct FoundChunk
{
    std::size_t offset = 0;
    ChunkContents contents;
};
/// By id: series, then part.
using FoundChunks = std::map<std::int64_t, FoundChunk>;

struct Expected
{
    std::uint64_t samples = 0;
    TimeMs newestMs = 0;
};

class DataFileRepair
{
public:
    DataFileRepair(const std::string &folder, const FileName &name, const SeriesText &textOf,
                   std::vector<std::string> &lost)
        : m_folder(folder)
        , m_name(name)
        , m_path(folder + '/' + name.toString())
        , m_textOf(textOf)
        , m_lost(lost)
    {
    }

    Result<void> run()
    {
        const Result<MappedFile> file = MappedFile::open(m_path);
        if (!file)
            return Failure(file.error());
        findChunks(file->bytes());
        if (Result<void> read = readMeta(); !read)
            return read;
        dropImpossible();
        reportLost();
        if (Result<void> kept = keepDamaged(m_folder, {m_name.toString()}); !kept)
            return kept;
        return m_chunks.empty() ? removeFile(m_path) : write(file->bytes());
    }

private:
    void say(const std::string &line)
    {
        ++m_lines;
        if (m_lines <= MaxLines)
            m_lost.push_back(m_name.toString() + ": " + line);
        else if (m_lines == MaxLines + 1)
            m_lost.push_back(m_name.toString() + ": and more");
    }

    /// A header that says nothing of the page size costs a search with each of them.
    void findChunks(Bytes file)
    {
        const bool isOurs = Database::open(m_path, {.mode = Database::Mode::Immutable}).has_value();
        for (const std::size_t pageBytes : likelyPageBytes(file)) {
            FoundChunks found;
            scanRows(file, pageBytes, ChunkColumns, [&](const ScannedRow &row) {
                const auto contents = contentsOf(row);
                if (contents)
                    found.try_emplace(row.id, FoundChunk{row.offset, *contents});
            });
            if (found.size() > m_chunks.size()) {
                m_chunks = std::move(found);
                m_pageBytes = pageBytes;
            }
            if (isOurs)
                break;
        }
    }

    std::optional<ChunkContents> contentsOf(const ScannedRow &row) const
    {
        const std::int64_t series = row.id >> PartBits;
        if (row.values[0].kind != ScannedValue::Kind::Null ||
            row.values[2].kind != ScannedValue::Kind::Blob || series < 0 ||
            series > std::numeric_limits<std::uint32_t>::max())
            return std::nullopt;
        // Statistics can be made anew.
        const auto contents = verifyChunk(m_name.tier, {}, row.values[2].bytes);
        if (!contents || contents->firstMs < dayStartMs(m_name.firstDay) ||
            contents->lastMs >= dayStartMs(m_name.lastDay) + DayMs)
            return std::nullopt;
        return *contents;
    }

    Result<void> readMeta()
    {
        const auto file = DataFile::open(m_folder, m_name);
        if (!file)
            return isDamage(file.error()) ? Result<void>() : Failure(file.error());
        m_tombstones = (*file)->tombstones();
        m_minMs = (*file)->minMs();
        std::map<std::uint32_t, Expected> expected;
        const Result<void> visited =
            (*file)->visitSeries([&](std::uint32_t series, std::uint64_t samples, TimeMs newestMs) {
                expected[series] = {samples, newestMs};
            });
        if (visited)
            m_expected = std::move(expected);
        return {};
    }

    /// Chunks whose number was damaged: of series that the file does not have, or out of order.
    void dropImpossible()
    {
        std::optional<std::int64_t> before;
        TimeMs endMs = 0;
        for (auto at = m_chunks.begin(); at != m_chunks.end();) {
            const auto &[id, chunk] = *at;
            const bool unknown =
                m_expected && !m_expected->contains(static_cast<std::uint32_t>(id >> PartBits));
            const bool overlaps =
                before && *before >> PartBits == id >> PartBits && chunk.contents.firstMs <= endMs;
            if (unknown || overlaps) {
                say(std::to_string(chunk.contents.samples) + " samples between " +
                    textOfTime(chunk.contents.firstMs) + " and " +
                    textOfTime(chunk.contents.lastMs) + " of a series that is not known");
                at = m_chunks.erase(at);
                continue;
            }
            before = id;
            endMs = chunk.contents.lastMs;
            ++at;
        }
    }

    void reportLost()
    {
        std::map<std::uint32_t, std::vector<std::pair<std::int64_t, ChunkContents>>> saved;
        std::uint64_t samples = 0;
        for (const auto &[id, chunk] : m_chunks) {
            saved[static_cast<std::uint32_t>(id >> PartBits)].emplace_back(id & PartMask,
                                                                           chunk.contents);
            samples += chunk.contents.samples;
        }
        if (!m_expected) {
            say("its table of contents; saved are " + std::to_string(samples) + " samples of " +
                std::to_string(saved.size()) + " series, what else it held is not known");
            return;
        }
        for (const auto &[series, expected] : *m_expected)
            reportSeries(series, expected, saved[series]);
    }

    void reportSeries(std::uint32_t series, const Expected &expected,
                      const std::vector<std::pair<std::int64_t, ChunkContents>> &saved)
    {
        std::uint64_t samples = 0;
        std::int64_t nextPart = 0;
        TimeMs endMs = m_minMs; // of what is saved so far
        TimeMs fromMs = std::numeric_limits<TimeMs>::max();
        TimeMs toMs = m_minMs;
        for (const auto &[part, contents] : saved) {
            if (part != nextPart) {
                fromMs = std::min(fromMs, endMs);
                toMs = contents.firstMs;
            }
            nextPart = part + 1;
            endMs = contents.lastMs;
            samples += contents.samples;
        }
        if (endMs < expected.newestMs || saved.empty()) {
            fromMs = std::min(fromMs, endMs);
            toMs = expected.newestMs;
        }
        if (samples >= expected.samples)
            return;
        say(std::to_string(expected.samples - samples) + " of " + std::to_string(expected.samples) +
            " samples of " + m_textOf(series) + " between " + textOfTime(std::min(fromMs, toMs)) +
            " and " + textOfTime(toMs));
    }

    Result<void> write(Bytes file)
    {
        auto writer = DataFileWriter::create(m_folder, m_name, static_cast<int>(m_pageBytes));
        if (!writer)
            return Failure(std::move(writer.error()));
        for (const auto &[id, chunk] : m_chunks) {
            Result<void> added;
            readRowAt(file, m_pageBytes, ChunkColumns, chunk.offset, [&](const ScannedRow &row) {
                added = add(**writer, static_cast<std::uint32_t>(row.id >> PartBits),
                            row.values[2].bytes);
            });
            if (!added)
                return added;
        }
        const auto finished = (*writer)->finish(m_tombstones);
        return finished ? Result<void>() : Failure(finished.error());
    }

    Result<void> add(DataFileWriter &writer, std::uint32_t series, Bytes data) const
    {
        if (m_name.tier == Tier::Raw) {
            SampleColumns samples;
            const Result<void> opened = encoding::openChunk(data, samples);
            return opened ? writer.addSamples(series, samples) : opened;
        }
        encoding::RollupColumns rows;
        const Result<void> opened = encoding::openRollup(data, rows);
        return opened ? writer.addRollups(series, rows) : opened;
    }

    const std::string &m_folder;
    const FileName &m_name;
    const std::string m_path;
    const SeriesText &m_textOf;
    std::vector<std::string> &m_lost;
    std::size_t m_lines = 0;

    FoundChunks m_chunks;
    std::size_t m_pageBytes = 0;
    std::uint64_t m_tombstones = 0;
    TimeMs m_minMs = 0;
    std::optional<std::map<std::uint32_t, Expected>> m_expected; // what the meta table says
};

} // namespace

Result<void> repairDataFile(const std::string &folder, const FileName &name,
                            const SeriesText &textOf, std::vector<std::string> &lost)
{
    return DataFileRepair(folder, name, textOf, lost).run();
}

} // namespace tinyobs
