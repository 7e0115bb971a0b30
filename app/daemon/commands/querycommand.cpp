#include "app/daemon/commands/askcommands.h"
#include "app/daemon/commands/askoptions.h"
#include "app/daemon/print/seriestable.h"
#include "core/base/plaintext.h"
#include "core/base/quoted.h"
#include "core/base/valuetext.h"

#include <algorithm>

namespace tinyobs::daemon {

const std::string_view QueryHelp =
    "Prints a PromQL expression at one moment. What all series have in common stands in the first\n"
    "line. In a data folder the moment is that of its newest sample unless --time says another.\n"
    "An expression that begins with a dash goes behind --.\n"
    "\n"
    "  tinyobsd query 'sum by (route) (rate(http_requests_total[5m]))'\n"
    "  tinyobsd query --csv 'up' > up.csv\n"
    "  tinyobsd query --fail-if 'sum(rate(errors_total[5m])) > 1' && ./deploy\n"
    "\n"
    "Several --fail-if may stand there; what was found is printed, otherwise nothing is.\n";

namespace {

std::string cellOf(const AnswerPoint &point)
{
    return point.isHistogram ? histogramText(point.value) : readableNumber(numberOf(point));
}

bool print(const QueryAnswer &answer, Shape shape, const Screen &screen)
{
    switch (shape) {
    case Shape::Json:
        return writeData(screen, answer.data + "\n");
    case Shape::Csv:
        return writeData(screen, answerCsv(answer));
    case Shape::Table:
        break;
    }
    return writeOut(answerTable(answer, screen));
}

Result<QueryAnswer> ask(Source &source, std::string_view query, const Pairs &common)
{
    Pairs parameters = common;
    parameters.emplace_back("query", query);
    const Result<std::string> body = source.ask("/api/v1/query", parameters);
    return body ? readQueryAnswer(*body) : Failure(body.error());
}

/// Whether what a condition found is something.
bool holds(const QueryAnswer &answer)
{
    if (answer.type != AnswerType::Scalar)
        return !answer.series.empty();
    return numberOf(answer.series.front().points.front()) != 0;
}

Result<Pairs> readParameters(const CommandLine &line, TimeMs nowMs)
{
    Pairs parameters;
    if (const Result<void> added = addTime(parameters, line, "time", nowMs); !added)
        return Failure(added.error());
    if (const Result<void> added = addLimit(parameters, line); !added)
        return Failure(added.error());
    return parameters;
}

} // namespace

std::string answerTable(const QueryAnswer &answer, const Screen &screen)
{
    if (answer.type == AnswerType::Scalar || answer.type == AnswerType::String) {
        const AnswerPoint &point = answer.series.front().points.front();
        return answer.type == AnswerType::String
                   ? plainText(point.value, point.value.size() * 3) + "\n"
                   : readableNumber(numberOf(point)) + "\n";
    }
    const bool isMatrix = answer.type == AnswerType::Matrix;
    std::vector<TableColumn> columns;
    if (isMatrix)
        columns.push_back({"time"});
    columns.push_back({"value", TableColumn::Side::Right});
    std::vector<SeriesRow> rows;
    for (const AnswerSeries &series : answer.series) {
        for (const AnswerPoint &point : series.points) {
            SeriesRow &row = rows.emplace_back(SeriesRow{series.labels, {}});
            if (isMatrix)
                row.cells.push_back(timeText(point.timeMs));
            row.cells.push_back(cellOf(point));
        }
    }
    return seriesTable(rows, columns, screen);
}

std::string answerCsv(const QueryAnswer &answer)
{
    std::vector<Pairs> series;
    for (const AnswerSeries &one : answer.series)
        series.push_back(one.labels);
    SeriesCsv csv(series, {"time"}, {"value"});
    for (const AnswerSeries &one : answer.series) {
        for (const AnswerPoint &point : one.points)
            csv.add({timeText(point.timeMs)}, one.labels, {point.value});
    }
    return csv.text();
}

ExitStatus runQuery(const CommandLine &line)
{
    const std::vector<std::string_view> conditions = line.all("fail-if");
    if (line.arguments.empty() && conditions.empty())
        return complain(ExitStatus::Usage,
                        "query needs an argument: EXPR, or --fail-if EXPR (see tinyobsd query "
                        "--help)");
    const Result<Shape> shape = readShape(line);
    if (!shape)
        return complain(ExitStatus::Usage, shape.error().message);
    ExitStatus status = ExitStatus::Success;
    const std::unique_ptr<Source> source = openSource(line, status);
    if (!source)
        return status;
    const Result<Pairs> parameters = readParameters(line, source->nowMs());
    if (!parameters)
        return complain(ExitStatus::Usage, parameters.error().message);
    const Screen screen = standardOutput();

    std::vector<std::string_view> queries(line.arguments.begin(), line.arguments.end());
    queries.insert(queries.end(), conditions.begin(), conditions.end());
    for (std::size_t i = 0; i < queries.size(); ++i) {
        const Result<QueryAnswer> answer = ask(*source, queries[i], *parameters);
        if (!answer)
            return complainOfAnswer(answer.error(), queries[i]);
        printRemarks(answer->remarks);
        const bool isCondition = i >= line.arguments.size();
        if (isCondition && !holds(*answer))
            continue;
        if (isCondition) {
            status = ExitStatus::Failure;
            complain(status, "--fail-if holds: " + plainText(queries[i], 4096));
        }
        if (*shape == Shape::Table && answer->series.empty())
            noteNothingFound(screen);
        else if (!print(*answer, *shape, screen))
            return leaveAfterWriting(false, status);
    }
    return status;
}

} // namespace tinyobs::daemon
