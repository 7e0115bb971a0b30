#pragma once

// The range of time that a page shows: the last N minutes, moving with the clock, or a fixed piece
// of the past. Zooming in fixes it and remembers where it came from. Lives in the GUI thread.

#include "core/base/clock.h"

#include <QObject>
#include <QString>
#include <QTimeZone>
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
    Q_PROPERTY(QString zoneName READ zoneName NOTIFY changed)
    Q_PROPERTY(QString zoneId READ zoneId WRITE setZoneId NOTIFY changed)
    Q_PROPERTY(bool canZoomOut READ canZoomOut NOTIFY changed)
    Q_PROPERTY(bool canGoBack READ canGoBack NOTIFY changed)
    Q_PROPERTY(bool canGoForward READ canGoForward NOTIFY changed)
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
    /// The zone in which times are shown: the system's, unless another was chosen.
    QTimeZone zone() const { return m_zone; }
    QString zoneName() const;
    /// "" for the system's, else an IANA name; what is none is ignored.
    QString zoneId() const { return m_zoneId; }
    void setZoneId(const QString &id);
    bool canZoomOut() const { return !m_history.empty() || !isLive(); }
    bool canGoBack() const { return m_at > 0; }
    bool canGoForward() const { return m_at + 1 < m_visited.size(); }
    /// {label, spanMs} of each, from 5 minutes to a year.
    QVariantList presets() const;

    /// The last spanMs, moving. Forgets the zoom.
    Q_INVOKABLE void setSpan(qint64 spanMs);
    /// A fixed piece; at least a second, remembered for zoomOut().
    Q_INVOKABLE void zoomTo(qint64 startMs, qint64 endMs);
    /// Back to before the last zoom; without one a fixed range goes live again, and a live one
    /// becomes twice as long.
    Q_INVOKABLE void zoomOut();
    /// Makes the range shorter (factor below 1) or longer about a moment in it, which stays where
    /// it is. What reaches now stays live.
    Q_INVOKABLE void zoomAbout(qint64 timeMs, double factor);
    /// Moves a range by so much; fixes it. Not beyond now.
    Q_INVOKABLE void panBy(qint64 deltaMs);
    /// From one text to another, as typed: "now-1h", "now", "now/d", "2026-11-22 10:00", seconds or
    /// milliseconds since 1970. Empty when it was taken, else what is wrong with it.
    Q_INVOKABLE QString setTyped(const QString &from, const QString &to);
    /// The ends as setTyped() takes them.
    Q_INVOKABLE QString fromText() const;
    Q_INVOKABLE QString toText() const;
    /// The ranges shown before, and back again.
    Q_INVOKABLE void goBack();
    Q_INVOKABLE void goForward();
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

        bool operator==(const View &) const = default;
    };

    void show(View view);
    void visit(View view);

    const Clock &m_clock;
    View m_view;
    std::vector<View> m_history; // before each zoom
    std::vector<View> m_visited{View{}};
    std::size_t m_at = 0; // of m_visited
    QTimeZone m_zone = QTimeZone::systemTimeZone();
    QString m_zoneId;
};

} // namespace tinyobs::ui
