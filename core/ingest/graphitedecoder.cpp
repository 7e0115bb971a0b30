#include "core/ingest/graphitedecoder.h"

#include "core/base/quoted.h"
#include "core/base/release.h"
#include "core/ingest/wirehash.h"

#include <algorithm>
#include <cmath>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;

/// Buffers of an unusually large document are given back beyond this.
constexpr std::size_t KeptRows = 32 * 1024;

/// Beyond the year 9999 either way: the store refuses it whatever its settings, and may count with
/// it.
constexpr double FurthestSeconds = 253'402'300'800;

bool isSpace(char c)
{
    return c == ' ' || c == '\t';
}

std::string_view takeField(std::string_view &line)
{
    const auto begin = std::find_if_not(line.begin(), line.end(), isSpace);
    const auto end = std::find_if(begin, line.end(), isSpace);
    line = std::string_view(end, line.end());
    return {begin, end};
}

std::optional<TimeMs> timeOf(std::string_view text, TimeMs nowMs)
{
    if (text.empty())
        return nowMs;
    const std::optional<double> seconds = numberOf(text);
    if (!seconds || !std::isfinite(*seconds))
        return std::nullopt;
    if (*seconds == -1)
        return nowMs;
    return static_cast<TimeMs>(
        std::llround(std::clamp(*seconds, -FurthestSeconds, FurthestSeconds) * 1000));
}

} // namespace

GraphiteDecoder::GraphiteDecoder(const IngestLimits &limits)
    : m_limits(limits)
{
}

tl::expected<void, Refusal> GraphiteDecoder::decode(const Document &document)
{
    forget();
    m_options = &document.options;
    m_space = wireSpace("graphite", document.options.labels);
    std::string_view text = document.bytes;
    for (std::size_t index = 0; !text.empty(); ++index) {
        const auto problem = decodeLine(takeLine(text), index, document.nowMs);
        if (!problem)
            continue;
        if (document.mode == AppendMode::WholeBatch || problem->reason == RefusalReason::TooLarge)
            return Refused(worded(index, *problem));
        m_refusals.add(index, *problem);
    }
    return {};
}

std::optional<LineProblem> GraphiteDecoder::decodeLine(std::string_view line, std::size_t index,
                                                       TimeMs nowMs)
{
    std::string_view rest = line;
    const std::string_view path = takeField(rest);
    if (path.empty())
        return std::nullopt;
    const std::string_view valueText = takeField(rest);
    const std::string_view timeText = takeField(rest);
    if (valueText.empty())
        return LineProblem{RefusalReason::Syntax, "expected \"path value timestamp\"", line};
    if (!takeField(rest).empty())
        return LineProblem{RefusalReason::Syntax, "more than path, value and timestamp", line};
    const std::optional<double> value = numberOf(valueText);
    if (!value)
        return LineProblem{RefusalReason::BadValue, "value is not a number", valueText};
    if (std::isnan(*value))
        return LineProblem{RefusalReason::BadValue, "NaN is not stored, its path", path};
    const std::optional<TimeMs> timeMs = timeOf(timeText, nowMs);
    if (!timeMs)
        return LineProblem{RefusalReason::BadTime, "timestamp is not in Unix seconds", timeText};
    if (m_rows.size() == m_limits[IngestLimit::SamplesPerRequest])
        return LineProblem{RefusalReason::TooLarge, "more samples than one request may hold", line};
    m_batch.hashes.push_back(combined(wireHash(path), m_space));
    m_batch.timesMs.push_back(*timeMs);
    m_batch.values.push_back(*value);
    m_rows.push_back({.path = path, .line = static_cast<std::uint32_t>(index)});
    return std::nullopt;
}

tl::expected<Labels, Refusal> GraphiteDecoder::labels(std::size_t row) const
{
    const auto refuse = [row](std::string message) {
        return Refused(Refusal{RefusalReason::BadLabel, row, std::move(message)});
    };
    std::string_view tags = m_rows[row].path;
    const std::string metricName = cleanedName(takePart(tags, ';'));
    LineLabels pairs;
    while (!tags.empty()) {
        const std::string_view tag = takePart(tags, ';');
        const std::size_t equals = tag.find('=');
        if (equals == std::string_view::npos || equals == 0 || equals + 1 == tag.size())
            return refuse(".labels: tag " + quoted(tag) + " is not tag=value");
        if (pairs.size() > m_limits[IngestLimit::LabelsPerSeries])
            break; // make() refuses one too many
        pairs.set(tag.substr(0, equals), tag.substr(equals + 1));
    }
    tl::expected<Labels, Refusal> made = pairs.make(metricName, m_options->labels, m_limits);
    if (!made)
        made.error().row = row;
    return made;
}

std::string GraphiteDecoder::path(std::size_t row) const
{
    return linePath(m_rows[row].line);
}

void GraphiteDecoder::forget()
{
    m_batch.clear();
    m_rows.clear();
    m_refusals.clear();
    m_options = nullptr;
}

void GraphiteDecoder::clear()
{
    forget();
    if (m_rows.capacity() > KeptRows) {
        m_batch = {};
        release(m_rows);
    }
}

} // namespace tinyobs
