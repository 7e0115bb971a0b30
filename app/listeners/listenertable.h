#pragma once

// The ports beside the main one, a row for each: what the start, the status, the warnings and the
// tests read. The settings of the same names are in core/engine/settings.cpp. Immutable.

#include "app/listeners/listener.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace tinyobs {
class Engine;
}

namespace tinyobs::server {
class HttpServer;
}

namespace tinyobs::listeners {

/// What a listener may use; both outlive it.
struct ListenerContext
{
    Engine &engine;
    server::HttpServer &http;
};

struct ListenerRow
{
    std::string_view name; // "statsd": its option is --statsd-port
    std::string_view title;
    std::uint16_t usualPort;
    std::string_view usualOwner; // who else listens there
    ListenerPorts::Port ListenerPorts::*port;
    /// In the listeners' thread. Null: this program was built without it.
    std::unique_ptr<Listener> (*make)(const ListenerContext &context);
};

std::span<const ListenerRow> listenerTable();

/// "--statsd-port".
std::string optionOf(const ListenerRow &row);

} // namespace tinyobs::listeners
