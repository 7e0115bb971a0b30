#pragma once

// The answer of a query as Prometheus' HTTP API has it, piece by piece, letting go of each series
// once it is written. Plain functions, for pool threads.

#include "core/base/result.h"
#include "core/promql/query.h"

#include <QByteArray>

#include <cstddef>
#include <functional>

namespace tinyobs::server {

enum class WantedStats : unsigned char { None, Totals, PerStep };

struct AnswerShape
{
    bool isRange = false; // everything is a matrix then
    promql::StepGrid grid;
    WantedStats stats = WantedStats::None;
    std::size_t limit = 0; // of series, 0: none
};

/// What the body will be long, roughly.
std::size_t estimatedBytes(const promql::QueryAnswer &answer);

/// Is given what was written so far and may take it away; its error ends the writing.
using AnswerSink = std::function<Result<void>(QByteArray &written)>;

/// {"status":"success","data":{"resultType":...,"result":...},...}. The sink is called when there
/// are some hundred kilobytes, and not for the rest, which is returned.
Result<QByteArray> writeAnswer(promql::QueryAnswer answer, const AnswerShape &shape,
                               const AnswerSink &sink);

/// {"count":"3","sum":"4.5","buckets":[[0,"1","2","3"],...]}
void appendHistogram(QByteArray &out, const NativeHistogram &histogram);

/// "stats":{...}
void appendStats(QByteArray &out, const promql::QueryStats &stats, const promql::StepGrid &grid,
                 WantedStats wanted);

} // namespace tinyobs::server
