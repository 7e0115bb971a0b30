#include "core/storage/disk/journal.h"

#include "core/storage/disk/folder.h"
#include "core/storage/disk/logrecord.h"

#include <algorithm>
#include <utility>

namespace tinyobs {
namespace {

/// Room that is written at once: an upper bound of what a small journal takes on the disk.
constexpr std::uint64_t ReserveBytes = 64 * 1024;
/// Records up to this size are copied, to be one write.
constexpr std::size_t CopiedBytes = 64 * 1024;

std::string pathOf(const std::string &folder, Epoch epoch)
{
    return folder + "/" + journalName(epoch);
}

} // namespace

Journal::Journal(VfsFile file, Epoch epoch)
    : m_file(std::move(file))
    , m_epoch(epoch)
{
}

Result<std::unique_ptr<Journal>> Journal::open(const std::string &folder, Epoch epoch,
                                               const char *vfs)
{
    Result<VfsFile> file = VfsFile::open(pathOf(folder, epoch), vfs);
    if (!file)
        return Failure(std::move(file.error()));
    const Result<std::uint64_t> bytes = file->size();
    if (!bytes)
        return Failure(bytes.error());
    std::unique_ptr<Journal> journal(new Journal(std::move(*file), epoch));
    // Nothing is written before the header is on the device: a shorter file holds nothing.
    Result<void> ready = *bytes < LogHeaderBytes ? journal->make(folder) : journal->measure(*bytes);
    if (!ready)
        return Failure(std::move(ready.error()));
    return journal;
}

Result<void> Journal::make(const std::string &folder)
{
    if (Result<void> written = m_file.write(0, logHeader(m_epoch)); !written)
        return written;
    if (Result<void> synced = m_file.sync(); !synced)
        return synced;
    m_end = m_reservedEnd = m_syncedEnd = LogHeaderBytes;
    return syncFolder(folder);
}

Result<void> Journal::measure(std::uint64_t fileBytes)
{
    std::array<std::uint8_t, LogHeaderBytes> header{};
    if (Result<void> read = m_file.read(0, header); !read)
        return read;
    if (const Result<void> ours = checkLogHeader(header, m_epoch); !ours)
        return fail(ours.error().code, path() + ": " + ours.error().message);
    LogScanner scanner(m_file, m_epoch, LogHeaderBytes, fileBytes);
    Bytes record;
    for (;;) {
        const Result<bool> found = scanner.next(record);
        if (!found)
            return Failure(found.error());
        if (!*found)
            break;
    }
    const Result<LogScanner::Rest> rest = scanner.rest();
    if (!rest)
        return Failure(rest.error());
    m_end = m_syncedEnd = scanner.offset();
    m_bytes = m_end == LogHeaderBytes ? 0 : m_end;
    m_reservedEnd = fileBytes;
    m_tornBytes = rest->usedBytes;
    m_isDamaged = rest->hasRecord;
    m_needsRepair = m_tornBytes > 0;
    return {};
}

/// After a failure, or a crash. What is behind the last record would look torn again at the next
/// opening, where the records that come do not reach over it.
Result<void> Journal::repairEnd()
{
    if (!m_needsRepair)
        return {};
    if (Result<void> cut = m_file.truncate(m_end); !cut)
        return cut;
    m_reservedEnd = m_end;
    Result<void> rewritten = rewriteUnsynced();
    m_needsRepair = !rewritten;
    return rewritten;
}

/// A sync that fails may leave bytes that the system shows but will never write: the next sync
/// succeeds without them. Written once more, they are again to be synced.
Result<void> Journal::rewriteUnsynced()
{
    std::vector<std::uint8_t> buffer(std::min<std::uint64_t>(m_end - m_syncedEnd, 1U << 20));
    for (std::uint64_t at = m_syncedEnd; at < m_end; at += buffer.size()) {
        buffer.resize(std::min<std::uint64_t>(buffer.size(), m_end - at));
        if (Result<void> read = m_file.read(at, buffer); !read)
            return read;
        if (Result<void> written = m_file.write(at, buffer); !written)
            return written;
    }
    return {};
}

/// Makes room up to there, and some more. Where the disk has none, records are tried without, and
/// the next room only behind them.
void Journal::reserve(std::uint64_t end)
{
    if (end <= m_reservedEnd)
        return;
    const std::uint64_t begin = std::max(m_end, m_reservedEnd);
    const std::vector<std::uint8_t> zeros(end - begin + ReserveBytes);
    static_cast<void>(m_file.write(begin, zeros));
    m_reservedEnd = begin + zeros.size();
}

/// A small record in one write; a large one without a copy of it.
Result<void> Journal::append(Bytes record)
{
    const std::uint64_t bytes = logRecordBytes(record.size());
    reserve(m_end + bytes);
    if (record.size() <= CopiedBytes) {
        makeLogRecord(m_epoch, m_end, record, m_buffer);
        return m_file.write(m_end, m_buffer);
    }
    const LogRecordHead head = logRecordHead(m_epoch, m_end, record);
    if (Result<void> written = m_file.write(m_end, head); !written)
        return written;
    if (Result<void> written = m_file.write(m_end + head.size(), record); !written)
        return written;
    m_buffer.assign(bytes - head.size() - record.size(), 0);
    return m_file.write(m_end + head.size() + record.size(), m_buffer);
}

Result<void> Journal::write(Bytes record, Sync sync)
{
    if (Result<void> repaired = repairEnd(); !repaired)
        return repaired;
    Result<void> done = append(record);
    if (done && sync == Sync::Full)
        done = m_file.sync();
    if (!done) {
        m_needsRepair = true;
        return done;
    }
    m_end += logRecordBytes(record.size());
    m_bytes = m_end;
    if (sync == Sync::Full)
        m_syncedEnd = m_end;
    return {};
}

Result<void> Journal::sync()
{
    Result<void> synced = m_file.sync();
    if (synced)
        m_syncedEnd = m_end;
    else
        m_needsRepair = true;
    return synced;
}

Result<Journal::ReadReport> Journal::read(const std::function<Result<void>(Bytes record)> &take)
{
    ReadReport report{.tornBytes = m_tornBytes, .isDamaged = m_isDamaged};
    LogScanner scanner(m_file, m_epoch, LogHeaderBytes, m_end);
    Bytes record;
    while (scanner.offset() < m_end) {
        const Result<bool> found = scanner.next(record);
        if (!found)
            return Failure(found.error());
        if (!*found)
            return fail(Error::Code::Corruption, path() + ": a record at byte " +
                                                     std::to_string(scanner.offset()) +
                                                     " has changed on the disk");
        if (record.empty() || record.front() == 0)
            continue;
        if (Result<void> taken = take(record); !taken)
            return Failure(std::move(taken.error()));
        ++report.records;
    }
    return report;
}

Result<void> Journal::remove(const std::string &folder, Epoch epoch)
{
    return removeFile(pathOf(folder, epoch));
}

} // namespace tinyobs
