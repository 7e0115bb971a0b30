#pragma once

// The panel of an open dashboard that is being edited, and what is done to panels: each function is
// one step that can be taken back. Lives in the GUI thread.

#include "core/dashboard/dashboard.h"
#include "core/dashboard/layout.h"

#include <QObject>
#include <QStringList>
#include <QVariantList>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

#include <optional>
#include <vector>

namespace tinyobs::ui {

class DashboardModel;

class PanelEditor : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by a dashboard")
    Q_PROPERTY(int index READ index NOTIFY changed)
    Q_PROPERTY(bool isActive READ isActive NOTIFY changed)
    /// {kind, title, description, unit, decimals, min, max, drawing, scale, reduce, repeat, text,
    /// folded} as text; see change().
    Q_PROPERTY(QVariantMap fields READ fields NOTIFY changed)
    /// {letter, expr, legend, hidden} of each.
    Q_PROPERTY(QVariantList queries READ queries NOTIFY changed)
    /// {value, level} of each as text.
    Q_PROPERTY(QVariantList thresholds READ thresholds NOTIFY changed)
    Q_PROPERTY(QStringList units READ units CONSTANT)

public:
    explicit PanelEditor(DashboardModel &model);

    /// Of the stored panel, -1: none.
    int index() const { return m_index; }
    bool isActive() const { return panel() != nullptr; }
    QVariantMap fields() const;
    QVariantList queries() const;
    QVariantList thresholds() const;
    /// Words to offer; others are taken too.
    QStringList units() const;

    Q_INVOKABLE void select(int stored);
    void keepWithin(std::size_t panels);

    /// Words of a field: kind, drawing, scale, reduce.
    Q_INVOKABLE QStringList choicesOf(const QString &field) const;
    Q_INVOKABLE void change(const QString &field, const QString &value);
    Q_INVOKABLE void addQuery();
    Q_INVOKABLE void removeQuery(int query);
    Q_INVOKABLE void changeQuery(int query, const QString &field, const QString &value);
    Q_INVOKABLE void toggleQuery(int query);
    Q_INVOKABLE void addThreshold();
    Q_INVOKABLE void removeThreshold(int threshold);
    Q_INVOKABLE void changeThreshold(int threshold, const QString &value, const QString &level);

    /// A new panel of that kind, selected.
    Q_INVOKABLE void add(const QString &kind);
    Q_INVOKABLE void duplicate(int stored);
    Q_INVOKABLE void remove(int stored);
    /// By so many cells.
    Q_INVOKABLE void nudge(int stored, int x, int y, int w, int h);
    /// While the mouse is down: the panel at a place of what is drawn, the others around it.
    Q_INVOKABLE void dragTo(int stored, int x, int y, int w, int h);
    Q_INVOKABLE void drop();
    Q_INVOKABLE void cancelDrag();

Q_SIGNALS:
    void changed();

private:
    const dashboard::Panel *panel() const;
    template <typename Change>
    void editPanel(const QString &what, const std::string &merge, const Change &change);
    void place(std::size_t index, dashboard::Place place);

    DashboardModel &m_model;
    int m_index = -1;
    struct Drag
    {
        std::size_t index = 0;
        dashboard::Place place;
        std::vector<dashboard::ShownPanel> shown; // before it began
    };
    std::optional<Drag> m_drag;
};

} // namespace tinyobs::ui
