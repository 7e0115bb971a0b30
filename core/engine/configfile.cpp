#include "core/engine/configfile.h"

#include "core/base/quoted.h"

#include <QFile>
#include <QStandardPaths>
#include <QString>

#include <toml++/toml.h>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace tinyobs {
namespace {

constexpr qint64 MaxFileBytes = 1 << 20;

std::string placeOf(const std::string &name, const toml::source_region &source)
{
    return name + ":" + std::to_string(source.begin.line) + ":" +
           std::to_string(source.begin.column);
}

std::optional<std::string> textOf(const toml::node &node)
{
    if (const auto *text = node.as_string())
        return text->get();
    if (const auto *number = node.as_integer())
        return std::to_string(number->get());
    if (const auto *flag = node.as_boolean())
        return flag->get() ? "on" : "off";
    const toml::array *array = node.as_array();
    if (!array || !std::ranges::all_of(*array, [](const auto &item) { return item.is_string(); }))
        return std::nullopt;
    std::string all;
    for (const auto &item : *array)
        all += (all.empty() ? "" : ",") + item.as_string()->get();
    return all;
}

Result<toml::table> parseToml(std::string_view text, const std::string &name)
{
    try {
        return toml::parse(text, name);
    } catch (const toml::parse_error &error) {
        return fail(Error::Code::InvalidArgument,
                    placeOf(name, error.source()) + ": " + std::string(error.description()));
    }
}

} // namespace

Result<std::vector<ConfigEntry>> parseConfig(std::string_view text, const std::string &name)
{
    const Result<toml::table> table = parseToml(text, name);
    if (!table)
        return Failure(table.error());
    std::vector<ConfigEntry> entries;
    for (const auto &[key, node] : *table) {
        const std::string place = placeOf(name, node.source());
        const std::optional<std::string> value = textOf(node);
        if (!value)
            return fail(Error::Code::InvalidArgument,
                        place + ": " + quoted(key.str()) +
                            " must be a string, a whole number, true, false or a list of strings");
        entries.push_back({std::string(key.str()), *value, place});
    }
    return entries;
}

Result<std::vector<ConfigEntry>> readConfigFile(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return fail(Error::Code::InvalidArgument,
                    "config file " + quoted(path, 512) +
                        " cannot be read: " + file.errorString().toStdString());
    const QByteArray text = file.read(MaxFileBytes + 1);
    if (text.size() > MaxFileBytes)
        return fail(Error::Code::InvalidArgument,
                    "config file " + quoted(path, 512) + " is larger than 1MiB");
    return parseConfig({text.constData(), static_cast<std::size_t>(text.size())}, path);
}

std::string defaultConfigFile()
{
    return QStandardPaths::locate(QStandardPaths::GenericConfigLocation, u"tinyobs/tinyobs.toml"_s)
        .toStdString();
}

} // namespace tinyobs
