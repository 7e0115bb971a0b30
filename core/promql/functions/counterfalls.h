#pragma once

// Where a counter fell, for all windows of a series: what it counted before goes on counting.
// Belongs to one call.

#include <cstddef>
#include <vector>

namespace tinyobs::promql {

class CounterFalls
{
public:
    explicit CounterFalls(const std::vector<double> &values)
        : m_values(values)
    {
        for (std::size_t i = 1; i < values.size(); ++i) {
            if (values[i] < values[i - 1])
                m_places.push_back(i);
        }
    }

    /// Adds what the counter lost between the samples of [begin, end). Windows come in their order.
    void addTo(double &increase, std::size_t begin, std::size_t end)
    {
        while (m_first < m_places.size() && m_places[m_first] <= begin)
            ++m_first;
        for (std::size_t i = m_first; i < m_places.size() && m_places[i] < end; ++i)
            increase += m_values[m_places[i] - 1];
    }

private:
    const std::vector<double> &m_values;
    std::vector<std::size_t> m_places;
    std::size_t m_first = 0;
};

} // namespace tinyobs::promql
