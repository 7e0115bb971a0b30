#pragma once

// What came in and what was refused, as the API and the window show it. Plain values.

#include "core/base/clock.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

struct RefusedCount
{
    std::string_view reason;
    std::uint64_t count = 0;
};

/// Since the start, of one protocol.
struct ProtocolStatus
{
    std::string_view protocol;
    std::uint64_t requests = 0;              // documents: requests, datagrams, messages
    std::uint64_t samples = 0;               // stored, in what the documents are made of
    std::uint64_t requestsRefused = 0;       // whole
    std::uint64_t samplesRefused = 0;        // a document that could not be read counts as one
    std::vector<RefusedCount> byReason;      // of samplesRefused, those that happened
    std::vector<RefusedCount> beforeReading; // of requestsRefused, those never looked into
};

struct SenderStatus
{
    std::string_view protocol;
    std::string address;
    std::uint64_t requests = 0;
    std::uint64_t samples = 0;
    std::uint64_t refused = 0;   // requests and samples
    double samplesPerSecond = 0; // over the last minute
    TimeMs lastSeenMs = 0;
};

struct IngestRefusal
{
    TimeMs timeMs = 0;  // of the newest
    TimeMs firstMs = 0; // of the first that was like it
    std::uint64_t count = 0;
    std::string_view protocol;
    std::string path;
    std::string sender;
    std::string_view reason;
    std::string message;
    std::string_view hint;
};

/// A way in.
struct ListenerStatus
{
    std::string name;    // "HTTP"
    std::string address; // "127.0.0.1:8080"
    std::string problem; // why it is not open; empty: it is
};

struct IngestStatus
{
    TimeMs nowMs = 0;
    std::vector<ProtocolStatus> protocols; // those that were used, and our own
    std::vector<SenderStatus> senders;     // by address
    std::vector<IngestRefusal> refusals;   // newest first
    std::vector<ListenerStatus> listeners;
};

} // namespace tinyobs
