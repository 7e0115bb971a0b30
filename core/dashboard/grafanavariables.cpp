#include "core/dashboard/grafanaparts.h"

#include "core/base/quoted.h"
#include "core/base/units.h"
#include "core/dashboard/variables.h"

#include <QRegularExpression>

namespace tinyobs::dashboard::grafana {
namespace {

using namespace Qt::StringLiterals;

/// "/regex/" and "regex" -> regex.
std::string plainPattern(std::string text, const std::string &variable, Notes &notes)
{
    if (text.size() < 2 || text.front() != '/')
        return text;
    const std::size_t close = text.rfind('/');
    if (close == 0)
        return text;
    if (close + 1 < text.size() && text.substr(close + 1) != "g")
        notes.add({}, "flags of the filter of variable " + quoted(variable) + " are left out");
    return text.substr(1, close - 1);
}

std::vector<std::string> readCurrent(const QJsonObject &source)
{
    const QJsonValue value = at(objectAt(source, "current"), "value");
    std::vector<std::string> chosen;
    const auto add = [&](const QJsonValue &item) {
        const std::string text = item.toString().toStdString();
        if (!text.empty() && text.size() <= MaxNameBytes && chosen.size() < MaxValues &&
            !text.starts_with("$__auto"))
            chosen.push_back(text);
    };
    if (value.isArray()) {
        for (const QJsonValue &item : value.toArray())
            add(item);
    } else {
        add(value);
    }
    return chosen;
}

/// "a, b, name : value" as it is typed; a comma behind a backslash is part of a value.
std::vector<std::string> readList(const QString &text)
{
    static const QRegularExpression comma(u"(?<!\\\\),"_s);
    std::vector<std::string> values;
    const QStringList parts = text.split(comma, Qt::SkipEmptyParts);
    for (QString part : parts) {
        part = part.trimmed().replace(u"\\,"_s, u","_s);
        if (const qsizetype colon = part.indexOf(u" : "_s); colon > 0)
            part = part.mid(colon + 3).trimmed();
        std::string value = part.toStdString();
        if (!value.empty() && value.size() <= MaxNameBytes && values.size() < MaxValues)
            values.push_back(std::move(value));
    }
    return values;
}

QString queryText(const QJsonObject &source)
{
    const QJsonValue query = at(source, "query");
    if (query.isString())
        return query.toString().trimmed();
    const QString inside = query.toObject().value(u"query"_s).toString().trimmed();
    return inside.isEmpty() ? at(source, "definition").toString().trimmed() : inside;
}

/// label_values(label), label_values(selector, label), query_result(expr), label_names().
bool readQuery(const QJsonObject &source, Variable &variable, Notes &notes)
{
    static const QRegularExpression values(
        u"^label_values\\(\\s*(?:(.+),)?\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*\\)$"_s,
        QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression result(u"^query_result\\((.*)\\)$"_s,
                                           QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression metrics(u"^metrics\\((.*)\\)$"_s);
    const QString text = queryText(source);
    if (const auto match = values.match(text); match.hasMatch()) {
        variable.kind = VariableKind::Label;
        variable.query = match.captured(1).trimmed().toStdString();
        variable.label = match.captured(2).toStdString();
        return true;
    }
    if (const auto match = result.match(text); match.hasMatch()) {
        variable.kind = VariableKind::Query;
        variable.query = match.captured(1).trimmed().toStdString();
        return true;
    }
    if (const auto match = metrics.match(text); match.hasMatch()) {
        variable.kind = VariableKind::Label;
        variable.label = "__name__";
        variable.query = "{__name__=~\".*(?:" + match.captured(1).trimmed().toStdString() +
                         ").*\",__name__!=\"\"}";
        return true;
    }
    notes.add({}, "the query of variable " + quoted(variable.name) + ", " +
                      quoted(text.toStdString()) + ", is not known: the variable is left out");
    return false;
}

void readInterval(const QJsonObject &source, Variable &variable, Notes &notes)
{
    variable.kind = VariableKind::Interval;
    for (std::string &value : readList(at(source, "query").toString())) {
        if (value == "auto" || !parseDuration(value))
            notes.add({}, "choice " + quoted(value) + " of variable " + quoted(variable.name) +
                              " is left out");
        else
            variable.options.push_back(std::move(value));
    }
    std::erase_if(variable.current, [](const std::string &text) { return !parseDuration(text); });
}

bool readByType(const std::string &type, const QJsonObject &source, Variable &variable,
                Notes &notes)
{
    if (type == "query")
        return readQuery(source, variable, notes);
    if (type == "custom") {
        variable.kind = VariableKind::Custom;
        variable.options = readList(at(source, "query").toString());
        return true;
    }
    if (type == "interval") {
        readInterval(source, variable, notes);
        return true;
    }
    if (type == "constant" || type == "textbox") {
        variable.kind = type == "constant" ? VariableKind::Constant : VariableKind::Text;
        const std::string value = textAt(source, "query");
        if (!value.empty())
            variable.options = {value};
        return true;
    }
    if (type == "datasource") {
        notes.add({}, "variable " + quoted(variable.name) +
                          " chooses a data source: here it is always this server");
    } else {
        notes.add({}, "variable " + quoted(variable.name) + " of type " + quoted(type) +
                          " is left out");
    }
    return false;
}

} // namespace

std::vector<Variable> readVariables(const QJsonObject &dashboard, Notes &notes)
{
    std::vector<Variable> variables;
    for (const QJsonValue &item : listAt(objectAt(dashboard, "templating"), "list")) {
        const QJsonObject source = item.toObject();
        Variable variable;
        variable.name = textAt(source, "name");
        if (!isVariableName(variable.name) || variables.size() >= MaxVariables) {
            notes.add({}, "variable " + quoted(variable.name) + " is left out");
            continue;
        }
        variable.title = textAt(source, "label");
        variable.isMulti = at(source, "multi").toBool();
        variable.includesAll = at(source, "includeAll").toBool();
        variable.allValue = textAt(source, "allValue");
        variable.isHidden = numberAt(source, "hide").value_or(0) >= 2;
        variable.current = readCurrent(source);
        variable.filter = plainPattern(textAt(source, "regex"), variable.name, notes);
        if (readByType(textAt(source, "type"), source, variable, notes))
            variables.push_back(std::move(variable));
    }
    return variables;
}

} // namespace tinyobs::dashboard::grafana
