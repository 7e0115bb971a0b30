#pragma once

// push: sends samples to a server. Main thread.

#include "app/daemon/client/opensource.h"

namespace tinyobs::daemon {

// clang-format off
inline constexpr auto PushOptions = withServer<4>({{
    {"label", "NAME=VALUE", "a label of the sample; may stand there several times", 'l'},
    {"time", "TIME", "not now: RFC 3339, Unix seconds or milliseconds, -1h"},
    {"kind", "counter|gauge", "what the metric is"},
    {"format", "text|json", "of standard input; if not given, by the look of it"},
}});
// clang-format on

extern const std::string_view PushHelp;

ExitStatus runPush(const CommandLine &line);

/// A sample as Prometheus' text format has it, with a line for its kind unless that is empty.
std::string expositionText(const Pairs &labels, double value, std::optional<TimeMs> timeMs,
                           std::string_view kind);
/// Whether a document is JSON rather than Prometheus text, which may begin with a brace, too.
bool looksLikeJson(std::string_view document);

} // namespace tinyobs::daemon
