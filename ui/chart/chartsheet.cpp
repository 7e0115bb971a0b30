#include "ui/chart/chartsheet.h"

#include "ui/chart/chartmodel.h"
#include "ui/text/format.h"

#include <QBuffer>
#include <QDateTime>
#include <QFontDatabase>
#include <QImage>
#include <QPainter>
#include <QSvgGenerator>
#include <QVariantMap>

#include <algorithm>
#include <cmath>
#include <map>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr int Margin = 16;
constexpr int AxisWidth = 66;
constexpr int AxisHeight = 20;
constexpr int TitleHeight = 28;
constexpr int LegendLine = 20;
constexpr int MaxLegendLines = 20;
constexpr int PictureScale = 2;
constexpr QSize ReportSize{1000, 360};

QFont fontOf(int pixels, bool isBold = false)
{
    const QStringList families = QFontDatabase::families();
    QFont font;
    for (const QString &wanted : {u"Inter"_s, u"Inter Variable"_s}) {
        if (families.contains(wanted)) {
            font.setFamily(wanted);
            break;
        }
    }
    font.setPixelSize(pixels);
    font.setWeight(isBold ? QFont::DemiBold : QFont::Normal);
    return font;
}

class Sheet
{
public:
    Sheet(QPainter &painter, const QSize &size, const ChartModel &chart, const SheetColors &colors)
        : m_painter(painter)
        , m_size(size)
        , m_chart(chart)
        , m_colors(colors)
        , m_shown(std::min(MaxLegendLines, int(chart.geometry().lines.size())))
    {
    }

    void paint()
    {
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.fillRect(QRect({0, 0}, m_size), m_colors.plot.ground);
        title();
        const QRectF plot(Margin + AxisWidth, Margin + TitleHeight,
                          m_size.width() - 2 * Margin - AxisWidth,
                          std::max(40, m_size.height() - 2 * Margin - TitleHeight - AxisHeight -
                                           m_shown * LegendLine));
        axes(plot);
        PlotStyle style;
        style.colors = m_colors.plot;
        paintPlot(m_painter, plot, m_chart.picture(), m_chart.geometry(), m_chart.options(), style);
        legend(plot.bottom() + AxisHeight + 8);
    }

private:
    void text(const QRectF &place, int flags, const QString &text, const QColor &color, int pixels,
              bool isBold = false)
    {
        m_painter.setFont(fontOf(pixels, isBold));
        m_painter.setPen(color);
        m_painter.drawText(place, flags | Qt::TextSingleLine, text);
    }

    void title()
    {
        m_painter.setFont(fontOf(13, true));
        const QFontMetrics metrics = m_painter.fontMetrics();
        const int width =
            std::min(metrics.horizontalAdvance(m_chart.title()) + 4, m_size.width() / 2);
        text(QRectF(Margin, Margin, width + 2, 18), Qt::AlignLeft,
             metrics.elidedText(m_chart.title(), Qt::ElideRight, width), m_colors.text, 13, true);
        text(QRectF(Margin + width + 10, Margin, m_size.width() - width - 2 * Margin - 10, 18),
             Qt::AlignLeft, m_chart.subtitle(), m_colors.muted, 12);
    }

    void axes(const QRectF &plot)
    {
        for (const QVariant &each : m_chart.valueTicks()) {
            const QVariantMap tick = each.toMap();
            const double y = plot.bottom() - tick.value(u"position"_s).toDouble() * plot.height();
            m_painter.setPen(QPen(m_colors.grid, 1));
            m_painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
            text(QRectF(Margin, y - 8, AxisWidth - 8, 16), Qt::AlignRight | Qt::AlignVCenter,
                 tick.value(u"label"_s).toString(), m_colors.faint, 11);
        }
        for (const QVariant &each : m_chart.timeTicks()) {
            const QVariantMap tick = each.toMap();
            const double x = plot.left() + tick.value(u"position"_s).toDouble() * plot.width();
            text(QRectF(std::clamp(x - 40, plot.left() - 12, plot.right() - 76), plot.bottom() + 4,
                        80, 16),
                 Qt::AlignHCenter, tick.value(u"label"_s).toString(), m_colors.faint, 11);
        }
    }

    void legend(double y)
    {
        const ChartPicture &picture = m_chart.picture();
        for (int i = 0; i < m_shown; ++i, y += LegendLine) {
            const DrawnLine &line = picture.lines[m_chart.geometry().lines[std::size_t(i)].line];
            const QList<QColor> &series = m_colors.plot.series;
            const QColor color =
                series.isEmpty() ? m_colors.text : series[line.style.color % series.size()];
            m_painter.fillRect(QRectF(Margin + AxisWidth, y + 8, 12, 3), color);
            m_painter.setFont(fontOf(12));
            const QFontMetrics metrics = m_painter.fontMetrics();
            const int width = m_size.width() - 2 * Margin - AxisWidth - 20 - 330;
            text(QRectF(Margin + AxisWidth + 20, y, width, 18), Qt::AlignLeft | Qt::AlignVCenter,
                 metrics.elidedText(line.name, Qt::ElideMiddle, width), m_colors.text, 12);
            text(QRectF(m_size.width() - Margin - 330, y, 330, 18),
                 Qt::AlignRight | Qt::AlignVCenter,
                 ChartModel::tr("min %1   max %2   last %3")
                     .arg(formatValue(line.figures.min, picture.unit),
                          formatValue(line.figures.max, picture.unit),
                          formatValue(line.figures.last, picture.unit)),
                 m_colors.muted, 12);
        }
    }

    QPainter &m_painter;
    const QSize m_size;
    const ChartModel &m_chart;
    const SheetColors &m_colors;
    const int m_shown;
};

QString isoText(TimeMs timeMs, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(timeMs, zone)
        .toOffsetFromUtc(zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(timeMs)))
        .toString(Qt::ISODateWithMs);
}

QByteArray csvField(const QString &text)
{
    QByteArray field = text.toUtf8();
    if (!field.contains('"') && !field.contains(',') && !field.contains('\n') &&
        !field.contains('\r'))
        return field;
    return '"' + field.replace("\"", "\"\"") + '"';
}

QByteArray csvNumber(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    return QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
}

} // namespace

SheetColors toSheetColors(const QVariantMap &colors)
{
    const auto color = [&colors](const QString &name) {
        return colors.value(name).value<QColor>();
    };
    return {toPlotColors(colors), color(u"text"_s), color(u"muted"_s), color(u"faint"_s),
            color(u"grid"_s)};
}

void paintSheet(QPainter &painter, const QSize &size, const ChartModel &chart,
                const SheetColors &colors)
{
    Sheet(painter, size, chart, colors).paint();
}

QImage sheetImage(const QSize &size, const ChartModel &chart, const SheetColors &colors)
{
    QImage image(size * PictureScale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(PictureScale);
    QPainter painter(&image);
    paintSheet(painter, size, chart, colors);
    return image;
}

QByteArray sheetSvg(const QSize &size, const ChartModel &chart, const SheetColors &colors)
{
    QByteArray svg;
    QBuffer buffer(&svg);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size);
    generator.setViewBox(QRect({0, 0}, size));
    generator.setTitle(chart.title());
    generator.setDescription(chart.description());
    QPainter painter(&generator);
    paintSheet(painter, size, chart, colors);
    painter.end();
    return svg;
}

QByteArray toCsv(const ChartModel &chart, const QTimeZone &zone)
{
    const ChartPicture &picture = chart.picture();
    std::map<TimeMs, std::vector<const double *>> rows;
    const std::size_t count = chart.geometry().lines.size();
    QByteArray csv = "time,unix_ms";
    for (std::size_t i = 0; i < count; ++i) {
        const DrawnLine &line = picture.lines[chart.geometry().lines[i].line];
        csv += ',' +
               csvField(line.isEarlier ? ChartModel::tr("%1, earlier").arg(line.name) : line.name);
        for (std::size_t j = 0; j < line.points.size(); ++j) {
            const TimeMs timeMs = line.points.timesMs[j];
            if (timeMs < picture.startMs || timeMs > picture.endMs)
                continue;
            std::vector<const double *> &row = rows[timeMs];
            row.resize(count);
            row[i] = &line.points.values[j];
        }
    }
    csv += "\r\n";
    for (const auto &[timeMs, values] : rows) {
        csv += isoText(timeMs, zone).toUtf8() + ',' + QByteArray::number(qint64(timeMs));
        for (const double *value : values)
            csv += value ? ',' + csvNumber(*value) : ",";
        csv += "\r\n";
    }
    return csv;
}

QByteArray htmlReport(const QString &title, const std::vector<const ChartModel *> &charts,
                      const QTimeZone &zone, const SheetColors &colors)
{
    const QString name = title.toHtmlEscaped();
    QByteArray html =
        u"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>%1</title><style>"
        "body{font:13px Inter,sans-serif;margin:24px auto;max-width:1000px;background:%2;color:%3}"
        "section{margin:0 0 24px;page-break-inside:avoid}svg{width:100%;height:auto}"
        "pre{white-space:pre-wrap;color:%4}</style></head><body><h1>%1</h1>\n"_s
            .arg(name, colors.plot.ground.name(), colors.text.name(), colors.muted.name())
            .toUtf8();
    for (const ChartModel *chart : charts) {
        const QString range =
            isoText(chart->startMs(), zone) + u" – "_s + isoText(chart->endMs(), zone);
        QByteArray svg = sheetSvg(ReportSize, *chart, colors);
        // The XML declaration is not for the inside of a page.
        svg.remove(0, std::max<qsizetype>(0, svg.indexOf("<svg")));
        html += "<section>\n" + svg + "<pre>" + range.toUtf8() + "\n" +
                chart->expressionText().toHtmlEscaped().toUtf8() + "</pre></section>\n";
    }
    return html + "</body></html>\n";
}

} // namespace tinyobs::ui
