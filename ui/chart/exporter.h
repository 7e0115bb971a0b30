#pragma once

// Puts charts into files and onto the clipboard. Files go to the downloads folder under names that
// say what they hold; none is ever overwritten. Lives in the GUI thread.

#include "core/base/result.h"

#include <QObject>
#include <QString>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

namespace tinyobs::ui {

class ChartModel;
class TimeRange;

class Exporter : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the workbench")

public:
    /// The range must outlive the exporter. `folder`: of the files; empty: the user's downloads.
    explicit Exporter(const TimeRange &range, QObject *parent = nullptr, QString folder = {});

    /// "png", "svg", "csv" or "html"; colours are Theme.plotColors. done() tells.
    Q_INVOKABLE void save(tinyobs::ui::ChartModel *chart, const QString &format,
                          const QVariantMap &colors);
    /// "picture", "csv", "markdown" or "promql".
    Q_INVOKABLE void copy(tinyobs::ui::ChartModel *chart, const QString &what,
                          const QVariantMap &colors);
    /// Several charts as one report.
    Q_INVOKABLE void saveReport(const QString &title, const QList<QObject *> &charts,
                                const QVariantMap &colors);
    Q_INVOKABLE void showFolder() const;

    QString folder() const { return m_folder; }

Q_SIGNALS:
    /// What was done, in words; `path` is empty when nothing was written.
    void done(const QString &text, const QString &path);
    void failed(const QString &text);

private:
    void write(const QString &title, const QString &suffix, const QByteArray &bytes);

    const TimeRange &m_range;
    QString m_folder;
};

/// "queue_latency_20261122T1000_20261122T1030.csv": letters, digits, dots and dashes only.
QString exportName(const QString &title, qint64 startMs, qint64 endMs, const QString &suffix);

} // namespace tinyobs::ui
