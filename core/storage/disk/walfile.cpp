#include "core/storage/disk/walfile.h"

#include <QtEndian>

#include <sqlite3.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

namespace tinyobs {
namespace {

constexpr std::size_t HeaderBytes = 32;
constexpr std::size_t FrameHeaderBytes = 24;
constexpr std::uint32_t Magic = 0x377f0682;
constexpr std::uint32_t WalVersion = 3007000;
constexpr std::size_t FramesPerRead = 256;

using ByteSpan = std::span<const std::uint8_t>;

std::uint32_t bigEndian(ByteSpan bytes, std::size_t offset)
{
    return qFromBigEndian<quint32>(bytes.data() + offset);
}

class Sum
{
public:
    explicit Sum(bool overBigEndian)
        : m_overBigEndian(overBigEndian)
    {
    }

    /// A multiple of eight bytes.
    void add(ByteSpan bytes)
    {
        if (m_overBigEndian)
            addWords<true>(bytes);
        else
            addWords<false>(bytes);
    }
    void store(std::span<std::uint8_t> bytes, std::size_t offset) const
    {
        qToBigEndian<quint32>(m_first, bytes.data() + offset);
        qToBigEndian<quint32>(m_second, bytes.data() + offset + 4);
    }
    bool isStoredAt(ByteSpan bytes, std::size_t offset) const
    {
        return m_first == bigEndian(bytes, offset) && m_second == bigEndian(bytes, offset + 4);
    }

private:
    template <bool IsBigEndian>
    static std::uint32_t word(const std::uint8_t *bytes)
    {
        return IsBigEndian ? qFromBigEndian<quint32>(bytes) : qFromLittleEndian<quint32>(bytes);
    }
    template <bool IsBigEndian>
    void addWords(ByteSpan bytes)
    {
        for (std::size_t i = 0; i < bytes.size(); i += 8) {
            m_first += word<IsBigEndian>(bytes.data() + i) + m_second;
            m_second += word<IsBigEndian>(bytes.data() + i + 4) + m_first;
        }
    }

    bool m_overBigEndian;
    std::uint32_t m_first = 0;
    std::uint32_t m_second = 0;
};

Result<void> readAt(sqlite3_file *file, std::uint64_t offset, std::span<std::uint8_t> out)
{
    const int code = file->pMethods->xRead(file, out.data(), static_cast<int>(out.size()),
                                           static_cast<sqlite3_int64>(offset));
    if (code != SQLITE_OK)
        return fail(Error::Code::Io, std::string("the -wal file: ") + sqlite3_errstr(code));
    return {};
}

void putBigEndian(std::span<std::uint8_t> bytes, std::size_t offset, std::uint32_t value)
{
    qToBigEndian<quint32>(value, bytes.data() + offset);
}

} // namespace

sqlite3_file *walFileOf(sqlite3 *handle)
{
    sqlite3_file *file = nullptr;
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
    return file && file->pMethods ? file : nullptr;
}

std::uint64_t walBytes(std::uint64_t frames, int pageBytes)
{
    const auto frameBytes = FrameHeaderBytes + static_cast<std::uint64_t>(pageBytes);
    return frames == 0 ? 0 : HeaderBytes + frames * frameBytes;
}

Result<WalExtent> measureWal(sqlite3_file *file, int pageBytes)
{
    sqlite3_int64 size = 0;
    const int code = file->pMethods->xFileSize(file, &size);
    if (code != SQLITE_OK)
        return fail(Error::Code::Io, std::string("the -wal file: ") + sqlite3_errstr(code));
    WalExtent extent{.fileBytes = static_cast<std::uint64_t>(size)};
    if (extent.fileBytes < HeaderBytes)
        return extent;

    const std::size_t frameBytes = FrameHeaderBytes + static_cast<std::size_t>(pageBytes);
    const std::uint64_t frames = (extent.fileBytes - HeaderBytes) / frameBytes;
    std::vector<std::uint8_t> header(HeaderBytes);
    if (Result<void> read = readAt(file, 0, header); !read)
        return Failure(std::move(read.error()));
    const std::uint32_t magic = bigEndian(header, 0);
    Sum sum((magic & 1) != 0);
    sum.add(ByteSpan(header).first(24));
    if ((magic & ~1U) != Magic || bigEndian(header, 8) != static_cast<std::uint32_t>(pageBytes) ||
        !sum.isStoredAt(header, 24)) {
        extent.isDamaged = frames > 0; // the header is there before the first frame
        return extent;
    }
    std::vector<std::uint8_t> buffer;
    bool isBroken = false;
    for (std::uint64_t frame = 0; frame < frames && !extent.isDamaged;) {
        const std::uint64_t count = std::min<std::uint64_t>(FramesPerRead, frames - frame);
        buffer.resize(count * frameBytes);
        if (Result<void> read = readAt(file, HeaderBytes + frame * frameBytes, buffer); !read)
            return Failure(std::move(read.error()));
        for (std::uint64_t i = 0; i < count; ++i) {
            const ByteSpan bytes = ByteSpan(buffer).subspan(i * frameBytes, frameBytes);
            const bool isOfThisLog = std::memcmp(bytes.data() + 8, header.data() + 16, 8) == 0 &&
                                     bigEndian(bytes, 0) != 0;
            if (isBroken) {
                extent.isDamaged |= isOfThisLog && bigEndian(bytes, 4) != 0;
                ++frame;
                continue;
            }
            sum.add(bytes.first(8));
            sum.add(bytes.subspan(FrameHeaderBytes));
            isBroken = !isOfThisLog || !sum.isStoredAt(bytes, 16);
            ++frame;
            if (!isBroken && bigEndian(bytes, 4) != 0)
                extent.frames = frame;
        }
    }
    extent.validBytes = walBytes(extent.frames, pageBytes);
    return extent;
}

void rebuildWalHeader(std::span<std::uint8_t> wal, int pageBytes)
{
    if (wal.size() < HeaderBytes + FrameHeaderBytes)
        return;
    putBigEndian(wal, 0, Magic | (std::endian::native == std::endian::big ? 1 : 0));
    putBigEndian(wal, 4, WalVersion);
    putBigEndian(wal, 8, static_cast<std::uint32_t>(pageBytes));
    putBigEndian(wal, 12, 0);
    std::memcpy(wal.data() + 16, wal.data() + HeaderBytes + 8, 8);
    Sum sum(std::endian::native == std::endian::big);
    sum.add(ByteSpan(wal).first(24));
    sum.store(wal, 24);
}

} // namespace tinyobs
