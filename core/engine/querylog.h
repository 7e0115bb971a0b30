#pragma once

// The queries that run now, and the slowest of the last hour, with what they cost. Usable from any
// thread; a query costs two short locks, everything is bounded and texts are cut.

#include "core/base/clock.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs {

/// What is asked. Views, used during a call only.
struct AskedQuery
{
    std::string_view text;
    std::string_view origin; // by what it came: "/api/v1/query", "window"
    TimeMs fromMs = 0;       // of its steps
    TimeMs toMs = 0;
    TimeMs stepMs = 0; // 0: an instant query
};

struct QueryCost
{
    std::uint64_t samples = 0; // read
    std::uint64_t series = 0;  // read
    std::uint64_t points = 0;  // of the answer
    std::string error;         // empty: it was answered
};

struct LoggedQuery
{
    std::string text;
    std::string origin;
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    TimeMs stepMs = 0;
    TimeMs startedMs = 0;
    std::chrono::microseconds time{0}; // so far, of one that runs
    QueryCost cost;
    std::uint64_t runs = 1; // of this text and step among the slow ones; the slowest is shown
};

struct QueryLogStatus
{
    std::vector<LoggedQuery> active;  // longest first
    std::vector<LoggedQuery> slowest; // slowest first
    std::uint64_t finished = 0;       // since start, failed ones too
    std::uint64_t failed = 0;
    std::uint64_t samples = 0;
    std::chrono::microseconds time{0};
};

class QueryLog
{
public:
    static constexpr std::size_t MaxSlowest = 50;
    static constexpr std::size_t MaxTextBytes = 4096;
    static constexpr std::chrono::milliseconds SlowestOf = std::chrono::hours(1);

    /// The clock must outlive the log.
    explicit QueryLog(const Clock &clock);

    /// Returns the number that ends it. Every begin() has its end().
    std::uint64_t begin(const AskedQuery &query);
    void end(std::uint64_t number, QueryCost cost);

    QueryLogStatus status() const;

private:
    using Time = std::chrono::steady_clock;

    struct Active
    {
        LoggedQuery query;
        Time::time_point since;
    };

    void noteSlow(LoggedQuery query);

    const Clock &m_clock;
    mutable std::mutex m_mutex; // guards all below
    std::uint64_t m_lastNumber = 0;
    std::map<std::uint64_t, Active> m_active;
    std::vector<LoggedQuery> m_slowest; // in no order
    QueryLogStatus m_totals;            // its lists are empty
};

} // namespace tinyobs
