#include "core/storage/journalrecord.h"

#include "core/encoding/headstreamformat.h"

#include <QtGlobal>

#include <cstring>
#include <utility>

namespace tinyobs {
namespace {

enum SectionKind : std::uint8_t { Nothing = 0, NewSeries = 1, Samples = 2 };

// Numbers beyond it cannot come from the store; they would make the reader allocate without end.
constexpr std::uint64_t MaxSeriesNumber = 1u << 30;
constexpr std::uint64_t MaxPairsOfSeries = 1024;
constexpr std::size_t MaxTextBytes = 1u << 20;

void putVarint(std::vector<std::uint8_t> &out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        out.push_back(static_cast<std::uint8_t>(value | 0x80));
    out.push_back(static_cast<std::uint8_t>(value));
}

void putText(std::vector<std::uint8_t> &out, std::string_view text)
{
    putVarint(out, text.size());
    out.insert(out.end(), text.begin(), text.end());
}

Failure corrupt(const char *what)
{
    return fail(Error::Code::Corruption, std::string("journal record: ") + what);
}

} // namespace

void JournalWriter::define(std::uint32_t series, TenantId tenant,
                           std::span<const std::uint32_t> pairs,
                           const std::function<LabelView(std::uint32_t)> &textOf)
{
    m_bytes.push_back(NewSeries);
    putVarint(m_bytes, series);
    putVarint(m_bytes, tenant);
    putVarint(m_bytes, pairs.size());
    for (const std::uint32_t pair : pairs) {
        if (pair >= m_numbers.size() || m_numbers[pair] == Unknown) {
            knowPair(pair);
            const LabelView label = textOf(pair);
            putVarint(m_bytes, 0);
            putText(m_bytes, label.name);
            putText(m_bytes, label.value);
        } else {
            putVarint(m_bytes, std::uint64_t(m_numbers[pair]) + 1);
        }
    }
}

void JournalWriter::beginSamples()
{
    m_bytes.push_back(Samples);
    m_countAt = m_bytes.size();
    m_bytes.resize(m_bytes.size() + sizeof m_count);
    m_count = 0;
    m_previous = 0;
}

void JournalWriter::add(std::uint32_t series, const AppendedBytes &sample)
{
    const auto step = static_cast<std::int64_t>(series) - static_cast<std::int64_t>(m_previous);
    const std::uint64_t key = encoding::zigzag(step) << 1 | (sample.startsChunk ? 1 : 0);
    m_previous = series;
    ++m_count;
    // Both fit behind the end in nearly all cases; one look at the capacity instead of many.
    constexpr std::size_t MostBytes = 10 + encoding::FirstSampleBytes;
    if (m_bytes.capacity() - m_bytes.size() < MostBytes)
        m_bytes.reserve(m_bytes.capacity() * 2 + MostBytes);
    putVarint(m_bytes, key);
    m_bytes.insert(m_bytes.end(), sample.bytes.begin(), sample.bytes.end());
}

void JournalWriter::endSamples()
{
    std::memcpy(m_bytes.data() + m_countAt, &m_count, sizeof m_count);
}

std::size_t JournalWriter::bytes() const
{
    return m_bytes.capacity() + m_numbers.capacity() * sizeof(m_numbers[0]);
}

void JournalWriter::forgetPair(std::uint32_t pair)
{
    if (pair < m_numbers.size())
        m_numbers[pair] = Unknown;
}

void JournalWriter::knowPair(std::uint32_t pair)
{
    if (pair != Unknown) {
        if (pair >= m_numbers.size())
            m_numbers.resize(pair + pair / 2 + 64, Unknown);
        m_numbers[pair] = m_pairs;
    }
    ++m_pairs;
}

class JournalReader::Input
{
public:
    explicit Input(std::span<const std::uint8_t> bytes)
        : m_bytes(bytes)
    {
    }

    bool atEnd() const { return m_bytes.empty(); }
    bool failed() const { return m_failed; }
    std::span<const std::uint8_t> rest() const { return m_bytes; }
    void skip(std::size_t count) { m_bytes = m_bytes.subspan(count); }

    std::uint8_t byte()
    {
        if (m_bytes.empty()) {
            m_failed = true;
            return 0;
        }
        const std::uint8_t value = m_bytes.front();
        m_bytes = m_bytes.subspan(1);
        return value;
    }

    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const std::uint8_t part = byte();
            value |= std::uint64_t(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }
        m_failed = true;
        return 0;
    }

    std::string_view text()
    {
        const std::uint64_t size = varint();
        if (size > MaxTextBytes || size > m_bytes.size()) {
            m_failed = true;
            return {};
        }
        const auto *data = reinterpret_cast<const char *>(m_bytes.data());
        skip(size);
        return {data, size};
    }

    std::uint32_t fixed()
    {
        std::uint32_t value = 0;
        if (m_bytes.size() < sizeof value) {
            m_failed = true;
            return 0;
        }
        std::memcpy(&value, m_bytes.data(), sizeof value);
        skip(sizeof value);
        return value;
    }

private:
    std::span<const std::uint8_t> m_bytes;
    bool m_failed = false;
};

Result<void> JournalReader::read(std::span<const std::uint8_t> record)
{
    Input in(record);
    while (!in.atEnd()) {
        const std::uint8_t kind = in.byte();
        if (kind == Nothing)
            return {};
        Result<void> done = kind == NewSeries ? readSeries(in)
                            : kind == Samples ? readSamples(in)
                                              : corrupt("unknown section");
        if (!done)
            return done;
    }
    return {};
}

Result<void> JournalReader::readSeries(Input &in)
{
    const std::uint64_t series = in.varint();
    const std::uint64_t tenant = in.varint();
    const std::uint64_t count = in.varint();
    if (in.failed() || series > MaxSeriesNumber || tenant > 0xffff || count > MaxPairsOfSeries)
        return corrupt("series is damaged");
    std::vector<std::uint32_t> pairs;
    for (std::uint64_t i = 0; i < count; ++i) {
        std::uint64_t number = in.varint();
        if (number == 0) {
            const std::string_view name = in.text();
            const std::string_view value = in.text();
            if (in.failed())
                return corrupt("label is cut off");
            m_visitor.pair({name, value});
            number = ++m_pairs;
        }
        if (in.failed() || number > m_pairs)
            return corrupt("label is unknown");
        pairs.push_back(static_cast<std::uint32_t>(number - 1));
    }
    // What a series of this number had before, if the number was used again, is over.
    if (series < m_begun.size())
        m_begun[series] = false;
    return m_visitor.series(static_cast<std::uint32_t>(series), static_cast<TenantId>(tenant),
                            pairs);
}

Result<void> JournalReader::readSamples(Input &in)
{
    std::int64_t series = 0;
    const std::uint32_t count = in.fixed();
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint64_t key = in.varint();
        const bool startsChunk = key & 1;
        const std::int64_t step = encoding::unzigzag(key >> 1);
        constexpr auto MostSeries = static_cast<std::int64_t>(MaxSeriesNumber);
        if (in.failed() || step > MostSeries || step < -MostSeries)
            return corrupt("sample is cut off");
        series += step;
        if (series < 0 || series > MostSeries)
            return corrupt("series number is out of range");
        const auto number = static_cast<std::size_t>(series);
        if (number >= m_cursors.size()) {
            m_cursors.resize(number + number / 2 + 64);
            m_begun.resize(m_cursors.size());
        }
        encoding::HeadStreamCursor &cursor = m_cursors[number];
        if (startsChunk) {
            if (Result<void> first = encoding::readFirstSample(in.rest(), cursor); !first)
                return first;
            in.skip(encoding::FirstSampleBytes);
            m_begun[number] = true;
        } else {
            if (!m_begun[number])
                return corrupt("series goes on that has not begun");
            const Result<std::size_t> used = encoding::decodeSample(in.rest(), cursor);
            if (!used)
                return Failure(used.error());
            in.skip(*used);
        }
        m_visitor.sample(static_cast<std::uint32_t>(series), cursor.timeMs, cursor.value());
    }
    return {};
}

} // namespace tinyobs
