#include "tests/bench/otlprequest.h"

#include <bit>

namespace tinyobs::bench::otlp {
namespace {

std::string joined(const std::vector<std::string> &parts)
{
    std::string all;
    for (const std::string &part : parts)
        all += part;
    return all;
}

template <typename Number>
std::string packed(std::uint32_t field, const std::vector<Number> &values)
{
    const auto *bytes = reinterpret_cast<const char *>(values.data());
    return bytesField(field, {bytes, values.size() * sizeof(Number)});
}

} // namespace

std::string text(std::string_view value)
{
    return bytesField(1, value);
}

std::string boolean(bool value)
{
    return varintField(2, value ? 1 : 0);
}

std::string integer(std::int64_t value)
{
    return varintField(3, std::bit_cast<std::uint64_t>(value));
}

std::string number(double value)
{
    return doubleField(4, value);
}

std::string bytes(std::string_view value)
{
    return bytesField(7, value);
}

std::string array(const std::vector<std::string> &values)
{
    std::string all;
    for (const std::string &value : values)
        all += bytesField(1, value);
    return bytesField(5, all);
}

std::string map(const std::vector<std::string> &pairs)
{
    std::string all;
    for (const std::string &pair : pairs)
        all += bytesField(1, pair);
    return bytesField(6, all);
}

std::string keyValue(std::string_view key, const std::string &value)
{
    return bytesField(1, key) + bytesField(2, value);
}

std::string attribute(std::uint32_t field, std::string_view key, const std::string &value)
{
    return bytesField(field, keyValue(key, value));
}

std::string start(std::uint64_t ns)
{
    return fixed64Field(2, ns);
}

std::string time(std::uint64_t ns)
{
    return fixed64Field(3, ns);
}

std::string asDouble(double value)
{
    return doubleField(4, value);
}

std::string asInt(std::int64_t value)
{
    return fixed64Field(6, std::bit_cast<std::uint64_t>(value));
}

std::string pointAttribute(std::string_view key, std::string_view value)
{
    return attribute(7, key, text(value));
}

std::string doubleField(std::uint32_t field, double value)
{
    return fixed64Field(field, std::bit_cast<std::uint64_t>(value));
}

std::string packedDoubles(std::uint32_t field, const std::vector<double> &values)
{
    return packed(field, values);
}

std::string packedFixed(std::uint32_t field, const std::vector<std::uint64_t> &values)
{
    return packed(field, values);
}

std::string point(const std::string &fields)
{
    return bytesField(1, fields);
}

std::string name(std::string_view name, std::string_view unit, std::string_view help)
{
    return bytesField(1, name) + (help.empty() ? "" : bytesField(2, help)) +
           (unit.empty() ? "" : bytesField(3, unit));
}

std::string gauge(const std::string &points)
{
    return bytesField(5, points);
}

std::string sum(const std::string &points, unsigned temporality, bool isMonotonic)
{
    return bytesField(7, points + varintField(2, temporality) +
                             (isMonotonic ? varintField(3, 1) : std::string()));
}

std::string histogram(const std::string &points, unsigned temporality)
{
    return bytesField(9, points + varintField(2, temporality));
}

std::string exponential(const std::string &points, unsigned temporality)
{
    return bytesField(10, points + varintField(2, temporality));
}

std::string summary(const std::string &points)
{
    return bytesField(11, points);
}

std::string scope(std::string_view name, std::string_view version)
{
    return bytesField(1, bytesField(1, name) + bytesField(2, version));
}

std::string metric(const std::string &fields)
{
    return bytesField(2, fields);
}

std::string resource(const std::vector<std::pair<std::string, std::string>> &attributes)
{
    std::vector<std::string> fields;
    for (const auto &[key, value] : attributes)
        fields.push_back(attribute(1, key, text(value)));
    return bytesField(1, joined(fields));
}

std::string scopeMetrics(const std::string &fields)
{
    return bytesField(2, fields);
}

std::string requestOf(const std::string &resourceMetrics)
{
    return bytesField(1, resourceMetrics);
}

std::string request(const std::string &metrics)
{
    return requestOf(resource({{"service.name", "shop"}}) + scopeMetrics(metrics));
}

} // namespace tinyobs::bench::otlp
