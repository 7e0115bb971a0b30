#include "ui/chart/plotpainter.h"

#include <QImage>
#include <QPainter>
#include <QPainterPath>
#include <QPen>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr float EarlierOpacity = 0.45f;
constexpr float BackgroundOpacity = 0.3f; // of the lines that are not emphasised
constexpr double BandOpacity = 0.18;
constexpr double StackOpacity = 0.55;
constexpr double PointRadius = 2.0;
constexpr double MinBarPx = 1.0;
constexpr double FarPx = 20'000; // beyond this nothing is drawn right, and nothing is seen
// At this many points a line is dense enough that smoothing its edges costs more than it shows.
constexpr qsizetype DensePoints = 4000;

// Viridis by its authors (Smith, van der Walt), at eight places.
constexpr std::array<std::array<int, 3>, 8> Viridis{{{68, 1, 84},
                                                     {70, 50, 127},
                                                     {54, 92, 141},
                                                     {39, 127, 142},
                                                     {31, 161, 135},
                                                     {74, 194, 109},
                                                     {160, 218, 57},
                                                     {253, 231, 37}}};

class Plotter
{
public:
    Plotter(QPainter &painter, const QRectF &plot, const ChartPicture &picture,
            const PlotGeometry &geometry, const PlotStyle &style)
        : m_painter(painter)
        , m_plot(plot)
        , m_picture(picture)
        , m_geometry(geometry)
        , m_style(style)
    {
    }

    void drawBand(const DrawnLine &line)
    {
        const std::size_t count = std::min(line.lowest.size(), line.highest.size());
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(withOpacity(colorOf(line), BandOpacity));
        for (std::size_t i = 0; i < count; ++i)
            m_painter.drawPolygon(between(line.highest[i], line.lowest[i]));
    }

    void drawLine(const PlotLine &plot)
    {
        const DrawnLine &line = m_picture.lines[plot.line];
        QColor color = colorOf(line);
        const bool isBehind =
            m_style.emphasised >= 0 && std::size_t(m_style.emphasised) != plot.line;
        if (line.isEarlier)
            color.setAlphaF(EarlierOpacity);
        if (isBehind)
            color.setAlphaF(BackgroundOpacity);
        if (m_geometry.barSeconds > 0 && !line.isEarlier)
            return drawBars(plot, color);
        fill(plot, line, color);
        if (m_picture.drawing == Drawing::Points && !line.isEarlier)
            return drawPoints(plot, color);
        QPen pen(color, m_style.lineWidth * (isBehind || m_style.emphasised < 0 ? 1.0 : 1.6));
        constexpr std::array Dashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
        pen.setStyle(line.isEarlier ? Qt::DashLine : Dashes[std::size_t(line.style.dash) % 4]);
        pen.setJoinStyle(Qt::RoundJoin);
        pen.setCapStyle(Qt::RoundCap);
        for (const QList<QPointF> &piece : plot.pieces) {
            if (piece.size() == 1) {
                m_painter.setPen(Qt::NoPen);
                m_painter.setBrush(color);
                m_painter.drawEllipse(toPixels(piece.front()), PointRadius, PointRadius);
                continue;
            }
            m_painter.setPen(pen);
            m_painter.setBrush(Qt::NoBrush);
            m_painter.setRenderHint(QPainter::Antialiasing, piece.size() < DensePoints);
            m_painter.drawPolyline(toPixels(piece));
        }
        m_painter.setRenderHint(QPainter::Antialiasing, true);
    }

    void drawHeat()
    {
        const HeatGrid &heat = m_picture.heat;
        if (heat.isEmpty() || heat.most <= 0)
            return;
        QImage cells(int(heat.timesMs.size()), int(heat.rows.size()),
                     QImage::Format_ARGB32_Premultiplied);
        cells.fill(Qt::transparent);
        for (int row = 0; row < cells.height(); ++row) {
            for (int column = 0; column < cells.width(); ++column) {
                const double count = heat.rows[std::size_t(row)][std::size_t(column)];
                // The root: a few observations beside many are still seen.
                if (count > 0)
                    cells.setPixelColor(
                        column, cells.height() - 1 - row,
                        heatColor(std::sqrt(count / heat.most), m_style.colors.isDark));
            }
        }
        const double stepSeconds = double(m_picture.stepMs) / 1000;
        const double first = double(heat.timesMs.front() - m_picture.startMs) / 1000 - stepSeconds;
        const double last = double(heat.timesMs.back() - m_picture.startMs) / 1000;
        m_painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
        // Columns need not be evenly spaced: the last one is that of this moment.
        const double width = m_plot.width() / m_geometry.spanSeconds;
        for (int column = 0; column < cells.width(); ++column) {
            const double end = double(heat.timesMs[std::size_t(column)] - m_picture.startMs) / 1000;
            const double begin =
                column == 0
                    ? first
                    : double(heat.timesMs[std::size_t(column) - 1] - m_picture.startMs) / 1000;
            const double from = std::max(begin, end - stepSeconds);
            // On whole pixels: between two halves of one the ground would shine through.
            const double left = std::round(m_plot.left() + from * width);
            const double right = std::round(m_plot.left() + std::min(end, last) * width);
            m_painter.drawImage(QRectF(left, m_plot.top(), right - left, m_plot.height()), cells,
                                QRectF(column, 0, 1, cells.height()));
        }
    }

    void drawThreshold(const Threshold &threshold)
    {
        const double position = m_geometry.position(threshold.value);
        if (position < 0 || position > 1)
            return;
        QPen pen(colorOf(threshold.level), 1);
        pen.setStyle(Qt::DashLine);
        m_painter.setPen(pen);
        const double y = m_plot.bottom() - position * m_plot.height();
        m_painter.drawLine(QPointF(m_plot.left(), y), QPointF(m_plot.right(), y));
    }

    /// The area between a line and what it was earlier.
    void drawDifferences()
    {
        for (const PlotLine &earlier : m_geometry.lines) {
            const DrawnLine &then = m_picture.lines[earlier.line];
            if (!then.isEarlier)
                continue;
            for (const PlotLine &current : m_geometry.lines) {
                const DrawnLine &now = m_picture.lines[current.line];
                if (now.isEarlier || now.key + "@earlier" != then.key ||
                    now.pieces.size() != then.pieces.size())
                    continue;
                m_painter.setPen(Qt::NoPen);
                m_painter.setBrush(withOpacity(colorOf(now), m_style.areaOpacity));
                for (std::size_t i = 0; i < now.pieces.size(); ++i)
                    m_painter.drawPolygon(between(now.pieces[i], then.pieces[i]));
            }
        }
    }

private:
    QColor colorOf(const DrawnLine &line) const
    {
        const QList<QColor> &series = m_style.colors.series;
        return series.isEmpty() ? QColor(Qt::gray) : series[line.style.color % series.size()];
    }
    QColor colorOf(Threshold::Level level) const
    {
        switch (level) {
        case Threshold::Level::Ok:
            return m_style.colors.ok;
        case Threshold::Level::Warn:
            return m_style.colors.warn;
        case Threshold::Level::Bad:
            break;
        }
        return m_style.colors.bad;
    }
    static QColor withOpacity(QColor color, double opacity)
    {
        color.setAlphaF(float(opacity) * color.alphaF());
        return color;
    }
    QPointF toPixels(const QPointF &point) const
    {
        const double y = m_plot.bottom() - m_geometry.position(point.y()) * m_plot.height();
        return {m_plot.left() + point.x() / m_geometry.spanSeconds * m_plot.width(),
                std::clamp(y, -FarPx, FarPx)};
    }
    QPolygonF toPixels(const QList<QPointF> &piece) const
    {
        QPolygonF polygon;
        polygon.reserve(piece.size());
        for (const QPointF &point : piece)
            polygon.append(toPixels(point));
        return polygon;
    }
    QPolygonF between(const QList<QPointF> &above, const QList<QPointF> &below) const
    {
        QPolygonF polygon = toPixels(above);
        const QPolygonF back = toPixels(below);
        std::copy(back.rbegin(), back.rend(), std::back_inserter(polygon));
        return polygon;
    }

    void fill(const PlotLine &plot, const DrawnLine &line, QColor color)
    {
        if (plot.floors.empty() || line.isEarlier)
            return;
        const bool isStack = m_picture.drawing == Drawing::Stacked;
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(withOpacity(color, isStack ? StackOpacity : m_style.areaOpacity));
        for (std::size_t i = 0; i < plot.pieces.size(); ++i) {
            const QList<QPointF> &piece = plot.pieces[i];
            if (piece.size() < 2)
                continue;
            if (plot.floors.size() == plot.pieces.size() && isStack) {
                m_painter.drawPolygon(between(piece, plot.floors[i]));
                continue;
            }
            // Down to zero, or to the edge of the plot that is nearer to it.
            const ValueAxisTicks &axis = m_geometry.valueAxis;
            const double floor = std::clamp(0.0, axis.low, axis.high);
            m_painter.drawPolygon(between(
                piece, {QPointF(piece.front().x(), floor), QPointF(piece.back().x(), floor)}));
        }
    }

    void drawBars(const PlotLine &plot, const QColor &color)
    {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(color);
        const double width =
            std::max(MinBarPx, m_geometry.barSeconds / m_geometry.spanSeconds * m_plot.width());
        for (std::size_t i = 0; i < plot.pieces.size(); ++i) {
            for (qsizetype j = 0; j < plot.pieces[i].size(); ++j) {
                const QPointF top = toPixels(plot.pieces[i][j]);
                const QPointF floor = toPixels(plot.floors[i][j]);
                // A point stands for the step before it.
                m_painter.drawRect(
                    QRectF(QPointF(top.x() - width, top.y()), QPointF(top.x(), floor.y()))
                        .normalized());
            }
        }
    }

    void drawPoints(const PlotLine &plot, const QColor &color)
    {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(color);
        for (const QList<QPointF> &piece : plot.pieces) {
            for (const QPointF &point : piece)
                m_painter.drawEllipse(toPixels(point), PointRadius, PointRadius);
        }
    }

    QPainter &m_painter;
    const QRectF m_plot;
    const ChartPicture &m_picture;
    const PlotGeometry &m_geometry;
    const PlotStyle &m_style;
};

} // namespace

PlotColors toPlotColors(const QVariantMap &colors)
{
    PlotColors result;
    const QVariantList series = colors.value(u"series"_s).toList();
    for (const QVariant &color : series)
        result.series.append(color.value<QColor>());
    result.ground = colors.value(u"ground"_s).value<QColor>();
    result.ok = colors.value(u"ok"_s).value<QColor>();
    result.warn = colors.value(u"warn"_s).value<QColor>();
    result.bad = colors.value(u"bad"_s).value<QColor>();
    result.isDark = colors.value(u"isDark"_s).toBool();
    return result;
}

QColor heatColor(double share, bool isDark)
{
    // On light ground the many are dark, on dark ground they shine.
    const double place = std::clamp(isDark ? share : 1 - share, 0.0, 1.0) * (Viridis.size() - 1);
    const auto index = std::min(std::size_t(place), Viridis.size() - 2);
    const double part = place - double(index);
    const auto mixed = [&](std::size_t channel) {
        return int(
            std::lround(Viridis[index][channel] * (1 - part) + Viridis[index + 1][channel] * part));
    };
    return QColor(mixed(0), mixed(1), mixed(2));
}

void paintPlot(QPainter &painter, const QRectF &plot, const ChartPicture &picture,
               const PlotGeometry &geometry, const ChartOptions &options, const PlotStyle &style)
{
    painter.save();
    painter.setClipRect(plot);
    painter.setRenderHint(QPainter::Antialiasing, true);
    Plotter plotter(painter, plot, picture, geometry, style);
    if (picture.drawing == Drawing::Heatmap)
        plotter.drawHeat();
    plotter.drawDifferences();
    for (const PlotLine &line : geometry.lines) {
        if (picture.drawing == Drawing::Lines)
            plotter.drawBand(picture.lines[line.line]);
    }
    for (const PlotLine &line : geometry.lines)
        plotter.drawLine(line);
    for (const Threshold &threshold : options.thresholds)
        plotter.drawThreshold(threshold);
    painter.restore();
}

} // namespace tinyobs::ui
