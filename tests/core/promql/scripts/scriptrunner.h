#pragma once

// Runs test scripts of the load/eval kind against a store and the query engine: each command's
// outcome is told, so that a test can name what failed.
//
//   load 1m                        series, one value for each step from 0 on
//   load_with_nhcb 1m              the same, and classic histograms once more as native ones
//   clear
//   eval instant at 5m EXPR        what it yields, or "expect ..." lines
//   eval range from 0 to 5m step 1m EXPR
//   expect fail|warn|info|no_warn|no_info|ordered|string [msg: ..|regex: ..]
// The older eval_fail, eval_warn, eval_info, eval_ordered and expected_fail_message,
// expected_fail_regexp are understood too.

#include "core/promql/query.h"

#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::promql {

struct ScriptFailure
{
    int line = 0; // of the command, from 1
    std::string what;
};

struct ScriptReport
{
    int evaluations = 0;
    std::vector<ScriptFailure> failures;
};

struct ScriptOptions
{
    unsigned threads = 0;
    std::size_t blockBytes = 256u << 10;
};

ScriptReport runScript(std::string_view text, const ScriptOptions &options = ScriptOptions());

} // namespace tinyobs::promql
