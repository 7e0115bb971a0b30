#include "core/dashboard/objectreader.h"

#include "core/base/quoted.h"
#include "core/base/suggest.h"
#include "core/dashboard/limits.h"

#include <QString>

#include <algorithm>
#include <cmath>

namespace tinyobs::dashboard {
namespace {

QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

std::string_view typeName(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return "null";
    case QJsonValue::Bool:
        return "true or false";
    case QJsonValue::Double:
        return "a number";
    case QJsonValue::String:
        return "text";
    case QJsonValue::Array:
        return "a list";
    case QJsonValue::Object:
        return "an object";
    case QJsonValue::Undefined:
        break;
    }
    return "missing";
}

} // namespace

void ReadReport::refuse(Error::Code code, std::string message)
{
    if (!error)
        error = Error{code, std::move(message)};
}

void ReadReport::warn(std::string message)
{
    if (warnings.size() < MaxNotes)
        warnings.push_back(std::move(message));
}

ObjectReader::ObjectReader(const QJsonValue &value, std::string place, ReadReport &report)
    : m_object(value.toObject())
    , m_place(std::move(place))
    , m_report(report)
{
    if (!value.isObject()) {
        report.refuse(Error::Code::InvalidArgument, (m_place.empty() ? "the document" : m_place) +
                                                        " is " + std::string(typeName(value)) +
                                                        ", expected an object");
    }
}

ObjectReader::~ObjectReader()
{
    const QStringList keys = m_object.keys();
    for (const QString &key : keys) {
        const std::string name = key.toStdString();
        if (std::ranges::find(m_known, name) != m_known.end())
            continue;
        const std::vector<std::string_view> candidates(m_known.begin(), m_known.end());
        const std::string_view meant = closestWord(name, candidates);
        m_report.warn("member " + quoted(placeOf(name)) + " is unknown and left out" +
                      (meant.empty() ? "" : ", did you mean " + quoted(meant) + "?"));
    }
}

bool ObjectReader::has(std::string_view key)
{
    return !value(key).isUndefined();
}

QJsonValue ObjectReader::value(std::string_view key)
{
    m_known.emplace_back(key);
    return m_object.value(qt(key));
}

std::string ObjectReader::placeOf(std::string_view key) const
{
    return m_place.empty() ? std::string(key) : m_place + "." + std::string(key);
}

std::string ObjectReader::placeOf(std::string_view key, qsizetype index) const
{
    return placeOf(key) + "[" + std::to_string(index) + "]";
}

void ObjectReader::refuse(std::string_view key, std::string_view problem)
{
    m_report.refuse(Error::Code::InvalidArgument, placeOf(key) + " " + std::string(problem));
}

std::string ObjectReader::text(std::string_view key, std::size_t maxBytes,
                               std::string_view fallback)
{
    const QJsonValue found = value(key);
    if (found.isUndefined())
        return std::string(fallback);
    if (!found.isString()) {
        refuse(key, "is " + std::string(typeName(found)) + ", expected text");
        return {};
    }
    std::string text = found.toString().toStdString();
    if (text.size() > maxBytes) {
        m_report.refuse(Error::Code::LimitExceeded,
                        placeOf(key) + " has " + std::to_string(text.size()) + " bytes, limit " +
                            std::to_string(maxBytes));
        return {};
    }
    return text;
}

std::string ObjectReader::requiredText(std::string_view key, std::size_t maxBytes)
{
    std::string found = text(key, maxBytes);
    if (found.empty())
        refuse(key, has(key) ? "is empty" : "is missing");
    return found;
}

std::vector<std::string> ObjectReader::texts(std::string_view key, std::size_t maxCount)
{
    std::vector<std::string> all;
    const QJsonArray items = list(key, maxCount);
    for (qsizetype i = 0; i < items.size(); ++i) {
        std::string text = items[i].toString().toStdString();
        if (!items[i].isString()) {
            m_report.refuse(Error::Code::InvalidArgument, placeOf(key, i) + " is " +
                                                              std::string(typeName(items[i])) +
                                                              ", expected text");
        } else if (text.size() > MaxNameBytes) {
            m_report.refuse(Error::Code::LimitExceeded,
                            placeOf(key, i) + " has " + std::to_string(text.size()) +
                                " bytes, limit " + std::to_string(MaxNameBytes));
        }
        all.push_back(std::move(text));
    }
    return all;
}

bool ObjectReader::flag(std::string_view key)
{
    const QJsonValue found = value(key);
    if (!found.isUndefined() && !found.isBool())
        refuse(key, "is " + std::string(typeName(found)) + ", expected true or false");
    return found.toBool();
}

std::optional<double> ObjectReader::number(std::string_view key)
{
    const QJsonValue found = value(key);
    if (found.isUndefined())
        return {};
    if (!found.isDouble() || !std::isfinite(found.toDouble()))
        refuse(key, "is " + std::string(typeName(found)) + ", expected a number");
    return found.toDouble();
}

int ObjectReader::wholeNumber(std::string_view key, int least, int most, int fallback)
{
    const std::optional<double> found = number(key);
    if (!found)
        return fallback;
    if (*found != std::floor(*found) || *found < least || *found > most) {
        refuse(key, "is " + QString::number(*found).toStdString() + ", expected a whole number " +
                        std::to_string(least) + " to " + std::to_string(most));
        return fallback;
    }
    return static_cast<int>(*found);
}

QJsonArray ObjectReader::list(std::string_view key, std::size_t maxCount)
{
    const QJsonValue found = value(key);
    if (!found.isUndefined() && !found.isArray())
        refuse(key, "is " + std::string(typeName(found)) + ", expected a list");
    const QJsonArray items = found.toArray();
    if (static_cast<std::size_t>(items.size()) <= maxCount)
        return items;
    m_report.refuse(Error::Code::LimitExceeded, placeOf(key) + " has " +
                                                    std::to_string(items.size()) +
                                                    " entries, limit " + std::to_string(maxCount));
    return {};
}

std::string ObjectReader::oneOf(std::string_view key, std::span<const std::string_view> allowed)
{
    const std::string found = text(key, MaxNameBytes);
    if (std::ranges::find(allowed, found) != allowed.end())
        return found;
    std::string all;
    for (const std::string_view word : allowed)
        all += (all.empty() ? "" : ", ") + std::string(word);
    refuse(key, "is " + quoted(found) + ", expected one of " + all);
    return {};
}

} // namespace tinyobs::dashboard
