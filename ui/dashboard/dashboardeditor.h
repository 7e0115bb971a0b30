#pragma once

// What belongs to an open dashboard as a whole: description, range, tags, variables. Each function
// is one step that can be taken back. Lives in the GUI thread.

#include <QObject>
#include <QVariantList>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

namespace tinyobs::ui {

class DashboardModel;

class DashboardEditor : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by a dashboard")
    /// {description, range, tags} as text.
    Q_PROPERTY(QVariantMap fields READ fields NOTIFY changed)
    /// {name, title, kind, label, query, filter, options, multi, all} of each, as text.
    Q_PROPERTY(QVariantList variables READ variables NOTIFY changed)

public:
    explicit DashboardEditor(DashboardModel &model);

    QVariantMap fields() const;
    QVariantList variables() const;

    /// What is not valid, such as a range that is no duration, changes nothing.
    Q_INVOKABLE void change(const QString &field, const QString &value);
    Q_INVOKABLE void addVariable();
    Q_INVOKABLE void removeVariable(int variable);
    Q_INVOKABLE void changeVariable(int variable, const QString &field, const QString &value);

Q_SIGNALS:
    void changed();

private:
    DashboardModel &m_model;
};

} // namespace tinyobs::ui
