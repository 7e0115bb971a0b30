#pragma once

// The actions as rows, and the one way to run one: whoever can do it listens. Lives in the GUI
// thread.

#include <QAbstractListModel>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace tinyobs::ui {

class ActionModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the workbench")

public:
    enum Role { Id = Qt::UserRole, Group, Text, Keys };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    /// Nothing happens for an unknown id.
    Q_INVOKABLE void run(const QString &id);
    /// "g then h", "Ctrl+K": as people say it.
    Q_INVOKABLE static QString keyText(const QString &sequence);

Q_SIGNALS:
    void triggered(const QString &id);
};

} // namespace tinyobs::ui
