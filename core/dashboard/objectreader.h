#pragma once

// One object of a JSON document that is being read. It knows its place for messages, and which of
// its members were asked for: the others are named in a warning. The first thing that is wrong is
// the error of the whole document. Plain value; one thread.

#include "core/base/result.h"
#include "core/dashboard/words.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::dashboard {

struct ReadReport
{
    std::optional<Error> error;
    std::vector<std::string> warnings;

    void refuse(Error::Code code, std::string message);
    void warn(std::string message);
};

class ObjectReader
{
public:
    /// `place` is "" for the document, else "panels[3].place".
    ObjectReader(const QJsonValue &value, std::string place, ReadReport &report);
    /// Warns of members that nobody asked for.
    ~ObjectReader();
    ObjectReader(const ObjectReader &) = delete;
    ObjectReader &operator=(const ObjectReader &) = delete;

    bool has(std::string_view key);
    std::string text(std::string_view key, std::size_t maxBytes, std::string_view fallback = {});
    std::string requiredText(std::string_view key, std::size_t maxBytes);
    std::vector<std::string> texts(std::string_view key, std::size_t maxCount);
    bool flag(std::string_view key);
    std::optional<double> number(std::string_view key);
    int wholeNumber(std::string_view key, int least, int most, int fallback);
    QJsonArray list(std::string_view key, std::size_t maxCount);
    /// Undefined where there is none.
    QJsonValue value(std::string_view key);
    template <typename Enum>
    Enum word(std::string_view key, Enum fallback);

    std::string placeOf(std::string_view key) const;
    std::string placeOf(std::string_view key, qsizetype index) const;
    void refuse(std::string_view key, std::string_view problem);

private:
    std::string oneOf(std::string_view key, std::span<const std::string_view> allowed);

    QJsonObject m_object;
    std::string m_place;
    ReadReport &m_report;
    std::vector<std::string> m_known;
};

template <typename Enum>
Enum ObjectReader::word(std::string_view key, Enum fallback)
{
    if (!has(key))
        return fallback;
    std::vector<std::string_view> allowed;
    for (const Word<Enum> &word : wordsOf(fallback))
        allowed.push_back(word.text);
    return fromWord<Enum>(oneOf(key, allowed)).value_or(fallback);
}

} // namespace tinyobs::dashboard
