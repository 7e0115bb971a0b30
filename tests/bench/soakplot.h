#pragma once

// Memory and disk over the days of a soak as an SVG that reads on light and dark pages. A plain
// object.

#include <string>
#include <vector>

namespace tinyobs::bench {

class SoakPlot
{
public:
    struct Day // bytes
    {
        double resident = 0;
        double raw = 0;
        double rollups = 0;
        double total = 0;
    };

    void add(const Day &day) { m_days.push_back(day); }
    bool write(const std::string &path) const;

private:
    std::vector<Day> m_days;
};

} // namespace tinyobs::bench
