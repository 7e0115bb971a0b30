#pragma once

// The range of time that a page shows: the last N minutes, moving with the clock, or a fixed piece
// of the past. Zooming in fixes it and remembers where it came from. Lives in the GUI thread.

#include "core/base/clock.h"

#include <QObject>
#include <QString>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace tinyobs::ui {

class TimeRange : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the workbench")
    Q_PROPERTY(bool live READ isLive NOTIFY changed)
    Q_PROPERTY(qint64 spanMs READ spanMs NOTIFY changed)
    Q_PROPERTY(QString label READ label NOTIFY changed)
    Q_PROPERTY(QString zoneName READ zoneName CONSTANT)
    Q_PROPERTY(bool canZoomOut READ canZoomOut NOTIFY changed)
    Q_PROPERTY(QVariantList presets READ presets CONSTANT)

public:
    /// The clock must outlive the range.
    explicit TimeRange(const Clock &clock, QObject *parent = nullptr);

    bool isLive() const { return m_view.fixedEndMs == 0; }
    TimeMs spanMs() const { return m_view.spanMs; }
    TimeMs startMs() const { return endMs() - m_view.spanMs; }
    TimeMs endMs() const;
    /// "Last 30 min" or "22 Nov 10:00 - 11:30".
    QString label() const;
    QString zoneName() const;
    bool canZoomOut() const { return !m_history.empty() || !isLive(); }
    /// {label, spanMs} of each, from 5 minutes to 7 days.
    QVariantList presets() const;

    /// The last spanMs, moving. Forgets the zoom.
    Q_INVOKABLE void setSpan(qint64 spanMs);
    /// A fixed piece; at least a second, remembered for zoomOut().
    Q_INVOKABLE void zoomTo(qint64 startMs, qint64 endMs);
    /// Back to before the last zoom; without one a fixed range goes live again.
    Q_INVOKABLE void zoomOut();
    /// By half a span; fixes the range. Not beyond now.
    Q_INVOKABLE void shift(int direction);
    /// Stops at this moment, or goes on.
    Q_INVOKABLE void toggleLive();

Q_SIGNALS:
    void changed();

private:
    struct View
    {
        TimeMs spanMs = 30 * 60 * 1000;
        TimeMs fixedEndMs = 0; // 0: live
    };

    void show(View view);

    const Clock &m_clock;
    View m_view;
    std::vector<View> m_history;
};

} // namespace tinyobs::ui
