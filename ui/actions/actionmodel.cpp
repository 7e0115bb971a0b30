#include "ui/actions/actionmodel.h"

#include "ui/actions/actiontable.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("Actions", text);
}

} // namespace

int ActionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(actionTable().size());
}

QVariant ActionModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ActionRow &row = actionTable()[std::size_t(index.row())];
    switch (role) {
    case Id:
        return QString::fromLatin1(row.id);
    case Group:
        return translated(row.group);
    case Text:
        return translated(row.text);
    case Keys:
        return QString::fromLatin1(row.keys).split(u" | "_s, Qt::SkipEmptyParts);
    default:
        return {};
    }
}

QHash<int, QByteArray> ActionModel::roleNames() const
{
    return {{Id, "actionId"}, {Group, "group"}, {Text, "text"}, {Keys, "keys"}};
}

void ActionModel::run(const QString &id)
{
    const auto rows = actionTable();
    if (std::any_of(rows.begin(), rows.end(),
                    [&id](const ActionRow &row) { return id == QLatin1StringView(row.id); }))
        Q_EMIT triggered(id);
}

QString ActionModel::keyText(const QString &sequence)
{
    if (!sequence.contains(u',') || sequence.endsWith(u','))
        return sequence;
    return tr("%1 then %2")
        .arg(sequence.section(u',', 0, 0).toLower(), sequence.section(u',', 1).toLower());
}

} // namespace tinyobs::ui
