#include "core/engine/settings.h"

#include "core/base/quoted.h"
#include "core/base/units.h"
#include "core/engine/settingtable.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace tinyobs {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t Second = 1000;
constexpr std::uint64_t Hour = 3600 * Second;
constexpr std::uint64_t Year = 365 * 24 * Hour;
constexpr std::uint64_t KiB = 1u << 10;
constexpr std::uint64_t MiB = KiB << 10;
constexpr std::uint64_t TiB = MiB << 20;

std::string formatBound(SettingKind kind, std::uint64_t bound)
{
    if (kind == SettingKind::Duration)
        return formatDuration(milliseconds(static_cast<std::int64_t>(bound)));
    if (kind == SettingKind::Size)
        return formatSize(bound);
    return std::to_string(bound);
}

Result<std::uint64_t> parseNumber(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return fail(Error::Code::InvalidArgument, quoted(text) + " is not a whole number");
    return number;
}

Result<std::uint64_t> parseBounded(const SettingRow &row, std::string_view text)
{
    Result<std::uint64_t> number = parseNumber(text);
    if (row.kind == SettingKind::Size)
        number = parseSize(text);
    if (row.kind == SettingKind::Duration)
        number = parseDuration(text).map([](milliseconds d) { return std::uint64_t(d.count()); });
    if (number && (*number < row.least || *number > row.most))
        return fail(Error::Code::InvalidArgument,
                    std::string(text) + " is out of range, allowed is " + boundsText(row));
    return number;
}

template <typename Number>
void assign(Number &target, std::uint64_t number)
{
    target = static_cast<Number>(number);
}

void assign(milliseconds &target, std::uint64_t number)
{
    target = milliseconds(static_cast<std::int64_t>(number));
}

/// A whole number, duration or size. `Access` maps the settings to the field.
template <typename Access>
constexpr SettingRow number(std::string_view key, SettingKind kind, std::string_view defaultText,
                            std::uint64_t least, std::uint64_t most, std::string_view help, Access)
{
    constexpr std::array<std::string_view, 3> ValueNames{"N", "DURATION", "SIZE"};
    const auto name =
        static_cast<std::size_t>(kind) - static_cast<std::size_t>(SettingKind::Number);
    return {key,
            kind,
            ValueNames[name],
            defaultText,
            least,
            most,
            help,
            [](Settings &settings, const SettingRow &row, std::string_view text) {
                return parseBounded(row, text).map(
                    [&](std::uint64_t value) { assign(Access{}(settings), value); });
            },
            [](const Settings &settings) {
                const auto value = Access{}(settings);
                if constexpr (std::is_same_v<decltype(value), const milliseconds>)
                    return formatDuration(value);
                else
                    return std::to_string(value);
            }};
}

template <typename Access>
constexpr SettingRow duration(std::string_view key, std::string_view defaultText,
                              std::uint64_t least, std::uint64_t most, std::string_view help,
                              Access access)
{
    return number(key, SettingKind::Duration, defaultText, least, most, help, access);
}

template <typename Access>
constexpr SettingRow count(std::string_view key, std::string_view defaultText, std::uint64_t least,
                           std::uint64_t most, std::string_view help, Access access)
{
    return number(key, SettingKind::Number, defaultText, least, most, help, access);
}

template <typename Access>
constexpr SettingRow size(std::string_view key, std::string_view defaultText, std::uint64_t least,
                          std::uint64_t most, std::string_view help, Access access)
{
    SettingRow row = number(key, SettingKind::Size, defaultText, least, most, help, access);
    row.show = [](const Settings &settings) { return formatSize(Access{}(settings)); };
    return row;
}

template <typename Access>
constexpr SettingRow onOff(std::string_view key, std::string_view help, Access)
{
    return {
        key,
        SettingKind::Switch,
        "on|off",
        "on",
        0,
        0,
        help,
        [](Settings &settings, const SettingRow &, std::string_view text) -> Result<void> {
            if (text != "on" && text != "off")
                return fail(Error::Code::InvalidArgument, quoted(text) + " is not on or off");
            Access{}(settings) = text == "on";
            return {};
        },
        [](const Settings &settings) -> std::string { return Access{}(settings) ? "on" : "off"; }};
}

/// A port beside the main one.
template <typename Access>
constexpr SettingRow extraPort(std::string_view key, std::string_view defaultText,
                               std::string_view help, Access)
{
    return {key,
            SettingKind::Text,
            "PORT",
            defaultText,
            0,
            0,
            help,
            [](Settings &settings, const SettingRow &, std::string_view text) -> Result<void> {
                ListenerPorts::Port &port = Access{}(settings.ports);
                if (text == "auto") {
                    port = 0;
                    return {};
                }
                const Result<std::uint64_t> number = parseNumber(text);
                if (!number || *number > 65535)
                    return fail(Error::Code::InvalidArgument,
                                quoted(text) + " is not a port: 1 to 65535, 0 for off, or auto");
                port.reset();
                if (*number > 0)
                    port = static_cast<std::uint16_t>(*number);
                return {};
            },
            [](const Settings &settings) -> std::string {
                const ListenerPorts::Port port = Access{}(settings.ports);
                return !port ? "0" : *port == 0 ? "auto" : std::to_string(*port);
            }};
}

Result<void> applyDurability(Settings &settings, const SettingRow &row, std::string_view text)
{
    if (text != "strict" && text != "relaxed")
        return fail(Error::Code::InvalidArgument,
                    quoted(text) + " is not one of " + std::string(row.valueName));
    settings.store.durability = text == "strict" ? Durability::Strict : Durability::Relaxed;
    return {};
}

constexpr std::array<std::string_view, 4> LogLevels{"debug", "info", "warning", "error"};

Result<void> applyLogLevel(Settings &settings, const SettingRow &row, std::string_view text)
{
    const Result<LogLevel> level = parseLogLevel(text);
    if (!level)
        return fail(Error::Code::InvalidArgument,
                    quoted(text) + " is not one of " + std::string(row.valueName));
    settings.logLevel = *level;
    return {};
}

Result<void> applyHosts(Settings &settings, const SettingRow &, std::string_view text)
{
    settings.allowedHosts.clear();
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view host = text.substr(0, comma);
        if (host.empty() || host.find_first_of(" /:@") != std::string_view::npos)
            return fail(Error::Code::InvalidArgument,
                        quoted(host) +
                            " is not a host name, expected NAME[,NAME...] without ports");
        settings.allowedHosts.emplace_back(host);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return {};
}

std::string showHosts(const Settings &settings)
{
    std::string all;
    for (const std::string &host : settings.allowedHosts)
        all += (all.empty() ? "" : ",") + host;
    return all;
}

// clang-format off
constexpr std::array Rows{
    SettingRow{"listen", SettingKind::Text, "ADDR:PORT", "127.0.0.1:8080", 0, 0,
        "where to listen; 0.0.0.0 or [::] for every address of this machine",
        [](Settings &s, const SettingRow &, std::string_view text) {
            return parseListenAddress(text).map([&s](ListenAddress address) { s.listen = std::move(address); });
        },
        [](const Settings &s) { return s.listen.toString(); }},
    count("port", "8080", 0, 65535, "the port alone; 0 takes any free one",
        [](auto &s) -> auto & { return s.listen.port; }),
    extraPort("otlp-grpc-port", "4317", "OpenTelemetry over gRPC; 0 for off, auto for any free port",
        [](auto &p) -> auto & { return p.otlpGrpc; }),
    extraPort("otlp-http-port", "4318", "OpenTelemetry over HTTP; 0 for off, auto for any free port",
        [](auto &p) -> auto & { return p.otlpHttp; }),
    extraPort("statsd-port", "0", "StatsD over UDP and TCP, usually 8125; 0 for off, auto for any free port",
        [](auto &p) -> auto & { return p.statsd; }),
    extraPort("graphite-port", "0", "Graphite's plain text, usually 2003; 0 for off, auto for any free port",
        [](auto &p) -> auto & { return p.graphite; }),
    SettingRow{"data", SettingKind::Text, "DIR", "", 0, 0,
        "where to keep data, if not in the platform's application-data folder",
        [](Settings &s, const SettingRow &, std::string_view text) -> Result<void> { s.dataDir = text; return {}; },
        [](const Settings &s) { return s.dataDir; }},
    SettingRow{"dashboards", SettingKind::Text, "DIR", "", 0, 0,
        "where dashboards lie, if not in the folder dashboards/ of the data folder",
        [](Settings &s, const SettingRow &, std::string_view text) -> Result<void> { s.dashboardsDir = text; return {}; },
        [](const Settings &s) { return s.dashboardsDir; }},
    duration("retention", "15d", 60 * Second, 100 * Year, "how long samples are kept",
        [](auto &s) -> auto & { return s.store.retention.keepFor[0]; }),
    duration("retention-1m", "90d", 60 * Second, 100 * Year, "how long rollups of a minute are kept",
        [](auto &s) -> auto & { return s.store.retention.keepFor[1]; }),
    duration("retention-1h", "2y", 60 * Second, 100 * Year, "how long rollups of an hour are kept",
        [](auto &s) -> auto & { return s.store.retention.keepFor[2]; }),
    size("retention-size", "2GiB", 0, 1024 * TiB, "how large the data folder may become; 0 for no such bound",
        [](auto &s) -> auto & { return s.store.retention.keepBytes; }),
    count("retention-samples", "0", 0, 1'000'000'000'000, "how many samples are kept; 0 for no such bound",
        [](auto &s) -> auto & { return s.store.retention.keepSamples; }),
    size("memory", "64MiB", 4 * MiB, TiB, "memory for the newest samples and the index",
        [](auto &s) -> auto & { return s.store.memoryBytes; }),
    count("max-series", "1000000", 1, 100'000'000, "how many series there may be",
        [](auto &s) -> auto & { return s.store.maxSeries; }),
    count("exemplars", "20000", 0, 1'000'000, "how many exemplars are kept, in memory; 0 for none",
        [](auto &s) -> auto & { return s.store.maxExemplars; }),
    duration("max-ahead", "10m", 0, Year, "how far in the future a timestamp may lie",
        [](auto &s) -> auto & { return s.store.maxAhead; }),
    SettingRow{"durability", SettingKind::Choice, "strict|relaxed", "strict", 0, 0,
        "acknowledge samples when the disk has them, or when the system has them",
        applyDurability,
        [](const Settings &s) -> std::string { return s.store.durability == Durability::Strict ? "strict" : "relaxed"; }},
    onOff("self-metrics", "watch the server itself (job=\"tinyobs\")",
        [](auto &s) -> auto & { return s.selfMetrics; }),
    onOff("host-metrics", "watch this machine (job=\"host\")",
        [](auto &s) -> auto & { return s.hostMetrics; }),
    duration("watch-interval", "5s", Second, Hour, "how often the two above are read",
        [](auto &s) -> auto & { return s.watchInterval; }),
    SettingRow{"log-level", SettingKind::Choice, "debug|info|warning|error", "info", 0, 0,
        "the least important messages to log",
        applyLogLevel,
        [](const Settings &s) { return std::string(LogLevels[static_cast<std::size_t>(s.logLevel)]); }},
    SettingRow{"allowed-hosts", SettingKind::Text, "NAME[,NAME...]", "", 0, 0,
        "further host names this server may be called by",
        applyHosts, showHosts},
    duration("query-timeout", "2m", 10, Hour, "how long a query may take",
        [](auto &s) -> auto & { return s.queries.timeout; }),
    count("query-max-samples", "1000000000", 1, 1'000'000'000'000, "samples that a query may read",
        [](auto &s) -> auto & { return s.queries.maxSamples; }),
    duration("query-lookback-delta", "5m", 1, Year, "for how long a sample stands for the moments after it",
        [](auto &s) -> auto & { return s.queries.lookback; }),
    SettingRow{"enable-feature", SettingKind::Text, "NAME[,NAME...]", "", 0, 0,
        "experimental parts of PromQL, by the names that Prometheus gives them",
        [](Settings &s, const SettingRow &, std::string_view text) {
            return parseFeatures(text).map([&s](promql::ParseOptions options) { s.queries.syntax = options; });
        },
        [](const Settings &s) { return formatFeatures(s.queries.syntax); }},
    count("max-connections", "1024", 1, 1'000'000, "open connections",
        [](auto &s) -> auto & { return s.http.connections; }),
    count("max-connections-per-address", "64", 1, 1'000'000, "open connections of one address",
        [](auto &s) -> auto & { return s.http.connectionsPerAddress; }),
    count("max-connections-per-loopback", "512", 1, 1'000'000, "open connections of this machine",
        [](auto &s) -> auto & { return s.http.connectionsPerLoopback; }),
    size("max-head", "32KiB", KiB, MiB, "request line and headers",
        [](auto &s) -> auto & { return s.http.headBytes; }),
    size("max-body", "32MiB", KiB, 1024 * MiB, "request body as it is sent",
        [](auto &s) -> auto & { return s.http.bodyBytes; }),
    size("max-decoded-body", "128MiB", KiB, 4096 * MiB, "request body after gzip or zstd",
        [](auto &s) -> auto & { return s.http.decodedBodyBytes; }),
    duration("head-timeout", "10s", 10, Hour, "to receive a request's headers",
        [](auto &s) -> auto & { return s.http.headDeadline; }),
    duration("body-timeout", "1m", 10, Hour, "to receive a request's body",
        [](auto &s) -> auto & { return s.http.bodyDeadline; }),
    duration("idle-timeout", "75s", 10, Hour, "between two requests of a connection",
        [](auto &s) -> auto & { return s.http.idleDeadline; }),
    duration("answer-timeout", "5m", 10, 24 * Hour, "to make an answer",
        [](auto &s) -> auto & { return s.http.answerDeadline; }),
    duration("write-timeout", "30s", 10, Hour, "without a client taking anything of its answer",
        [](auto &s) -> auto & { return s.http.writeDeadline; }),
    count("network-threads", "0", 0, 64, "threads that serve connections; 0 chooses by cores",
        [](auto &s) -> auto & { return s.http.threads; }),
};
// clang-format on

} // namespace

std::span<const SettingRow> settingTable()
{
    return Rows;
}

const SettingRow *findSetting(std::string_view key)
{
    const auto found = std::ranges::find(Rows, key, &SettingRow::key);
    return found == Rows.end() ? nullptr : found;
}

std::string environmentName(const SettingRow &row)
{
    std::string name = "TINYOBS_";
    for (const char c : row.key)
        name += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return name;
}

std::string boundsText(const SettingRow &row)
{
    if (row.most == 0)
        return {};
    return formatBound(row.kind, row.least) + " to " + formatBound(row.kind, row.most);
}

} // namespace tinyobs
