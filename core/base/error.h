#pragma once

// What went wrong, as a value. The code says how a caller must act, the message says what happened:
// it names the thing, the value seen and the limit, in lower case without a full stop.
// Plain value, usable in any thread.

#include <string>

namespace tinyobs {

struct Error
{
    enum class Code {
        InvalidArgument, // the input is wrong and will stay wrong
        NotFound,        // the thing asked for does not exist
        LimitExceeded,   // the input is larger than a limit allows
        Execution,       // a query that is well formed cannot be answered from the data there is
        Exhausted,       // a budget (series, rate, queue of one client) is used up: retry later
        Corruption,      // stored bytes are damaged
        Io,              // the disk or the system refused
        Timeout,         // the time allowed is over
        Cancelled,       // whoever asked has gone
        Unavailable,     // the server cannot take it now: retry later
    };

    Code code = Code::InvalidArgument;
    std::string message;

    bool operator==(const Error &) const = default;
};

} // namespace tinyobs
