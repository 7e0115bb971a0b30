#pragma once

// What became of a port beside the main one, for the status. Plain values.

#include <string>
#include <string_view>

namespace tinyobs::server {

struct ListenerState
{
    std::string_view name;  // "otlp-grpc"; its option is --otlp-grpc-port
    std::string_view title; // "OTLP over gRPC"
    std::string_view state; // "listening", "off", "failed" or "not built"
    std::string address;    // while listening
    std::string error;      // when it failed
};

} // namespace tinyobs::server
