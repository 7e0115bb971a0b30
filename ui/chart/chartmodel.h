#pragma once

// One chart: what it shows, its picture, and when that is made anew. Asks the engine in the query
// pool only while active, at most once a second when samples come in, and draws what arrives. Lives
// in the GUI thread; pieces of lines go straight into Qt Charts' series.

#include "ui/chart/chartpicture.h"
#include "ui/chart/legendmodel.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <memory>

namespace tinyobs::ui {

class TimeRange;

/// What a chart shows, but for its range and size.
struct ChartSubject
{
    QString title;
    QString subtitle;
    /// times, size, zone and maxLines are the model's.
    ChartRequest request;
    bool showsValue = true; // the newest value as a number
};

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
    Q_PROPERTY(int pieceCount READ pieceCount NOTIFY drawn)
    Q_PROPERTY(double spanSeconds READ spanSeconds NOTIFY drawn)
    Q_PROPERTY(double low READ low NOTIFY drawn)
    Q_PROPERTY(double high READ high NOTIFY drawn)
    Q_PROPERTY(QVariantList valueTicks READ valueTicks NOTIFY drawn)
    Q_PROPERTY(QVariantList timeTicks READ timeTicks NOTIFY drawn)
    Q_PROPERTY(QString valueText READ valueText NOTIFY drawn)
    Q_PROPERTY(QString summary READ summary NOTIFY drawn)
    Q_PROPERTY(QString moreText READ moreText NOTIFY drawn)
    Q_PROPERTY(QString commonLabels READ commonLabels NOTIFY drawn)
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

    QString title() const { return m_subject.title; }
    QString subtitle() const { return m_subject.subtitle; }
    QString metric() const { return QString::fromStdString(m_subject.request.name); }
    QString service() const { return QString::fromStdString(m_subject.request.service); }
    bool isActive() const { return m_isActive; }
    void setActive(bool active);
    int widthPx() const { return m_widthPx; }
    void setWidthPx(int widthPx);
    State state() const { return m_state; }
    QString errorText() const { return m_errorText; }
    LegendModel *legend() { return &m_legend; }
    const ChartPicture &picture() const { return *m_picture; }

    int pieceCount() const { return int(m_pieces.size()); }
    double spanSeconds() const { return double(m_picture->endMs - m_picture->startMs) / 1000; }
    double low() const { return m_picture->valueAxis.low; }
    double high() const { return m_picture->valueAxis.high; }
    /// {position 0..1 from the low end, label} of each.
    QVariantList valueTicks() const;
    QVariantList timeTicks() const;
    QString valueText() const;
    /// "5 series, 800 points, 3 ms".
    QString summary() const;
    /// "and 83 more", or empty.
    QString moreText() const;
    QString commonLabels() const { return m_picture->commonLabels; }
    qint64 startMs() const { return m_picture->startMs; }
    qint64 endMs() const { return m_picture->endMs; }

    /// Puts one piece into a QXYSeries of Qt Charts; true when it is a lone point.
    Q_INVOKABLE bool fillPiece(int piece, QObject *series) const;
    /// {color, dash, hidden} of the line a piece belongs to.
    Q_INVOKABLE QVariantMap pieceStyle(int piece) const;
    /// The newest point of each shown line at or before a time, by value descending, at most 20:
    /// {name, color, value, position (0..1 from the low end)}. Lines with a gap there are left out.
    Q_INVOKABLE QVariantList valuesAt(qint64 timeMs) const;
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
    void stateChanged();
    void drawn();

private:
    struct Piece
    {
        std::size_t line = 0;
        std::size_t index = 0;
    };

    void schedule(std::chrono::milliseconds delay);
    void ask();
    void show(const Result<std::shared_ptr<const ChartPicture>> &result);
    void setState(State state, QString errorText = {});

    Engine &m_engine;
    const TimeRange &m_range;
    ChartSubject m_subject;
    std::shared_ptr<const ChartPicture> m_picture = std::make_shared<ChartPicture>();
    std::vector<Piece> m_pieces;
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
