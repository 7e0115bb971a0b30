#include "ui/dashboard/variablerows.h"

#include "core/dashboard/words.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

using dashboard::AllValues;
using dashboard::Variable;

QStringList texts(const std::vector<std::string> &values)
{
    QStringList list;
    for (const std::string &value : values)
        list << QString::fromStdString(value);
    return list;
}

QString wordOf(dashboard::VariableKind kind)
{
    const std::string_view word = dashboard::toWord(kind);
    return QString::fromUtf8(word.data(), qsizetype(word.size()));
}

} // namespace

int VariableRows::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_variables.size());
}

QString VariableRows::textOf(std::size_t row) const
{
    const std::vector<std::string> &chosen = m_resolved[row].chosen;
    if (chosen.empty())
        return tr("none");
    if (chosen.front() == AllValues)
        return tr("All");
    if (chosen.size() > 2)
        return tr("%1 and %2 more")
            .arg(QString::fromStdString(chosen.front()))
            .arg(chosen.size() - 1);
    return texts(chosen).join(u", "_s);
}

QVariant VariableRows::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto row = std::size_t(index.row());
    const Variable &variable = m_variables[row];
    switch (role) {
    case Name:
        return QString::fromStdString(variable.name);
    case Title:
        return QString::fromStdString(variable.title.empty() ? variable.name : variable.title);
    case Kind:
        return wordOf(variable.kind);
    case Options: {
        QStringList options = texts(m_resolved[row].options);
        if (variable.includesAll)
            options.prepend(QString::fromLatin1(AllValues));
        return options;
    }
    case Chosen:
        return texts(m_resolved[row].chosen);
    case Text:
        return textOf(row);
    case IsMulti:
        return variable.isMulti;
    case IsHidden:
        return variable.isHidden || variable.kind == dashboard::VariableKind::Constant;
    case Problem:
        return m_resolved[row].problem;
    default:
        return {};
    }
}

QHash<int, QByteArray> VariableRows::roleNames() const
{
    return {{Name, "name"},       {Title, "title"},       {Kind, "kind"},
            {Options, "options"}, {Chosen, "chosen"},     {Text, "chosenText"},
            {IsMulti, "isMulti"}, {IsHidden, "isHidden"}, {Problem, "problem"}};
}

void VariableRows::show(std::vector<Variable> variables, std::vector<ResolvedVariable> resolved)
{
    resolved.resize(variables.size());
    if (variables.size() != m_variables.size()) {
        beginResetModel();
        m_variables = std::move(variables);
        m_resolved = std::move(resolved);
        endResetModel();
        Q_EMIT countChanged();
        return;
    }
    m_variables = std::move(variables);
    m_resolved = std::move(resolved);
    if (!m_variables.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

std::vector<std::string> VariableRows::toggled(int row, const std::string &value) const
{
    const Variable &variable = m_variables[std::size_t(row)];
    if (!variable.isMulti || value == AllValues)
        return {value};
    std::vector<std::string> chosen = m_resolved[std::size_t(row)].chosen;
    std::erase(chosen, std::string(AllValues));
    if (std::erase(chosen, value) == 0)
        chosen.push_back(value);
    return chosen;
}

} // namespace tinyobs::ui
