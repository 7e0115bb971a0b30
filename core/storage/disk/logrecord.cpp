#include "core/storage/disk/logrecord.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <QtEndian>

#include <algorithm>
#include <cstring>
#include <string>

namespace tinyobs {
namespace {

constexpr std::array<std::uint8_t, 8> Magic{'T', 'i', 'n', 'y', 'O', 'b', 's', 'J'};
constexpr std::uint32_t Version = 1;
constexpr std::uint64_t HeadBytes = LogRecordHead().size();
constexpr std::uint64_t Alignment = 8;
constexpr std::uint64_t WindowBytes = 1U << 20;
constexpr std::uint64_t PartBytes = 4096; // looked through at once; a multiple of the alignment

constexpr std::uint64_t aligned(std::uint64_t bytes)
{
    return (bytes + Alignment - 1) / Alignment * Alignment;
}

template <typename Number>
Number readNumber(Bytes bytes, std::size_t offset)
{
    return qFromLittleEndian<Number>(bytes.data() + offset);
}

template <typename Number>
void writeNumber(std::span<std::uint8_t> bytes, std::size_t offset, Number number)
{
    qToLittleEndian<Number>(number, bytes.data() + offset);
}

std::uint64_t checksum(Bytes bytes, Epoch epoch, std::uint64_t offset)
{
    // An epoch has no 2^40 bytes.
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), (std::uint64_t(epoch) << 40) ^ offset);
}

/// Of the head's size and the checksum of the bytes, which stand apart.
quint32 headChecksum(quint32 size, quint64 sum, Epoch epoch, std::uint64_t offset)
{
    std::array<std::uint8_t, 12> said{};
    writeNumber<quint32>(said, 0, size);
    writeNumber<quint64>(said, 4, sum);
    return static_cast<quint32>(checksum(said, epoch, offset));
}

} // namespace

std::array<std::uint8_t, LogHeaderBytes> logHeader(Epoch epoch)
{
    std::array<std::uint8_t, LogHeaderBytes> header{};
    std::ranges::copy(Magic, header.begin());
    writeNumber<quint32>(header, 8, Version);
    writeNumber<quint32>(header, 12, epoch);
    return header;
}

Result<void> checkLogHeader(Bytes header, Epoch epoch)
{
    if (std::ranges::equal(header, logHeader(epoch)))
        return {};
    if (header.size() < LogHeaderBytes || !std::ranges::equal(header.first(Magic.size()), Magic))
        return fail(Error::Code::Corruption, "is no journal of TinyObs");
    const auto version = readNumber<quint32>(header, 8);
    // A flipped bit makes a large number of it; releases count from 1.
    constexpr std::uint32_t MostVersions = 1000;
    if (version > Version && version < MostVersions)
        return fail(Error::Code::Unavailable, "has format version " + std::to_string(version) +
                                                  ", this release reads up to " +
                                                  std::to_string(Version) +
                                                  ": a newer release wrote it");
    return fail(Error::Code::Corruption, "has a damaged header");
}

LogRecordHead logRecordHead(Epoch epoch, std::uint64_t offset, Bytes bytes)
{
    LogRecordHead head{};
    const auto size = static_cast<quint32>(bytes.size());
    const quint64 sum = checksum(bytes, epoch, offset);
    writeNumber<quint32>(head, 0, size);
    writeNumber<quint32>(head, 4, headChecksum(size, sum, epoch, offset));
    writeNumber<quint64>(head, 8, sum);
    return head;
}

std::uint64_t logRecordBytes(std::uint64_t bytes)
{
    return HeadBytes + aligned(bytes);
}

void makeLogRecord(Epoch epoch, std::uint64_t offset, Bytes bytes, std::vector<std::uint8_t> &out)
{
    const LogRecordHead head = logRecordHead(epoch, offset, bytes);
    out.assign(logRecordBytes(bytes.size()), 0);
    std::ranges::copy(head, out.begin());
    std::ranges::copy(bytes, out.begin() + HeadBytes);
}

LogScanner::LogScanner(const VfsFile &file, Epoch epoch, std::uint64_t begin, std::uint64_t end)
    : m_file(file)
    , m_epoch(epoch)
    , m_offset(begin)
    , m_end(end)
{
}

/// That many bytes, which are before the end.
Result<Bytes> LogScanner::view(std::uint64_t offset, std::uint64_t bytes)
{
    if (offset < m_windowBegin || offset + bytes > m_windowBegin + m_window.size()) {
        m_window.resize(std::min(std::max(bytes, WindowBytes), m_end - offset));
        m_windowBegin = offset;
        if (Result<void> read = m_file.read(offset, m_window); !read) {
            m_window.clear();
            return Failure(std::move(read.error()));
        }
    }
    return Bytes(m_window).subspan(offset - m_windowBegin, bytes);
}

Result<bool> LogScanner::isRecord(std::uint64_t offset, Bytes &record)
{
    if (offset + HeadBytes > m_end)
        return false;
    const Result<Bytes> head = view(offset, HeadBytes);
    if (!head)
        return Failure(head.error());
    const auto size = readNumber<quint32>(*head, 0);
    const auto sum = readNumber<quint64>(*head, 8);
    if (readNumber<quint32>(*head, 4) != headChecksum(size, sum, m_epoch, offset) ||
        offset + HeadBytes + aligned(size) > m_end)
        return false;
    const Result<Bytes> bytes = view(offset + HeadBytes, size);
    if (!bytes)
        return Failure(bytes.error());
    if (checksum(*bytes, m_epoch, offset) != sum)
        return false;
    record = *bytes;
    return true;
}

Result<bool> LogScanner::next(Bytes &record)
{
    const Result<bool> found = isRecord(m_offset, record);
    if (found && *found)
        m_offset += HeadBytes + aligned(record.size());
    return found;
}

Result<LogScanner::Rest> LogScanner::rest()
{
    Rest rest;
    std::uint64_t at = m_offset;
    while (at < m_end) {
        const Result<Bytes> part = view(at, std::min(m_end - at, PartBytes));
        if (!part)
            return Failure(part.error());
        const auto used = std::ranges::find_if(*part, [](auto byte) { return byte != 0; });
        if (used == part->end()) {
            at += part->size();
            continue;
        }
        at += static_cast<std::uint64_t>(used - part->begin()) / Alignment * Alignment;
        rest.usedBytes = std::min(at + Alignment, m_end) - m_offset;
        if (!rest.hasRecord) {
            Bytes record;
            const Result<bool> found = isRecord(at, record);
            if (!found)
                return Failure(found.error());
            rest.hasRecord = *found;
        }
        at += Alignment;
    }
    return rest;
}

} // namespace tinyobs
