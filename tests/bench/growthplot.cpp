#include "tests/bench/growthplot.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

namespace tinyobs::bench {
namespace {

constexpr double Width = 760;
constexpr double Height = 320;
constexpr double Left = 60;
constexpr double Right = 130; // for the names of the lines
constexpr double Top = 30;
constexpr double Bottom = 40;
constexpr const char *Grey = "#808890";

std::string text(double x, double y, const char *anchor, const std::string &what,
                 const char *colour)
{
    char out[256];
    std::snprintf(out, sizeof out,
                  "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n", x, y,
                  anchor, colour, what.c_str());
    return out;
}

std::string rule(double x0, double y0, double x1, double y1)
{
    char out[200];
    std::snprintf(out, sizeof out,
                  "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#808890\" stroke-opacity=\"0.3\"/>\n",
                  x0, y0, x1, y1);
    return out;
}

std::string number(double value)
{
    char out[32];
    std::snprintf(out, sizeof out, "%g", value);
    return out;
}

} // namespace

bool GrowthPlot::write(const std::string &path) const
{
    double least = 1e9;
    double most = 1e-9;
    double right = 10;
    for (const auto *line : {&m_series, &m_hours}) {
        for (const Point &point : *line) {
            least = std::min(least, point.ms);
            most = std::max(most, point.ms);
            right = std::max(right, point.x);
        }
    }
    const double low = std::floor(std::log10(least));
    const double high = std::ceil(std::log10(most));
    const double end = std::ceil(std::log10(right));
    const auto xOf = [&](double x) {
        return Left + (Width - Left - Right) * std::log10(std::max(1.0, x)) / end;
    };
    const auto yOf = [&](double ms) {
        return Top + (Height - Top - Bottom) * (high - std::log10(ms)) / (high - low);
    };

    std::ofstream file(path);
    file << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << Width << ' ' << Height
         << "\" font-family=\"sans-serif\" font-size=\"12\">\n"
         << "<title>What a query costs by series and by hours</title>\n"
         << text(Left - 8, Top - 12, "end", "ms", Grey);
    for (double power = low; power <= high; ++power) {
        const double ms = std::pow(10, power);
        file << rule(Left, yOf(ms), Width - Right, yOf(ms))
             << text(Left - 8, yOf(ms) + 4, "end", number(ms), Grey);
    }
    for (double power = 0; power <= end; ++power) {
        const double x = std::pow(10, power);
        file << rule(xOf(x), Top, xOf(x), Height - Bottom)
             << text(xOf(x), Height - Bottom + 18, "middle", number(x), Grey);
    }
    file << text(Width - Right, Height - 6, "end", "series, or hours", Grey);
    const auto draw = [&](const std::vector<Point> &line, const char *name, const char *colour) {
        if (line.empty())
            return;
        file << "<path fill=\"none\" stroke-width=\"2\" stroke=\"" << colour << "\" d=\"";
        for (std::size_t i = 0; i < line.size(); ++i)
            file << (i == 0 ? 'M' : 'L') << xOf(line[i].x) << ' ' << yOf(line[i].ms);
        file << "\"/>\n";
        for (const Point &point : line)
            file << "<circle r=\"3\" fill=\"" << colour << "\" cx=\"" << xOf(point.x) << "\" cy=\""
                 << yOf(point.ms) << "\"/>\n";
        file << text(xOf(line.back().x), yOf(line.back().ms) - 10, "end", name, colour);
    };
    draw(m_series, "series, 1 h", "#3b82f6");
    draw(m_hours, "hours, few series", "#ef6c00");
    file << "</svg>\n";
    return file.good();
}

} // namespace tinyobs::bench
