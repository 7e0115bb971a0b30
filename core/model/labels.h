#pragma once

// A label set in canonical form: sorted by name, no duplicate names, no empty values, the metric's
// name under "__name__". Two equal sets have equal bytes. Plain value, usable in any thread.
//
// Encoded form (what bytes() returns), one after the other:
//   varint nameLength | name | varint valueLength | value

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

inline constexpr std::string_view MetricNameLabel = "__name__";

struct LabelView
{
    std::string_view name;
    std::string_view value;

    bool operator==(const LabelView &) const = default;
};

class Labels
{
public:
    class Iterator
    {
    public:
        using value_type = LabelView;
        using difference_type = std::ptrdiff_t;

        Iterator() = default;
        explicit Iterator(const char *at)
            : m_at(at)
        {
        }
        LabelView operator*() const;
        Iterator &operator++();
        Iterator operator++(int)
        {
            Iterator before = *this;
            ++*this;
            return before;
        }
        bool operator==(const Iterator &) const = default;

    private:
        const char *m_at = nullptr;
    };

    Labels() = default;

    /// Sorts the pairs and drops pairs with an empty value. Of duplicate names the last stays:
    /// decoders refuse duplicates before they come here.
    static Labels fromPairs(std::vector<LabelView> pairs);

    Iterator begin() const { return Iterator(m_bytes.data()); }
    Iterator end() const { return Iterator(m_bytes.data() + m_bytes.size()); }
    bool isEmpty() const { return m_bytes.empty(); }

    /// The value of a label, empty when it is absent.
    std::string_view value(std::string_view name) const;
    std::string_view metricName() const { return value(MetricNameLabel); }

    const std::string &bytes() const { return m_bytes; }

    /// metric{a="b",c="d"} with the usual escapes: for messages and logs.
    std::string toString() const;

    bool operator==(const Labels &) const = default;
    /// By encoded bytes: a total order, not the order people expect of text.
    bool operator<(const Labels &other) const { return m_bytes < other.m_bytes; }

private:
    std::string m_bytes;
};

} // namespace tinyobs
