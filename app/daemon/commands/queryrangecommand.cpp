#include "app/daemon/commands/askcommands.h"
#include "app/daemon/commands/askoptions.h"
#include "app/daemon/commands/timeoption.h"
#include "app/daemon/print/seriestable.h"
#include "app/daemon/print/sparkline.h"
#include "core/base/quoted.h"
#include "core/base/units.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace tinyobs::daemon {

const std::string_view QueryRangeHelp =
    "Prints a PromQL expression over time: a line for each series with its course, its lowest, "
    "its\n"
    "highest and its last value. Where there is less room than values, of those that share a\n"
    "character the most unusual one is drawn. In a data folder now is its newest sample's moment.\n"
    "\n"
    "  tinyobsd query-range 'rate(http_requests_total[5m])' --since 6h\n"
    "  tinyobsd query-range 'queue_depth' --start 2026-11-22T10:00:00Z --step 1m --csv\n";

namespace {

constexpr TimeMs DefaultSinceMs = 60 * 60 * 1000;
constexpr TimeMs DefaultSteps = 240;
constexpr std::size_t LeastLine = 16;
constexpr std::array<std::string_view, 3> Titles{"min", "max", "last"};
constexpr std::size_t LineWithoutScreen = 60;

struct Range
{
    TimeMs startMs = 0;
    TimeMs endMs = 0;
    TimeMs stepMs = 0;
};

Result<TimeMs> readDuration(const CommandLine &line, std::string_view option, TimeMs absent)
{
    if (!line.has(option))
        return absent;
    const auto duration = parseDuration(line.option(option));
    if (!duration || duration->count() <= 0)
        return fail(Error::Code::InvalidArgument, "--" + std::string(option) + ": " +
                                                      quoted(line.option(option)) +
                                                      " is not a duration such as 15s, 5m or 1h");
    return duration->count();
}

/// One that people use themselves.
TimeMs defaultStep(TimeMs lengthMs)
{
    constexpr TimeMs Second = 1000;
    constexpr TimeMs Minute = 60 * Second;
    constexpr TimeMs Hour = 60 * Minute;
    constexpr std::array Steps{Second,      2 * Second,  5 * Second,  10 * Second,
                               15 * Second, 30 * Second, Minute,      2 * Minute,
                               5 * Minute,  10 * Minute, 15 * Minute, 30 * Minute,
                               Hour,        2 * Hour,    6 * Hour,    12 * Hour};
    const TimeMs wanted = lengthMs / DefaultSteps;
    const auto *step = std::ranges::lower_bound(Steps, wanted);
    constexpr TimeMs Day = 24 * Hour;
    return step != Steps.end() ? *step : (wanted + Day - 1) / Day * Day;
}

Result<Range> readRange(const CommandLine &line, TimeMs nowMs)
{
    if (line.has("since") && line.has("start"))
        return fail(Error::Code::InvalidArgument, "--since and --start: choose one of them");
    Range range{.startMs = 0, .endMs = nowMs, .stepMs = 0};
    if (line.has("end")) {
        const Result<TimeMs> end = parseTimeOption("end", line.option("end"), nowMs);
        if (!end)
            return Failure(end.error());
        range.endMs = *end;
    }
    const Result<TimeMs> since = readDuration(line, "since", DefaultSinceMs);
    if (!since)
        return Failure(since.error());
    range.startMs = range.endMs - *since;
    if (line.has("start")) {
        const Result<TimeMs> start = parseTimeOption("start", line.option("start"), nowMs);
        if (!start)
            return Failure(start.error());
        range.startMs = *start;
    }
    if (range.startMs > range.endMs)
        return fail(Error::Code::InvalidArgument, "--start is later than --end");
    const Result<TimeMs> step =
        readDuration(line, "step", defaultStep(range.endMs - range.startMs));
    if (!step)
        return Failure(step.error());
    range.stepMs = *step;
    return range;
}

/// A value for each step, NaN where there is none.
std::vector<double> courseOf(const AnswerSeries &series, const Range &range)
{
    const auto steps = static_cast<std::size_t>((range.endMs - range.startMs) / range.stepMs) + 1;
    std::vector<double> course(steps, std::numeric_limits<double>::quiet_NaN());
    for (const AnswerPoint &point : series.points) {
        const TimeMs fromStart = point.timeMs - range.startMs + range.stepMs / 2;
        const auto step = static_cast<std::size_t>(std::max<TimeMs>(0, fromStart) / range.stepMs);
        if (step < steps)
            course[step] = numberOf(point);
    }
    return course;
}

std::vector<std::string> numbersOf(const AnswerSeries &series, const std::vector<double> &course)
{
    double lowest = std::numeric_limits<double>::quiet_NaN();
    double highest = lowest;
    for (const double value : course) {
        if (std::isnan(value))
            continue;
        lowest = std::isnan(lowest) ? value : std::min(lowest, value);
        highest = std::isnan(highest) ? value : std::max(highest, value);
    }
    const double last = series.points.empty() ? lowest : numberOf(series.points.back());
    return {readableNumber(lowest), readableNumber(highest), readableNumber(last)};
}

/// "2026-11-22 10:00:00".
std::string secondsText(TimeMs timeMs)
{
    std::string text = timeText(timeMs).substr(0, 19);
    text[10] = ' ';
    return text;
}

/// Of the numbers behind the course, with the gaps before them.
std::size_t widthOf(const std::vector<std::vector<std::string>> &numbers)
{
    std::array<std::size_t, Titles.size()> widths{};
    for (std::size_t i = 0; i < widths.size(); ++i) {
        widths[i] = Titles[i].size();
        for (const std::vector<std::string> &row : numbers)
            widths[i] = std::max(widths[i], row[i].size());
    }
    return std::accumulate(widths.begin(), widths.end(), widths.size() * Table::Gap);
}

std::string tableOf(const QueryAnswer &answer, const Range &range, const Screen &screen)
{
    std::vector<SeriesRow> rows;
    std::vector<std::vector<double>> courses;
    std::vector<std::vector<std::string>> numbers;
    for (const AnswerSeries &series : answer.series) {
        rows.push_back({series.labels, {}});
        courses.push_back(courseOf(series, range));
        numbers.push_back(numbersOf(series, courses.back()));
    }
    const std::size_t numbersWidth = widthOf(numbers);
    const std::size_t room = roomBeside(rows, LeastLine + numbersWidth, screen)
                                 .value_or(LineWithoutScreen + numbersWidth);
    const std::size_t width = std::max(LeastLine, room - std::min(room, numbersWidth));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].cells = {sparkline(courses[i], width)};
        rows[i].cells.insert(rows[i].cells.end(), numbers[i].begin(), numbers[i].end());
    }
    std::vector<TableColumn> columns{{"course"}};
    for (const std::string_view title : Titles)
        columns.push_back({std::string(title), TableColumn::Side::Right});
    const std::string head = secondsText(range.startMs) + " to " + secondsText(range.endMs) +
                             " UTC, every " +
                             formatDuration(std::chrono::milliseconds(range.stepMs));
    return toned(screen, Tone::Dim, head) + "\n" + seriesTable(rows, columns, screen);
}

} // namespace

ExitStatus runQueryRange(const CommandLine &line)
{
    const Result<Shape> shape = readShape(line);
    if (!shape)
        return complain(ExitStatus::Usage, shape.error().message);
    ExitStatus status = ExitStatus::Success;
    const std::unique_ptr<Source> source = openSource(line, status);
    if (!source)
        return status;
    const Result<Range> range = readRange(line, source->nowMs());
    if (!range)
        return complain(ExitStatus::Usage, range.error().message);
    const std::string &query = line.arguments.front();
    Pairs parameters{{"query", query},
                     {"start", apiTime(range->startMs)},
                     {"end", apiTime(range->endMs)},
                     {"step", apiTime(range->stepMs)}};
    if (const Result<void> added = addLimit(parameters, line); !added)
        return complain(ExitStatus::Usage, added.error().message);
    const Result<std::string> body = source->ask("/api/v1/query_range", parameters);
    const Result<QueryAnswer> answer = body ? readQueryAnswer(*body) : Failure(body.error());
    if (!answer)
        return complainOfAnswer(answer.error(), query);
    printRemarks(answer->remarks);
    const Screen screen = standardOutput();
    if (*shape == Shape::Table && answer->series.empty()) {
        noteNothingFound(screen);
        return ExitStatus::Success;
    }
    const bool isWritten = *shape == Shape::Json  ? writeData(screen, answer->data + "\n")
                           : *shape == Shape::Csv ? writeData(screen, answerCsv(*answer))
                                                  : writeOut(tableOf(*answer, *range, screen));
    return leaveAfterWriting(isWritten);
}

} // namespace tinyobs::daemon
