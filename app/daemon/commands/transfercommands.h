#pragma once

// export and import: core/transfer on a data folder that no server is using. Main thread.

#include "app/daemon/commands/command.h"

namespace tinyobs::daemon {

inline constexpr OptionRow ExportOptions[] = {
    {"format", "NAME", "jsonl, csv or openmetrics; if not given, by the file's name, else jsonl"},
    {"match", "SELECTOR",
     "only these series, as in up{job=\"api\"}; may stand there several times"},
    {"start", "TIME", "from then on: RFC 3339, Unix seconds or milliseconds, -1h"},
    {"end", "TIME", "up to then"},
    {"output", "FILE", "where to write, if not to standard output"},
};

inline constexpr OptionRow ImportOptions[] = {
    {"format", "NAME", "jsonl, csv or openmetrics; if not given, by the file's name"},
};

ExitStatus runExport(const CommandLine &line);
ExitStatus runImport(const CommandLine &line);

} // namespace tinyobs::daemon
