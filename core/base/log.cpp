#include "core/base/log.h"

#include "core/base/clock.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs {
namespace {

constexpr std::array<std::pair<std::string_view, LogLevel>, 4> LevelNames{{
    {"debug", LogLevel::Debug},
    {"info", LogLevel::Info},
    {"warning", LogLevel::Warning},
    {"error", LogLevel::Error},
}};

LogLevel g_level = LogLevel::Info; // written once, before any thread starts

LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return LogLevel::Debug;
    case QtInfoMsg:
        return LogLevel::Info;
    case QtWarningMsg:
        return LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return LogLevel::Error;
}

QByteArray escaped(const QString &message)
{
    const QByteArray utf8 = message.toUtf8();
    QByteArray out;
    out.reserve(utf8.size());
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            char text[5];
            std::snprintf(text, sizeof text, "\\x%02x", byte);
            out += text;
        } else {
            out += c;
        }
    }
    return out;
}

void writeMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const LogLevel level = levelOf(type);
    if (level < g_level)
        return;
    const QByteArray time = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toLatin1();
    const std::string_view name = LevelNames[static_cast<std::size_t>(level)].first;
    const char *category = context.category ? context.category : "default";
    const QByteArray line = time + ' ' + QByteArray(name.data(), qsizetype(name.size())) + ' ' +
                            category + ' ' + escaped(message) + '\n';
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
    if (type == QtFatalMsg)
        std::abort();
}

/// Categories that are switched off cost a load and a branch, and no text is made. The
/// environment's QT_LOGGING_RULES go on top of these.
QString rulesFor(LogLevel level)
{
    // QHttpServer asks for TLS when it is made, whether or not anybody serves it.
    QString rules = u"qt.network.ssl.warning=false\n*.debug=false\n"_s;
    if (level == LogLevel::Debug)
        rules += u"tinyobs.*.debug=true\n"_s;
    if (level >= LogLevel::Warning)
        rules += u"*.info=false\n"_s;
    if (level >= LogLevel::Error)
        rules += u"*.warning=false\n"_s;
    return rules;
}

} // namespace

Result<LogLevel> parseLogLevel(std::string_view text)
{
    for (const auto &[name, level] : LevelNames) {
        if (name == text)
            return level;
    }
    return fail(Error::Code::InvalidArgument,
                "log level '" + std::string(text) +
                    "' is unknown, use debug, info, warning or error");
}

void installLog(LogLevel level)
{
    g_level = level;
    QLoggingCategory::setFilterRules(rulesFor(level));
    qInstallMessageHandler(writeMessage);
}

} // namespace tinyobs
