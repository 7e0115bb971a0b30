#include "tests/bench/writerequest2.h"

#include "tests/bench/writerequest.h"

#include <bit>

namespace tinyobs::bench {

std::uint32_t WriteRequest2::ref(std::string_view symbol)
{
    const auto known = m_refs.find(symbol);
    if (known != m_refs.end())
        return known->second;
    const auto number = static_cast<std::uint32_t>(m_symbols.size());
    m_symbols.emplace_back(symbol);
    m_refs.emplace(symbol, number);
    return number;
}

std::string WriteRequest2::labelRefs(std::initializer_list<LabelView> labels)
{
    std::vector<std::uint32_t> refs;
    for (const LabelView label : labels) {
        refs.push_back(ref(label.name));
        refs.push_back(ref(label.value));
    }
    return refsField(refs);
}

std::string WriteRequest2::labelRefs(const Labels &labels)
{
    std::vector<std::uint32_t> refs;
    for (const LabelView label : labels) {
        refs.push_back(ref(label.name));
        refs.push_back(ref(label.value));
    }
    return refsField(refs);
}

std::string WriteRequest2::histogramField(std::string_view message)
{
    return bytesField(3, message);
}

std::string WriteRequest2::exemplarField(std::initializer_list<LabelView> labels, double value,
                                         std::int64_t timeMs)
{
    return bytesField(4, labelRefs(labels) + fixed64Field(2, std::bit_cast<std::uint64_t>(value)) +
                             varintField(3, static_cast<std::uint64_t>(timeMs)));
}

std::string WriteRequest2::metadataField(unsigned type, std::string_view help,
                                         std::string_view unit)
{
    return bytesField(5,
                      varintField(1, type) + varintField(3, ref(help)) + varintField(4, ref(unit)));
}

std::string WriteRequest2::createdField(std::int64_t timeMs)
{
    return varintField(6, static_cast<std::uint64_t>(timeMs));
}

WriteRequest2 &WriteRequest2::addSeries(std::string_view fields)
{
    m_series += bytesField(5, fields);
    return *this;
}

std::string WriteRequest2::message() const
{
    std::string message;
    for (const std::string &symbol : m_symbols)
        message += bytesField(4, symbol);
    return message + m_series;
}

std::string refsField(const std::vector<std::uint32_t> &refs)
{
    std::string packed;
    for (const std::uint32_t ref : refs)
        packed += varintBytes(ref);
    return bytesField(1, packed);
}

} // namespace tinyobs::bench
