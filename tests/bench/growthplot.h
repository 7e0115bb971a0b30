#pragma once

// What a query costs by series and by hours as an SVG, both axes by powers of ten, that reads on
// light and dark pages. A plain object.

#include <string>
#include <vector>

namespace tinyobs::bench {

class GrowthPlot
{
public:
    void addSeries(double series, double ms) { m_series.push_back({series, ms}); }
    void addHours(double hours, double ms) { m_hours.push_back({hours, ms}); }
    bool write(const std::string &path) const;

private:
    struct Point
    {
        double x = 0;
        double ms = 0;
    };

    std::vector<Point> m_series;
    std::vector<Point> m_hours;
};

} // namespace tinyobs::bench
