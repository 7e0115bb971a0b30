#include "app/server/handlers/prometheus/answerjson.h"

#include "app/server/handlers/prometheus/apianswer.h"
#include "app/server/handlers/prometheus/prometheustext.h"
#include "core/promql/histogram/histogrammath.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>

namespace tinyobs::server {
namespace {

using promql::HistogramPtr;
using promql::QueryAnswer;
using promql::ResultSeries;
using promql::ValueType;

constexpr qsizetype PieceBytes = 256 << 10;

bool hasHistogram(const ResultSeries &series, std::size_t i)
{
    return !series.histograms.empty() && series.histograms[i];
}

/// Many points, through a buffer on the stack: appending to bytes has its price.
class PointWriter
{
public:
    explicit PointWriter(QByteArray &out)
        : m_out(out)
    {
    }
    void add(TimeMs timeMs, double value)
    {
        if (m_at > m_buffer.data() + m_buffer.size() - MaxPointBytes)
            finish();
        if (!m_isFirst)
            *m_at++ = ',';
        m_isFirst = false;
        m_at = writePoint(m_at, timeMs, value);
    }

    /// After the last one.
    void finish()
    {
        m_out.append(m_buffer.data(), m_at - m_buffer.data());
        m_at = m_buffer.data();
    }

private:
    QByteArray &m_out;
    std::array<char, 16 << 10> m_buffer;
    char *m_at = m_buffer.data();
    bool m_isFirst = true;
};

void appendHistogramPoint(QByteArray &out, TimeMs timeMs, const NativeHistogram &histogram)
{
    out += '[';
    appendTime(out, timeMs);
    out += ',';
    appendHistogram(out, histogram);
    out += ']';
}

void appendValues(QByteArray &out, const ResultSeries &series)
{
    out += R"(,"values":[)";
    PointWriter points(out);
    for (std::size_t i = 0; i < series.values.size(); ++i) {
        if (!hasHistogram(series, i))
            points.add(series.timesMs[i], series.values[i]);
    }
    points.finish();
    out += ']';
}

/// ,"values":[...],"histograms":[...], each when there are some.
void appendPoints(QByteArray &out, const ResultSeries &series)
{
    std::size_t histograms = 0;
    for (std::size_t i = 0; i < series.histograms.size(); ++i)
        histograms += hasHistogram(series, i) ? 1 : 0;
    if (series.values.size() > histograms)
        appendValues(out, series);
    if (histograms == 0)
        return;
    out += R"(,"histograms":[)";
    bool isFirst = true;
    for (std::size_t i = 0; i < series.histograms.size(); ++i) {
        if (!hasHistogram(series, i))
            continue;
        if (!isFirst)
            out += ',';
        isFirst = false;
        appendHistogramPoint(out, series.timesMs[i], *series.histograms[i]);
    }
    out += ']';
}

void appendMatrixSeries(QByteArray &out, const ResultSeries &series)
{
    out += R"({"metric":)";
    appendLabelObject(out, series.labels);
    appendPoints(out, series);
    out += '}';
}

void appendVectorSeries(QByteArray &out, const ResultSeries &series)
{
    out += R"({"metric":)";
    appendLabelObject(out, series.labels);
    if (hasHistogram(series, 0)) {
        out += R"(,"histogram":)";
        appendHistogramPoint(out, series.timesMs.front(), *series.histograms.front());
    } else {
        out += R"(,"value":)";
        appendPoint(out, series.timesMs.front(), series.values.front());
    }
    out += '}';
}

/// [time,"text"]
void appendSingle(QByteArray &out, const QueryAnswer &answer, TimeMs timeMs)
{
    out += '[';
    appendTime(out, timeMs);
    out += ',';
    if (answer.type == ValueType::String) {
        appendString(out, answer.string);
    } else {
        out += '"';
        appendPlainFloat(out, answer.series.front().values.front());
        out += '"';
    }
    out += ']';
}

std::string_view typeOf(const QueryAnswer &answer, const AnswerShape &shape)
{
    return toText(shape.isRange ? ValueType::RangeVector : answer.type);
}

Result<void> appendSeriesList(QByteArray &out, QueryAnswer &answer, bool isMatrix,
                              const AnswerSink &sink)
{
    out += '[';
    for (std::size_t i = 0; i < answer.series.size(); ++i) {
        if (i > 0)
            out += ',';
        const ResultSeries series = std::exchange(answer.series[i], {});
        if (isMatrix)
            appendMatrixSeries(out, series);
        else
            appendVectorSeries(out, series);
        if (out.size() < PieceBytes)
            continue;
        if (Result<void> taken = sink(out); !taken)
            return taken;
    }
    out += ']';
    return {};
}

int boundariesOf(const promql::Bucket &bucket)
{
    if (bucket.includesLower)
        return bucket.includesUpper ? 3 : 1;
    return bucket.includesUpper ? 0 : 2;
}

void appendQuoted(QByteArray &out, double value)
{
    out += '"';
    appendFloat(out, value);
    out += '"';
}

void appendSeconds(QByteArray &out, std::string_view name, std::chrono::nanoseconds time)
{
    appendString(out, name);
    out += ':';
    appendFloat(out, static_cast<double>(time.count()) / 1e9);
}

void appendCount(QByteArray &out, std::string_view name, std::uint64_t count)
{
    appendString(out, name);
    out += ':';
    out += QByteArray::number(static_cast<qulonglong>(count));
}

} // namespace

std::size_t estimatedBytes(const QueryAnswer &answer)
{
    constexpr std::size_t BytesOfPoint = 32;
    constexpr std::size_t BytesOfHistogram = 400;
    std::size_t bytes = 256;
    for (const ResultSeries &series : answer.series)
        bytes += 2 * series.labels.bytes().size() + 32 + BytesOfPoint * series.values.size() +
                 BytesOfHistogram * series.histograms.size();
    return bytes;
}

void appendHistogram(QByteArray &out, const NativeHistogram &histogram)
{
    out += R"({"count":)";
    appendQuoted(out, histogram.count);
    out += R"(,"sum":)";
    appendQuoted(out, histogram.sum);
    bool isFirst = true;
    for (const promql::Bucket &bucket : promql::bucketsOf(histogram)) {
        if (bucket.count == 0)
            continue;
        out += isFirst ? R"(,"buckets":[[)" : ",[";
        isFirst = false;
        out += static_cast<char>('0' + boundariesOf(bucket));
        for (const double number : {bucket.lower, bucket.upper, bucket.count}) {
            out += ',';
            appendQuoted(out, number);
        }
        out += ']';
    }
    out += isFirst ? "}" : "]}";
}

void appendStats(QByteArray &out, const promql::QueryStats &stats, const promql::StepGrid &grid,
                 WantedStats wanted)
{
    out += R"("stats":{"timings":{)";
    appendSeconds(out, "evalTotalTime", stats.evalTime);
    out += R"(,"resultSortTime":0,)";
    appendSeconds(out, "queryPreparationTime", stats.prepareTime);
    out += ',';
    appendSeconds(out, "innerEvalTime", stats.evalTime);
    out += R"(,"execQueueTime":0,)";
    appendSeconds(out, "execTotalTime", stats.prepareTime + stats.evalTime);
    out += R"(},"samples":{)";
    if (wanted == WantedStats::PerStep && !stats.samplesPerStep.empty()) {
        out += R"("totalQueryableSamplesPerStep":[)";
        for (std::size_t step = 0; step < stats.samplesPerStep.size(); ++step) {
            out += step == 0 ? "[" : ",[";
            appendTime(out, grid.at(step));
            out += ',' + QByteArray::number(static_cast<qulonglong>(stats.samplesPerStep[step]));
            out += ']';
        }
        out += "],";
    }
    appendCount(out, "totalQueryableSamples", stats.queryableSamples);
    out += ',';
    appendCount(out, "peakSamples", stats.peakSamples);
    out += "}}";
}

Result<QByteArray> writeAnswer(QueryAnswer answer, const AnswerShape &shape, const AnswerSink &sink)
{
    const bool isList =
        shape.isRange || answer.type == ValueType::Vector || answer.type == ValueType::RangeVector;
    if (isList && shape.limit > 0 && answer.series.size() > shape.limit) {
        answer.series.resize(shape.limit);
        answer.warnings.emplace_back(TruncatedByLimit);
    }
    QByteArray out;
    out.reserve(static_cast<qsizetype>(std::min(estimatedBytes(answer), std::size_t(PieceBytes))));
    beginData(out);
    out += R"({"resultType":)";
    appendString(out, typeOf(answer, shape));
    out += R"(,"result":)";
    if (isList) {
        const bool isMatrix = shape.isRange || answer.type == ValueType::RangeVector;
        if (Result<void> written = appendSeriesList(out, answer, isMatrix, sink); !written)
            return Failure(written.error());
    } else {
        appendSingle(out, answer, shape.grid.startMs);
    }
    if (shape.stats != WantedStats::None) {
        out += ',';
        appendStats(out, answer.stats, shape.grid, shape.stats);
    }
    out += '}';
    endData(out, answer.warnings, answer.infos);
    return out;
}

} // namespace tinyobs::server
