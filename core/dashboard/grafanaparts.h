#pragma once

// The parts of the import from Grafana, a file each. For core/dashboard only; one thread.

#include "core/dashboard/grafanaimport.h"
#include "core/dashboard/limits.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::dashboard::grafana {

/// Notes of one import; each is told once.
class Notes
{
public:
    void add(std::string_view panel, std::string reason)
    {
        ImportNote note{std::string(panel), std::move(reason)};
        if (m_notes.size() < MaxNotes && std::ranges::find(m_notes, note) == m_notes.end())
            m_notes.push_back(std::move(note));
    }
    std::vector<ImportNote> take() { return std::move(m_notes); }

private:
    std::vector<ImportNote> m_notes;
};

inline QJsonValue at(const QJsonObject &object, std::string_view key)
{
    return object.value(QLatin1StringView(key.data(), qsizetype(key.size())));
}

/// The text of a member, cut to `most` bytes; empty where there is none.
std::string textAt(const QJsonObject &object, std::string_view key,
                   std::size_t most = MaxNameBytes);
inline QJsonObject objectAt(const QJsonObject &object, std::string_view key)
{
    return at(object, key).toObject();
}
inline QJsonArray listAt(const QJsonObject &object, std::string_view key)
{
    return at(object, key).toArray();
}
std::optional<double> numberAt(const QJsonObject &object, std::string_view key);

/// Nothing for what cannot be shown at all, which is noted.
std::optional<Panel> readPanel(const QJsonObject &panel, Notes &notes);
std::vector<Query> readTargets(const QJsonObject &panel, const std::string &title, Notes &notes);
void readOptions(const QJsonObject &source, Panel &panel, Notes &notes);
std::vector<Threshold> readThresholds(const QJsonObject &source, const Panel &panel, Notes &notes);
std::vector<Variable> readVariables(const QJsonObject &dashboard, Notes &notes);

/// Grafana's id of a unit -> our word; the same id where there is no word, which is noted.
std::string readUnit(const std::string &unit, const std::string &title, Notes &notes);
/// "percentunit" has the maximum 1 and so on; nothing where the unit says nothing.
Reduce readReduce(const std::string &name, const std::string &title, Notes &notes);

} // namespace tinyobs::dashboard::grafana
