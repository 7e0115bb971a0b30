#include "ui/chart/exporter.h"

#include "ui/chart/chartmodel.h"
#include "ui/chart/chartsheet.h"
#include "ui/chart/timerange.h"
#include "ui/text/format.h"

#include <QBuffer>
#include <QClipboard>
#include <QDateTime>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QImage>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr QSize SheetSize{1200, 600};
constexpr qsizetype MaxTitle = 60;
constexpr int MaxCopies = 1000;

/// The legend as a table for documents.
QString markdownOf(const ChartModel &chart)
{
    const ChartPicture &picture = chart.picture();
    QString text = ChartModel::tr("| series | min | median | max | last |") +
                   u"\n|---|---:|---:|---:|---:|\n"_s;
    for (const PlotLine &plot : chart.geometry().lines) {
        const DrawnLine &line = picture.lines[plot.line];
        QString name = line.name;
        name.replace(u'|', u"\\|"_s);
        text +=
            u"| %1 | %2 | %3 | %4 | %5 |\n"_s.arg(name, formatValue(line.figures.min, picture.unit),
                                                  formatValue(line.figures.median, picture.unit),
                                                  formatValue(line.figures.max, picture.unit),
                                                  formatValue(line.figures.last, picture.unit));
    }
    return text;
}

QByteArray pngOf(const QImage &image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

} // namespace

QString exportName(const QString &title, qint64 startMs, qint64 endMs, const QString &suffix)
{
    QString name;
    for (const QChar c : title.left(MaxTitle))
        name += (c.isLetterOrNumber() && c.unicode() < 128) || c == u'.' || c == u'-' ? c : u'_';
    const auto stamp = [](qint64 timeMs) {
        return QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC).toString(u"yyyyMMdd'T'HHmm'Z'"_s);
    };
    return (name.isEmpty() ? u"chart"_s : name) + u'_' + stamp(startMs) + u'_' + stamp(endMs) +
           u'.' + suffix;
}

Exporter::Exporter(const TimeRange &range, QObject *parent, QString folder)
    : QObject(parent)
    , m_range(range)
    , m_folder(std::move(folder))
{
    if (m_folder.isEmpty())
        m_folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
}

void Exporter::save(ChartModel *chart, const QString &format, const QVariantMap &colors)
{
    if (!chart)
        return;
    const SheetColors sheet = toSheetColors(colors);
    QByteArray bytes;
    if (format == "png"_L1)
        bytes = pngOf(sheetImage(SheetSize, *chart, sheet));
    else if (format == "svg"_L1)
        bytes = sheetSvg(SheetSize, *chart, sheet);
    else if (format == "csv"_L1)
        bytes = toCsv(*chart, m_range.zone());
    else if (format == "html"_L1)
        bytes = htmlReport(chart->title(), {chart}, m_range.zone(), sheet);
    else
        return;
    write(exportName(chart->title(), chart->startMs(), chart->endMs(), format), format, bytes);
}

void Exporter::saveReport(const QString &title, const QList<QObject *> &charts,
                          const QVariantMap &colors)
{
    std::vector<const ChartModel *> shown;
    for (QObject *each : charts) {
        if (const auto *chart = qobject_cast<ChartModel *>(each))
            shown.push_back(chart);
    }
    write(exportName(title, m_range.startMs(), m_range.endMs(), u"html"_s), u"html"_s,
          htmlReport(title, shown, m_range.zone(), toSheetColors(colors)));
}

void Exporter::copy(ChartModel *chart, const QString &what, const QVariantMap &colors)
{
    if (!chart)
        return;
    QClipboard *clipboard = QGuiApplication::clipboard();
    if (what == "picture"_L1)
        clipboard->setImage(sheetImage(SheetSize, *chart, toSheetColors(colors)));
    else if (what == "csv"_L1)
        clipboard->setText(QString::fromUtf8(toCsv(*chart, m_range.zone())));
    else if (what == "markdown"_L1)
        clipboard->setText(markdownOf(*chart));
    else if (what == "promql"_L1)
        clipboard->setText(chart->expressionText());
    else
        return;
    Q_EMIT done(tr("Copied"), {});
}

void Exporter::write(const QString &name, const QString &suffix, const QByteArray &bytes)
{
    QDir().mkpath(m_folder);
    const QFileInfo wanted(QDir(m_folder).filePath(name));
    QString path = wanted.filePath();
    for (int i = 2; QFileInfo::exists(path) && i < MaxCopies; ++i)
        path = QDir(m_folder).filePath(
            u"%1-%2.%3"_s.arg(wanted.completeBaseName()).arg(i).arg(suffix));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        Q_EMIT failed(tr("%1 cannot be written: %2").arg(path, file.errorString()));
        return;
    }
    Q_EMIT done(tr("Saved to %1").arg(path), path);
}

void Exporter::showFolder() const
{
    QDesktopServices::openUrl(QUrl::fromLocalFile(m_folder));
}

} // namespace tinyobs::ui
