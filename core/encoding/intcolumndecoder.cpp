#include "core/encoding/intcolumn.h"
#include "core/encoding/intcolumnformat.h"
#include "core/encoding/intprediction.h"

#include <algorithm>
#include <string>

namespace tinyobs::encoding {
namespace {

Failure corrupt(const char *what)
{
    return fail(Error::Code::Corruption, std::string("integer column: ") + what);
}

struct Header
{
    ColumnKind kind = ColumnKind::Const;
    Distance distance = Distance::Above;
    std::uint64_t first = 0;
    std::uint64_t factor = 1;
    std::uint64_t step = 0; // of delta-const and linear; the first delta of delta2
    std::uint64_t fraction = 0;
    std::uint64_t base = 0;
};

bool readHeader(ByteReader &in, Header &header)
{
    const std::uint8_t head = in.takeByte();
    const unsigned kind = head & KindMask;
    if (kind > static_cast<unsigned>(ColumnKind::Delta2) || (head & Reserved))
        return false;
    header.kind = static_cast<ColumnKind>(kind);
    header.distance = head & DistancesAround ? Distance::Around : Distance::Above;
    header.first = static_cast<std::uint64_t>(in.takeSigned());
    if (head & HasFactor)
        header.factor = in.takeVarint();
    if (header.kind != ColumnKind::Const && header.kind != ColumnKind::Delta)
        header.step = static_cast<std::uint64_t>(in.takeSigned());
    if (head & HasFraction)
        header.fraction = in.takeFixed<std::uint32_t>();
    if (head & HasBase)
        header.base = static_cast<std::uint64_t>(in.takeSigned());
    return !in.failed();
}

/// Turns the numbers of one block after another into values.
class Reconstruction
{
public:
    explicit Reconstruction(const Header &header)
        : m_header(header)
        , m_last(header.first)
        , m_delta(header.step * header.factor)
    {
    }

    /// The value behind the first; delta2 only.
    std::int64_t second()
    {
        m_last += m_delta;
        return static_cast<std::int64_t>(m_last);
    }

    void operator()(std::span<std::uint64_t> numbers, std::span<std::int64_t> values)
    {
        if (m_header.factor != 1) {
            for (std::uint64_t &number : numbers)
                number *= m_header.factor;
        }
        switch (m_header.kind) {
        case ColumnKind::Linear:
            return linear(numbers, values);
        case ColumnKind::Delta2:
            return delta2(numbers, values);
        default:
            return delta(numbers, values);
        }
    }

private:
    void linear(std::span<const std::uint64_t> numbers, std::span<std::int64_t> values)
    {
        if (m_header.fraction == 0) {
            std::uint64_t expected = m_last;
            for (std::size_t i = 0; i < numbers.size(); ++i) {
                expected += m_delta;
                values[i] = static_cast<std::int64_t>(expected + numbers[i]);
            }
            m_last = expected;
            return;
        }
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            m_last += m_delta;
            m_fraction += m_header.fraction;
            values[i] = static_cast<std::int64_t>(m_last + (m_fraction >> 32) * m_header.factor +
                                                  numbers[i]);
        }
    }

    void delta(std::span<const std::uint64_t> numbers, std::span<std::int64_t> values)
    {
        std::uint64_t last = m_last;
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            last += numbers[i];
            values[i] = static_cast<std::int64_t>(last);
        }
        m_last = last;
    }

    void delta2(std::span<const std::uint64_t> numbers, std::span<std::int64_t> values)
    {
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            m_delta += numbers[i];
            m_last += m_delta;
            values[i] = static_cast<std::int64_t>(m_last);
        }
    }

    const Header &m_header;
    std::uint64_t m_last;
    std::uint64_t m_delta;
    std::uint64_t m_fraction = 0;
};

} // namespace

Result<std::size_t> decodeIntColumn(std::span<const std::uint8_t> bytes,
                                    std::span<std::int64_t> values)
{
    if (values.empty())
        return 0;
    ByteReader in(bytes);
    Header header;
    if (!readHeader(in, header))
        return corrupt(in.failed() ? "header is cut off" : "header is invalid");
    values[0] = static_cast<std::int64_t>(header.first);
    if (header.kind == ColumnKind::Const || header.kind == ColumnKind::DeltaConst) {
        std::uint64_t value = header.first;
        for (std::int64_t &one : values.subspan(1)) {
            value += header.step;
            one = static_cast<std::int64_t>(value);
        }
        return in.position();
    }
    if (values.size() < 3)
        return corrupt("kind needs three values");

    Reconstruction reconstruct(header);
    std::size_t at = 1;
    if (header.kind == ColumnKind::Delta2)
        values[at++] = reconstruct.second();
    std::array<std::uint64_t, MiniBlockSize> block;
    while (at < values.size()) {
        const auto numbers = std::span(block).first(std::min(MiniBlockSize, values.size() - at));
        if (!readMiniBlock(in, header.base, header.distance, numbers))
            return corrupt(in.failed() ? "block is cut off" : "block is invalid");
        reconstruct(numbers, values.subspan(at, numbers.size()));
        at += numbers.size();
    }
    return in.position();
}

Result<void> takeIntColumn(ByteReader &in, std::span<std::int64_t> values)
{
    const Result<std::size_t> used = decodeIntColumn(in.rest(), values);
    if (!used)
        return Failure(used.error());
    in.takeBytes(*used);
    return {};
}

} // namespace tinyobs::encoding
