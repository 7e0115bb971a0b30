#include "ui/dashboard/dashboardeditor.h"

#include "core/base/units.h"
#include "core/dashboard/limits.h"
#include "core/dashboard/variables.h"
#include "core/dashboard/words.h"
#include "ui/dashboard/dashboardmodel.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

using namespace dashboard;

QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

std::string cut(const QString &text, std::size_t most)
{
    const std::string bytes = text.toStdString();
    return bytes.size() <= most ? bytes : text.left(qsizetype(most / 4)).toStdString();
}

QString joined(const std::vector<std::string> &values)
{
    QStringList list;
    for (const std::string &value : values)
        list << qt(value);
    return list.join(u", "_s);
}

std::vector<std::string> parted(const QString &text, std::size_t most)
{
    std::vector<std::string> values;
    const QStringList parts = text.split(u',', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        if (values.size() < most && !part.trimmed().isEmpty())
            values.push_back(cut(part.trimmed(), MaxNameBytes));
    }
    return values;
}

QString flagText(bool isSet)
{
    return isSet ? u"true"_s : u"false"_s;
}

void setField(Variable &variable, const QString &field, const QString &value)
{
    const std::string text = cut(value.trimmed(), MaxNameBytes);
    if (field == "name"_L1 && isVariableName(text))
        variable.name = text;
    else if (field == "title"_L1)
        variable.title = text;
    else if (field == "kind"_L1)
        variable.kind = fromWord<VariableKind>(text).value_or(variable.kind);
    else if (field == "label"_L1)
        variable.label = text;
    else if (field == "query"_L1)
        variable.query = cut(value.trimmed(), MaxExprBytes);
    else if (field == "filter"_L1)
        variable.filter = text;
    else if (field == "options"_L1)
        variable.options = parted(value, MaxValues);
    else if (field == "multi"_L1)
        variable.isMulti = value == "true"_L1;
    else if (field == "all"_L1)
        variable.includesAll = value == "true"_L1;
}

} // namespace

DashboardEditor::DashboardEditor(DashboardModel &model)
    : m_model(model)
{
    connect(&model, &DashboardModel::changed, this, &DashboardEditor::changed);
}

QVariantMap DashboardEditor::fields() const
{
    const Dashboard &board = m_model.board();
    return {{u"description"_s, qt(board.description)},
            {u"range"_s, qt(board.range)},
            {u"tags"_s, joined(board.tags)}};
}

QVariantList DashboardEditor::variables() const
{
    QVariantList list;
    for (const Variable &variable : m_model.board().variables) {
        list.append(QVariantMap{{u"name"_s, qt(variable.name)},
                                {u"title"_s, qt(variable.title)},
                                {u"kind"_s, qt(toWord(variable.kind))},
                                {u"label"_s, qt(variable.label)},
                                {u"query"_s, qt(variable.query)},
                                {u"filter"_s, qt(variable.filter)},
                                {u"options"_s, joined(variable.options)},
                                {u"multi"_s, flagText(variable.isMulti)},
                                {u"all"_s, flagText(variable.includesAll)}});
    }
    return list;
}

void DashboardEditor::change(const QString &field, const QString &value)
{
    m_model.edit(tr("Change %1").arg(field), field.toStdString(), [&](Dashboard &board) {
        const std::string text = value.trimmed().toStdString();
        if (field == "description"_L1)
            board.description = cut(value, MaxTextBytes);
        else if (field == "tags"_L1)
            board.tags = parted(value, MaxTags);
        else if (field == "range"_L1 && parseDuration(text))
            board.range = text;
    });
    Q_EMIT changed();
}

void DashboardEditor::addVariable()
{
    m_model.edit(tr("Add a variable"), {}, [](Dashboard &board) {
        if (board.variables.size() >= MaxVariables)
            return;
        Variable added{.name = "service", .label = "service"};
        int number = 2;
        while (std::ranges::find(board.variables, added.name, &Variable::name) !=
               board.variables.end())
            added.name = "service" + std::to_string(number++);
        board.variables.push_back(std::move(added));
    });
}

void DashboardEditor::removeVariable(int variable)
{
    m_model.edit(tr("Remove a variable"), {}, [variable](Dashboard &board) {
        if (variable >= 0 && std::size_t(variable) < board.variables.size())
            board.variables.erase(board.variables.begin() + variable);
    });
}

void DashboardEditor::changeVariable(int variable, const QString &field, const QString &value)
{
    m_model.edit(tr("Change a variable"), {}, [&](Dashboard &board) {
        if (variable >= 0 && std::size_t(variable) < board.variables.size())
            setField(board.variables[std::size_t(variable)], field, value);
    });
    Q_EMIT changed();
}

} // namespace tinyobs::ui
