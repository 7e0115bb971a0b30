#include "example/options.h"

#include <array>
#include <cmath>

namespace tinyobs::example {
namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Empty when the value was taken, else what it should have been.
using Apply = QString (*)(Options &options, const QString &value);

struct OptionRow
{
    const char *name;
    const char *valueName; ///< null for a switch
    const char *help;
    Apply apply;
};

QString applyPort(Options &options, const QString &value)
{
    bool isNumber = false;
    const int port = value.toInt(&isNumber);
    if (!isNumber || port < 0 || port > 65535)
        return u"use a number from 0 (any free port) to 65535"_s;
    options.port = std::uint16_t(port);
    return {};
}

QString applyListen(Options &options, const QString &value)
{
    const qsizetype colon = value.lastIndexOf(u':');
    QString host = value.left(colon);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.sliced(1, host.size() - 2);
    const QHostAddress address(host == u"localhost"_s ? u"127.0.0.1"_s : host);
    if (colon < 0 || address.isNull() || !applyPort(options, value.mid(colon + 1)).isEmpty())
        return u"use ADDRESS:PORT, such as 127.0.0.1:3000 or [::1]:3000"_s;
    options.address = address;
    return {};
}

QString applyTarget(Options &options, const QString &value)
{
    const QUrl url(value, QUrl::StrictMode);
    const bool isHttp = url.scheme() == u"http"_s || url.scheme() == u"https"_s;
    if (!url.isValid() || !isHttp || url.host().isEmpty())
        return u"use the address of a TinyObs server, such as http://127.0.0.1:8080"_s;
    options.target = url;
    return {};
}

std::optional<std::chrono::milliseconds> parseTime(const QString &text)
{
    constexpr std::array<std::pair<const char *, double>, 4> UnitsMs{
        {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};
    for (const auto &[unit, unitMs] : UnitsMs) {
        const QLatin1StringView suffix(unit);
        bool isNumber = false;
        const double count = text.chopped(std::min(suffix.size(), text.size())).toDouble(&isNumber);
        const double ms = count * unitMs;
        if (text.endsWith(suffix) && isNumber && ms >= 0 && ms <= 1e9)
            return std::chrono::milliseconds(std::llround(ms));
    }
    return std::nullopt;
}

QString applyInterval(Options &options, const QString &value)
{
    // A longer step of the simulation would count as a pause.
    const auto interval = parseTime(value);
    if (!interval || *interval < 100ms || *interval > 15s)
        return u"use 100ms to 15s, such as 2s"_s;
    options.interval = *interval;
    return {};
}

QString applyHistory(Options &options, const QString &value)
{
    const auto history = parseTime(value);
    if (!history || *history > 1h)
        return u"use 0s to 1h, such as 30m"_s;
    options.history = *history;
    return {};
}

QString applySeed(Options &options, const QString &value)
{
    bool isNumber = false;
    options.seed = value.toULongLong(&isNumber);
    return isNumber ? QString() : u"use a whole number from 0"_s;
}

QString applySpeed(Options &options, const QString &value)
{
    bool isNumber = false;
    const double speed = value.toDouble(&isNumber);
    if (!isNumber || !(speed >= 1 && speed <= 1000))
        return u"use a number from 1 to 1000"_s;
    options.speed = speed;
    return {};
}

// clang-format off
constexpr std::array Rows{
    OptionRow{"listen", "ADDR:PORT", "where the demo service listens (127.0.0.1:3000)", applyListen},
    OptionRow{"port", "N", "the port alone; 0 takes any free one (3000)", applyPort},
    OptionRow{"target", "URL", "the TinyObs server to push to (http://127.0.0.1:8080)", applyTarget},
    OptionRow{"interval", "TIME", "time between two pushes (2s)", applyInterval},
    OptionRow{"history", "TIME", "simulate the time before the start too, up to 1h (0s)", applyHistory},
    OptionRow{"seed", "N", "start of the random numbers: the same seed, the same traffic (1)", applySeed},
    OptionRow{"speed", "N", "how much faster than real time the simulated day passes (1)", applySpeed},
    OptionRow{"no-traffic", nullptr, "simulate nothing; measure only real requests and this process",
              [](Options &options, const QString &) { options.traffic = false; return QString(); }},
    OptionRow{"version", nullptr, "print the version and exit",
              [](Options &options, const QString &) { options.showVersion = true; return QString(); }},
    OptionRow{"help", nullptr, "print this text and exit",
              [](Options &options, const QString &) { options.showHelp = true; return QString(); }},
};
// clang-format on

QByteArray environmentName(const OptionRow &row)
{
    return "TINYOBS_EXAMPLE_" + QByteArray(row.name).toUpper().replace('-', '_');
}

const OptionRow *rowOf(const QString &name)
{
    for (const OptionRow &row : Rows) {
        if (name == QLatin1StringView(row.name))
            return &row;
    }
    return nullptr;
}

QString applyEnvironment(Options &options, const Environment &environment)
{
    for (const OptionRow &row : Rows) {
        const QByteArray name = environmentName(row);
        const std::optional<QString> value = environment(name);
        const bool isOff = value && !row.valueName && (value->isEmpty() || *value == u"0"_s);
        if (!value || isOff)
            continue;
        const QString expected = row.apply(options, *value);
        if (!expected.isEmpty())
            return u"%1 is '%2': %3"_s.arg(QLatin1StringView(name), *value, expected);
    }
    return {};
}

QString applyArguments(Options &options, const QStringList &arguments)
{
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &argument = arguments[i];
        const qsizetype equals = argument.indexOf(u'=');
        const QString option = argument.left(equals);
        const OptionRow *row = option.startsWith("--"_L1) ? rowOf(option.sliced(2)) : nullptr;
        if (!row)
            return u"unknown option '%1', see --help"_s.arg(option);
        QString value = equals < 0 ? QString() : argument.mid(equals + 1);
        if (!row->valueName && equals >= 0)
            return u"%1 takes no value"_s.arg(option);
        if (row->valueName && equals < 0) {
            if (++i == arguments.size())
                return u"%1 needs a value: %2"_s.arg(option, QLatin1StringView(row->valueName));
            value = arguments[i];
        }
        const QString expected = row->apply(options, value);
        if (!expected.isEmpty())
            return u"%1 '%2': %3"_s.arg(option, value, expected);
    }
    return {};
}

} // namespace

ParsedOptions parseOptions(const QStringList &arguments, const Environment &environment)
{
    ParsedOptions parsed;
    parsed.error = applyEnvironment(parsed.options, environment);
    if (parsed.error.isEmpty())
        parsed.error = applyArguments(parsed.options, arguments);
    return parsed;
}

QString helpText()
{
    QString text =
        u"Usage: tinyobs-example [options]\n\n"
        "A demo service with simulated traffic that pushes its metrics to TinyObs.\n\n"_s;
    for (const OptionRow &row : Rows) {
        QString left = u"  --"_s + QLatin1StringView(row.name);
        if (row.valueName)
            left += u' ' + QLatin1StringView(row.valueName);
        text += left.leftJustified(22) + QLatin1StringView(row.help) + u'\n';
    }
    return text + u"\nEach option can be set in the environment too: --target is "
                  "TINYOBS_EXAMPLE_TARGET.\n"_s;
}

} // namespace tinyobs::example
