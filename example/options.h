#pragma once

// What the program was asked to do: command line before environment (TINYOBS_EXAMPLE_*) before
// default. The rows in options.cpp are the whole list; help, parser and environment names follow
// from them.

#include <QHostAddress>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace tinyobs::example {

struct Options
{
    QHostAddress address{QHostAddress::LocalHost};
    std::uint16_t port = 3000;
    QUrl target{QStringLiteral("http://127.0.0.1:8080")};
    std::chrono::milliseconds interval{2000};
    std::chrono::milliseconds history{0};
    std::uint64_t seed = 1;
    double speed = 1;
    bool traffic = true;
    bool showHelp = false;
    bool showVersion = false;
};

struct ParsedOptions
{
    Options options;
    QString error; ///< one line that says what was wrong; empty when nothing was
};

/// The value of an environment variable, or nothing when it is not set.
using Environment = std::function<std::optional<QString>(const QByteArray &name)>;

/// `arguments` without the program's name.
ParsedOptions parseOptions(const QStringList &arguments, const Environment &environment);
QString helpText();

} // namespace tinyobs::example
