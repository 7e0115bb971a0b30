#pragma once

// One chart: what it shows, its picture, and when that is made anew. Asks the engine in the query
// pool only while active, at most once a second when samples come in, and shows what arrives. What
// the user chooses (drawing, scale, comparison, hidden lines) stays while the subject's queries
// change. Lives in the GUI thread.

#include "ui/chart/legendmodel.h"
#include "ui/chart/plotgeometry.h"

#include "core/engine/querypool.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <optional>
#include <utility>

namespace tinyobs::ui {

class TimeRange;

class ChartModel : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by a page's model")
    Q_PROPERTY(QString title READ title NOTIFY subjectChanged)
    Q_PROPERTY(QString subtitle READ subtitle NOTIFY subjectChanged)
    Q_PROPERTY(QString metric READ metric NOTIFY subjectChanged)
    Q_PROPERTY(QString service READ service NOTIFY subjectChanged)
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(int widthPx READ widthPx WRITE setWidthPx NOTIFY widthPxChanged)
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(QString errorText READ errorText NOTIFY stateChanged)
    Q_PROPERTY(tinyobs::ui::LegendModel *legend READ legend CONSTANT)
    Q_PROPERTY(QString drawing READ drawing WRITE setDrawing NOTIFY optionsChanged)
    Q_PROPERTY(QString scale READ scale WRITE setScale NOTIFY optionsChanged)
    Q_PROPERTY(qint64 compareMs READ compareMs WRITE setCompareMs NOTIFY optionsChanged)
    Q_PROPERTY(bool isValueZoomed READ isValueZoomed NOTIFY optionsChanged)
    Q_PROPERTY(int emphasised READ emphasised WRITE setEmphasised NOTIFY emphasisedChanged)
    Q_PROPERTY(bool showsAllLines READ showsAllLines WRITE setShowsAllLines NOTIFY optionsChanged)
    Q_PROPERTY(QVariantList valueTicks READ valueTicks NOTIFY drawn)
    Q_PROPERTY(QVariantList timeTicks READ timeTicks NOTIFY drawn)
    Q_PROPERTY(QString valueText READ valueText NOTIFY drawn)
    Q_PROPERTY(QString summary READ summary NOTIFY drawn)
    Q_PROPERTY(QString moreText READ moreText NOTIFY drawn)
    Q_PROPERTY(QString commonLabels READ commonLabels NOTIFY drawn)
    Q_PROPERTY(QString spreadText READ spreadText NOTIFY drawn)
    Q_PROPERTY(QString expressionText READ expressionText NOTIFY drawn)
    Q_PROPERTY(QStringList warnings READ warnings NOTIFY drawn)
    Q_PROPERTY(bool isHeatmap READ isHeatmap NOTIFY drawn)
    Q_PROPERTY(QVariantList thresholdMarks READ thresholdMarks NOTIFY drawn)
    Q_PROPERTY(qint64 startMs READ startMs NOTIFY drawn)
    Q_PROPERTY(qint64 endMs READ endMs NOTIFY drawn)

public:
    enum State { Loading, Ready, Empty, Failed };
    Q_ENUM(State)

    /// Engine and range must outlive the model.
    ChartModel(Engine &engine, const TimeRange &range, QObject *parent = nullptr);
    ~ChartModel() override;

    const ChartSubject &subject() const { return m_subject; }
    void setSubject(ChartSubject subject);

    /// Subject and what the user chose.
    void copyFrom(const ChartModel &other);

    QString title() const { return m_subject.title; }
    QString subtitle() const { return m_subject.subtitle; }
    QString metric() const { return QString::fromStdString(m_subject.metric); }
    QString service() const { return QString::fromStdString(m_subject.service); }
    bool isActive() const { return m_isActive; }
    void setActive(bool active);
    int widthPx() const { return m_widthPx; }
    void setWidthPx(int widthPx);
    State state() const { return m_state; }
    QString errorText() const { return m_errorText; }
    LegendModel *legend() { return &m_legend; }
    const ChartPicture &picture() const { return *m_picture; }

    const PlotGeometry &geometry() const { return m_geometry; }
    /// The subject's, with what the user chose instead.
    ChartOptions options() const;

    /// "lines", "areas", "stacked", "bars", "points" or "heatmap".
    QString drawing() const;
    void setDrawing(const QString &drawing);
    /// "auto", "zero", "log" or "clip".
    QString scale() const;
    void setScale(const QString &scale);
    qint64 compareMs() const { return options().compareMs; }
    void setCompareMs(qint64 compareMs);
    bool isValueZoomed() const { return m_valueRange.has_value(); }
    /// The row of the legend that stands out, or -1.
    int emphasised() const { return m_emphasised; }
    void setEmphasised(int line);
    bool showsAllLines() const { return m_showsAllLines; }
    void setShowsAllLines(bool showsAll);

    /// {position 0..1 from the low end, label} of each.
    QVariantList valueTicks() const;
    QVariantList timeTicks() const;
    QString valueText() const;
    /// "5 series, 800 points, 3 ms".
    QString summary() const;
    /// "and 83 more", or empty.
    QString moreText() const;
    QString commonLabels() const { return m_picture->commonLabels; }
    /// "10 s average, band: lowest to highest", where points stand for several samples each.
    QString spreadText() const;
    /// The PromQL as it was evaluated, a line for each query.
    QString expressionText() const;
    QStringList warnings() const;
    bool isHeatmap() const { return m_picture->drawing == Drawing::Heatmap; }
    /// {position, text, level} of those within the axis.
    QVariantList thresholdMarks() const;
    qint64 startMs() const { return m_picture->startMs; }
    qint64 endMs() const { return m_picture->endMs; }

    /// See readValues(); of a heatmap readCell().
    Q_INVOKABLE QVariantList valuesAt(qint64 timeMs, double nearPosition = -1) const;
    /// See readDifferences().
    Q_INVOKABLE QVariantList differences(qint64 firstMs, qint64 secondMs) const;
    /// Zooms the value axis to a part of it (positions 0..1 from the low end), or back.
    Q_INVOKABLE void zoomValues(double from, double to);
    Q_INVOKABLE void resetValues();
    Q_INVOKABLE QString spanText(qint64 ms) const;
    Q_INVOKABLE QString timeText(qint64 timeMs) const;
    /// In words, for screen readers.
    Q_INVOKABLE QString description() const;

    /// Soon, and merged with other wishes.
    Q_INVOKABLE void refresh();
    /// Samples came in for these series (sorted), or series appeared.
    void noteChanges(const std::vector<SeriesId> &changed, bool seriesChanged);

Q_SIGNALS:
    void subjectChanged();
    void activeChanged();
    void widthPxChanged();
    void optionsChanged();
    void emphasisedChanged();
    void stateChanged();
    void drawn();

private:
    void layOut();
    void schedule(std::chrono::milliseconds delay);
    void ask();
    void show(const Result<std::shared_ptr<const ChartPicture>> &result);
    void setState(State state, QString errorText = {});

    Engine &m_engine;
    const TimeRange &m_range;
    ChartSubject m_subject;
    std::shared_ptr<const ChartPicture> m_picture = std::make_shared<ChartPicture>();
    PlotGeometry m_geometry;
    // What the user chose; nothing: as the subject says.
    std::optional<Drawing> m_drawing;
    std::optional<ValueScale> m_scale;
    std::optional<TimeMs> m_compareMs;
    std::optional<std::pair<double, double>> m_valueRange;
    bool m_showsAllLines = false;
    int m_emphasised = -1;
    LegendModel m_legend;
    QTimer m_timer;
    QElapsedTimer m_sinceShown;
    CancelToken m_cancel;
    State m_state = Loading;
    QString m_errorText;
    int m_widthPx = 400;
    bool m_isActive = false;
    bool m_isStale = true;
};

} // namespace tinyobs::ui
