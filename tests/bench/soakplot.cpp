#include "tests/bench/soakplot.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

namespace tinyobs::bench {
namespace {

constexpr double Width = 760;
constexpr double Height = 300;
constexpr double Left = 60;
constexpr double Right = 130; // for the names of the lines
constexpr double Top = 30;
constexpr double Bottom = 40;

struct Line
{
    const char *name;
    const char *colour;
    double SoakPlot::Day::*value;
};

constexpr Line Lines[] = {
    {"disk, all files", "#3b82f6", &SoakPlot::Day::total},
    {"memory (RSS)", "#ef6c00", &SoakPlot::Day::resident},
    {"disk, rollups", "#16a34a", &SoakPlot::Day::rollups},
};

/// 1, 2 or 5 times a power of ten, so that about five of them make up the range.
double stepOf(double range)
{
    const double power = std::pow(10, std::floor(std::log10(range / 5)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (range / (power * factor) <= 6)
            return power * factor;
    }
    return power * 10;
}

std::string text(double x, double y, const char *anchor, const std::string &what,
                 const char *colour = "#808890")
{
    char out[256];
    std::snprintf(out, sizeof out,
                  "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n", x, y,
                  anchor, colour, what.c_str());
    return out;
}

std::string rule(double y)
{
    char out[160];
    std::snprintf(out, sizeof out,
                  "<path d=\"M%.1f %.1fH%.1f\" stroke=\"#808890\" stroke-opacity=\"0.3\"/>\n", Left,
                  y, Width - Right);
    return out;
}

} // namespace

bool SoakPlot::write(const std::string &path) const
{
    if (m_days.empty())
        return false;
    double mostMb = 1;
    for (const Day &day : m_days)
        mostMb = std::max({mostMb, day.total / 1e6, day.resident / 1e6});
    const double step = stepOf(mostMb);
    mostMb = std::ceil(mostMb / step) * step;
    const auto xOf = [&](std::size_t passed) {
        return Left + (Width - Left - Right) * double(passed) / double(m_days.size());
    };
    const auto yOf = [&](double bytes) {
        return Top + (Height - Top - Bottom) * (1 - bytes / 1e6 / mostMb);
    };

    std::ofstream file(path);
    file << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << Width << ' ' << Height
         << "\" font-family=\"sans-serif\" font-size=\"12\">\n"
         << "<title>Memory and disk while " << m_days.size()
         << " days of samples come in</title>\n";
    file << text(Left - 8, Top - 12, "end", "MB");
    for (double mb = 0; mb <= mostMb; mb += step)
        file << rule(yOf(mb * 1e6))
             << text(Left - 8, yOf(mb * 1e6) + 4, "end", std::to_string(static_cast<int>(mb)));
    const auto dayStep = static_cast<std::size_t>(std::max(1.0, stepOf(double(m_days.size()))));
    for (std::size_t day = 0; day <= m_days.size(); day += dayStep)
        file << text(xOf(day), Height - Bottom + 18, "middle", std::to_string(day));
    file << text(Width - Right, Height - 6, "end", "days of samples");

    double lastLabelY = -1e9;
    for (const Line &line : Lines) {
        file << "<path fill=\"none\" stroke-width=\"2\" stroke=\"" << line.colour << "\" d=\"";
        for (std::size_t i = 0; i < m_days.size(); ++i)
            file << (i == 0 ? 'M' : 'L') << xOf(i + 1) << ' ' << yOf(m_days[i].*line.value);
        file << "\"/>\n";
        const double y = std::max(yOf(m_days.back().*line.value) + 4, lastLabelY + 14);
        file << text(Width - Right + 8, y, "start", line.name, line.colour);
        lastLabelY = y;
    }
    file << "</svg>\n";
    return file.good();
}

} // namespace tinyobs::bench
