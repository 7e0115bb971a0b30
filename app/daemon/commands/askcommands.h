#pragma once

// query, query-range, series and labels: what a server or a data folder knows, for people as
// tables, for scripts as JSON or CSV. Main thread.

#include "app/daemon/client/opensource.h"
#include "app/daemon/print/terminal.h"

namespace tinyobs::daemon {

// clang-format off
inline constexpr auto QueryOptions = withSource<5>({{
    {"time", "TIME", "at that moment, not now: RFC 3339, Unix seconds or milliseconds, -1h"},
    {"fail-if", "EXPR", "status 1 if the expression has an element, or is a number that is not 0"},
    {"limit", "N", "at most so many series"},
    {"json", "", "the data as the server has it"},
    {"csv", "", "a table for spreadsheets: time, labels, value"},
}});
inline constexpr auto QueryRangeOptions = withSource<7>({{
    {"since", "DURATION", "from so long before the end; default 1h"},
    {"start", "TIME", "from then on: RFC 3339, Unix seconds or milliseconds, -1h"},
    {"end", "TIME", "up to then; default now"},
    {"step", "DURATION", "a value every so often; if not given, at most 240 of them"},
    {"limit", "N", "at most so many series"},
    {"json", "", "the data as the server has it"},
    {"csv", "", "a table for spreadsheets: time, labels, value"},
}});
inline constexpr auto SeriesOptions = withSource<5>({{
    {"start", "TIME", "that have samples from then on"},
    {"end", "TIME", "up to then"},
    {"limit", "N", "at most so many"},
    {"json", "", "the data as the server has it"},
    {"csv", "", "a table for spreadsheets, a column for each label"},
}});
inline constexpr auto LabelsOptions = withSource<6>({{
    {"match", "SELECTOR", "of these series only; may stand there several times"},
    {"start", "TIME", "that have samples from then on"},
    {"end", "TIME", "up to then"},
    {"limit", "N", "at most so many"},
    {"json", "", "the data as the server has it"},
    {"csv", "", "a table for spreadsheets of one column"},
}});
// clang-format on

extern const std::string_view QueryHelp;
extern const std::string_view QueryRangeHelp;

ExitStatus runQuery(const CommandLine &line);
ExitStatus runQueryRange(const CommandLine &line);
ExitStatus runSeries(const CommandLine &line);
ExitStatus runLabels(const CommandLine &line);

/// Of an instant answer, for people.
std::string answerTable(const QueryAnswer &answer, const Screen &screen);
/// time, labels, value.
std::string answerCsv(const QueryAnswer &answer);

} // namespace tinyobs::daemon
