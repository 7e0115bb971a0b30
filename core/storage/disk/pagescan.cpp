#include "core/storage/disk/pagescan.h"

#include <QtEndian>

#include <algorithm>
#include <bit>

namespace tinyobs {
namespace {

constexpr std::size_t MinPageBytes = 512;
constexpr std::size_t MaxPageBytes = 65536;
constexpr std::size_t PageSizeOffset = 16;
constexpr std::size_t PageNumberBytes = 4;

// Serial types of a record's values.
constexpr std::uint64_t FirstReserved = 10;
constexpr std::uint64_t FirstBlob = 12;

/// SQLite's varint: big-endian groups of 7 bits, the ninth byte has 8.
bool takeVarint(Bytes bytes, std::size_t &at, std::uint64_t &value)
{
    value = 0;
    for (int i = 0; i < 9; ++i) {
        if (at >= bytes.size())
            return false;
        const std::uint8_t byte = bytes[at++];
        if (i == 8) {
            value = value << 8 | byte;
            return true;
        }
        value = value << 7 | (byte & 0x7f);
        if (byte < 0x80)
            return true;
    }
    return false;
}

std::size_t bodyBytes(std::uint64_t serial)
{
    static constexpr std::size_t Sizes[FirstReserved] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
    return serial < FirstReserved ? Sizes[serial]
                                  : static_cast<std::size_t>((serial - FirstBlob) / 2);
}

std::int64_t takeInteger(Bytes body, std::uint64_t serial)
{
    if (serial >= 8)
        return static_cast<std::int64_t>(serial - 8);
    std::int64_t value = body.empty() ? 0 : static_cast<std::int8_t>(body.front());
    for (std::size_t i = 1; i < body.size(); ++i)
        value = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) << 8 | body[i]);
    return value;
}

class RowReader
{
public:
    RowReader(Bytes file, std::size_t pageBytes, std::size_t columns)
        : m_file(file)
        , m_pageBytes(pageBytes)
        , m_serials(columns)
        , m_values(columns)
    {
    }

    bool read(std::size_t offset)
    {
        const std::size_t pageEnd =
            std::min(m_file.size(), (offset / m_pageBytes + 1) * m_pageBytes);
        const Bytes page = m_file.first(pageEnd);
        std::size_t at = offset;
        std::uint64_t size = 0;
        std::uint64_t id = 0;
        if (!takeVarint(page, at, size) || size <= m_serials.size() || size > m_file.size() ||
            !takeVarint(page, at, id) || !readHeader(page.subspan(at), size))
            return false;
        m_row.id = static_cast<std::int64_t>(id);
        m_row.offset = offset;
        return readPayload(page, at, static_cast<std::size_t>(size)) && readValues();
    }

    const ScannedRow &row() const { return m_row; }

private:
    /// The header of a record says how long it and each value are: they must add up.
    bool readHeader(Bytes payload, std::uint64_t size)
    {
        std::size_t at = 0;
        std::uint64_t headerBytes = 0;
        if (!takeVarint(payload, at, headerBytes))
            return false;
        std::uint64_t sum = headerBytes;
        for (std::uint64_t &serial : m_serials) {
            if (at >= headerBytes || !takeVarint(payload, at, serial) ||
                (serial >= FirstReserved && serial < FirstBlob) || bodyBytes(serial) > size)
                return false;
            sum += bodyBytes(serial);
        }
        m_headerBytes = at;
        return at == headerBytes && sum == size;
    }

    /// Of a long row a part lies on the page, the rest on a chain of overflow pages.
    bool readPayload(Bytes page, std::size_t at, std::size_t size)
    {
        const std::size_t most = m_pageBytes - 35;
        const std::size_t least = (m_pageBytes - 12) * 32 / 255 - 23;
        std::size_t local = size;
        if (size > most) {
            local = least + (size - least) % (m_pageBytes - PageNumberBytes);
            if (local > most)
                local = least;
        }
        if (page.size() - at < local)
            return false;
        const Bytes here = page.subspan(at, local);
        m_payload.assign(here.begin(), here.end());
        at += local;
        if (local == size)
            return true;
        if (page.size() - at < PageNumberBytes)
            return false;
        return readOverflow(qFromBigEndian<quint32>(page.data() + at), size);
    }

    bool readOverflow(std::uint64_t number, std::size_t size)
    {
        while (m_payload.size() < size) {
            const std::uint64_t begin = (number - 1) * m_pageBytes;
            if (number == 0 || begin + PageNumberBytes > m_file.size())
                return false;
            const Bytes page = m_file.subspan(begin);
            const std::size_t wanted =
                std::min(size - m_payload.size(), m_pageBytes - PageNumberBytes);
            if (page.size() < PageNumberBytes + wanted)
                return false;
            const Bytes content = page.subspan(PageNumberBytes, wanted);
            m_payload.insert(m_payload.end(), content.begin(), content.end());
            number = qFromBigEndian<quint32>(page.data());
        }
        return true;
    }

    bool readValues()
    {
        std::size_t at = m_headerBytes;
        for (std::size_t i = 0; i < m_serials.size(); ++i) {
            const std::uint64_t serial = m_serials[i];
            const Bytes body = Bytes(m_payload).subspan(at, bodyBytes(serial));
            at += body.size();
            ScannedValue &value = m_values[i];
            value = {};
            if (serial == 7) // a float: none of our columns has one
                return false;
            if (serial >= FirstBlob) {
                value.kind = serial % 2 == 0 ? ScannedValue::Kind::Blob : ScannedValue::Kind::Text;
                value.bytes = body;
            } else if (serial != 0) {
                value.kind = ScannedValue::Kind::Integer;
                value.integer = takeInteger(body, serial);
            }
        }
        m_row.values = m_values;
        return true;
    }

    Bytes m_file;
    std::size_t m_pageBytes;
    std::size_t m_headerBytes = 0;
    std::vector<std::uint64_t> m_serials;
    std::vector<std::uint8_t> m_payload;
    std::vector<ScannedValue> m_values;
    ScannedRow m_row;
};

} // namespace

void scanRows(Bytes file, std::size_t pageBytes, std::size_t columns,
              const std::function<void(const ScannedRow &)> &visit)
{
    RowReader reader(file, pageBytes, columns);
    for (std::size_t offset = 0; offset < file.size(); ++offset) {
        if (file[offset] != 0 && reader.read(offset))
            visit(reader.row());
    }
}

bool readRowAt(Bytes file, std::size_t pageBytes, std::size_t columns, std::size_t offset,
               const std::function<void(const ScannedRow &)> &visit)
{
    RowReader reader(file, pageBytes, columns);
    if (!reader.read(offset))
        return false;
    visit(reader.row());
    return true;
}

std::vector<std::size_t> likelyPageBytes(Bytes file)
{
    std::vector<std::size_t> sizes;
    if (file.size() >= PageSizeOffset + 2) {
        const std::size_t stored = qFromBigEndian<quint16>(file.data() + PageSizeOffset);
        const std::size_t size = stored == 1 ? MaxPageBytes : stored;
        if (size >= MinPageBytes && std::has_single_bit(size))
            sizes.push_back(size);
    }
    for (std::size_t size = MinPageBytes; size <= MaxPageBytes; size *= 2) {
        if (std::find(sizes.begin(), sizes.end(), size) == sizes.end())
            sizes.push_back(size);
    }
    return sizes;
}

} // namespace tinyobs
