#pragma once

// Every setting of the programs in one table: key, environment name, default, bounds, help. The
// command line, the environment, the config file, --help and the documentation all read it.
// Order of precedence: command line > environment (TINYOBS_*) > config file (TOML) > default.
// Plain values; read once at start in the main thread.

#include "core/base/log.h"
#include "core/base/result.h"
#include "core/engine/querysettings.h"
#include "core/storage/store.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

struct ListenAddress
{
    std::string host = "127.0.0.1"; // IPv4, IPv6 without brackets, or "localhost"
    std::uint16_t port = 8080;      // 0: any free port

    std::string toString() const; // "127.0.0.1:8080", "[::1]:8080"
    bool isLoopback() const;      // reachable from this machine only
};

/// "ADDR:PORT" with an IP address or "localhost", IPv6 in brackets.
Result<ListenAddress> parseListenAddress(std::string_view text);

struct HttpLimits
{
    std::size_t headBytes = 32u << 10;
    std::size_t bodyBytes = 32u << 20;         // as it comes over the wire
    std::size_t decodedBodyBytes = 128u << 20; // after gzip or zstd
    std::chrono::milliseconds headDeadline = std::chrono::seconds(10);
    std::chrono::milliseconds bodyDeadline = std::chrono::seconds(60);
    std::chrono::milliseconds idleDeadline = std::chrono::seconds(75);
    std::chrono::milliseconds answerDeadline = std::chrono::minutes(5); // a handler's
    std::chrono::milliseconds writeDeadline = std::chrono::seconds(30); // without progress
    std::size_t connections = 1024;
    std::size_t connectionsPerAddress = 64;
    std::size_t connectionsPerLoopback = 512;
    std::size_t threads = 0; // 0: 1 below 4 cores, else 2
};

/// The ports beside the main one, on the same host. None: off; 0: any free one ("auto").
struct ListenerPorts
{
    using Port = std::optional<std::uint16_t>;

    Port otlpGrpc = 4317;
    Port otlpHttp = 4318;
    Port statsd;
    Port graphite;
};

struct Settings
{
    ListenAddress listen;
    ListenerPorts ports;
    std::string dataDir;       // empty: the platform's application-data folder
    std::string dashboardsDir; // empty: dashboards/ in the data folder
    StoreOptions store;
    bool selfMetrics = true;
    bool hostMetrics = true;
    std::chrono::milliseconds watchInterval = std::chrono::seconds(5);
    LogLevel logLevel = LogLevel::Info;
    HttpLimits http;
    QuerySettings queries;
    std::vector<std::string> allowedHosts; // further Host names the server answers to
    std::string configFile;
};

/// What a main must do after reading its options.
struct StartRequest
{
    enum class Action { Run, PrintAndExit };
    Action action = Action::Run;
    Settings settings;
    std::string text; // for PrintAndExit: help, version, or the effective configuration
};

/// `arguments` without the program's name; `environment` as "NAME=value". InvalidArgument with one
/// line that names the option, the value and what is allowed.
Result<StartRequest> readSettings(std::string_view program, std::span<const std::string> arguments,
                                  std::span<const std::string> environment);

} // namespace tinyobs
