#pragma once

// What a command asks: a server, or the data folder of one that does not run. Both answer in the
// words of Prometheus' HTTP API, so that commands do not care. Main thread.

#include "core/base/clock.h"
#include "core/base/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinyobs::daemon {

/// Names and values of a request; a name may stand there several times.
using Pairs = std::vector<std::pair<std::string, std::string>>;

class Source
{
public:
    virtual ~Source() = default;

    /// The body of the answer of "/api/v1/query" and the like. Errors: InvalidArgument, NotFound,
    /// LimitExceeded and Execution are of what was asked; all others say that nobody answered.
    virtual Result<std::string> ask(std::string_view path, const Pairs &parameters) = 0;
    /// Makes an ask() that waits return Cancelled.
    virtual void cancel() {}
    /// The moment that times of the command line are relative to, and at which queries are answered
    /// that name none.
    virtual TimeMs nowMs() const = 0;
};

} // namespace tinyobs::daemon
