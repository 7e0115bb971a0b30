#pragma once

// tail and top: what goes on, until the user has seen enough. Main thread.

#include "app/daemon/client/opensource.h"

namespace tinyobs::daemon {

// clang-format off
inline constexpr auto TailOptions = withServer<2>({{
    {"since", "DURATION", "begin with the samples of so long before"},
    {"json", "", "each sample as a line of JSON"},
}});
inline constexpr auto TopOptions = withSource<3>({{
    {"limit", "N", "so many rows; default as many as there is room for, 20 without a terminal"},
    {"interval", "DURATION", "how often it is asked; default 2s"},
    {"once", "", "one table, as without a terminal"},
}});
// clang-format on

extern const std::string_view TailHelp;
extern const std::string_view TopHelp;

ExitStatus runTail(const CommandLine &line);
ExitStatus runTop(const CommandLine &line);

} // namespace tinyobs::daemon
