#include "app/daemon/commands/askcommands.h"
#include "app/daemon/commands/askoptions.h"
#include "app/daemon/commands/pause.h"
#include "app/daemon/commands/watchcommands.h"
#include "app/daemon/print/livescreen.h"
#include "app/daemon/print/seriestable.h"
#include "app/daemon/print/textwidth.h"
#include "core/base/plaintext.h"
#include "core/base/quoted.h"
#include "core/base/units.h"
#include "core/promql/syntax/quoting.h"

#include <QElapsedTimer>

#include <algorithm>
#include <functional>
#include <span>

namespace tinyobs::daemon {

const std::string_view TopHelp =
    "Without an expression: the metrics that most samples come in for, with how many a second in\n"
    "the last minute, and of how many series. With one: its largest values. On a terminal the\n"
    "table is drawn anew until q or Ctrl-C.\n"
    "\n"
    "  tinyobsd top\n"
    "  tinyobsd top 'sum by (route) (rate(http_requests_total[1m]))' --limit 5 --once\n";

namespace {

constexpr std::size_t RowsWithoutScreen = 20;
constexpr std::size_t LinesAround = 4; // head, blank line, what is shared, titles
constexpr std::chrono::milliseconds DefaultInterval = std::chrono::seconds(2);
constexpr std::size_t MostMetrics = 500;
constexpr int CostFactor = 5; // at most a fifth of the time is spent on answers

Result<QueryAnswer> ask(Source &source, const std::string &query)
{
    const Result<std::string> body = source.ask("/api/v1/query", {{"query", query}});
    return body ? readQueryAnswer(*body) : Failure(body.error());
}

/// The largest of an expression. Errors are those of the expression as it was written.
Result<QueryAnswer> askLargest(Source &source, const std::string &expression, std::size_t rows)
{
    Result<QueryAnswer> answer =
        ask(source, "topk(" + std::to_string(rows) + ", " + expression + "\n)");
    return answer ? answer : ask(source, expression);
}

struct Traffic
{
    std::string metric;
    double series = 0;
    double perSecond = 0;
};

/// What counts the samples of the last minute of each metric. Functions drop the metric's name, so
/// that each is asked for by itself; in halves, so that the tree stays flat.
std::string countQuery(std::span<const Traffic> metrics)
{
    if (metrics.size() > 1) {
        const std::size_t half = metrics.size() / 2;
        return '(' + countQuery(metrics.first(half)) + " or " + countQuery(metrics.subspan(half)) +
               ')';
    }
    const std::string name = promql::quotedText(metrics.front().metric);
    return "label_replace(sum(count_over_time({__name__=" + name + "}[1m])), \"metric\", " + name +
           ", \"\", \"\")";
}

/// The metrics of most series, at most so many.
Result<std::vector<Traffic>> readMetrics(Source &source)
{
    const Result<QueryAnswer> answer = ask(source, "topk(" + std::to_string(MostMetrics) +
                                                       ", count by (__name__) ({__name__!=\"\"}))");
    if (!answer)
        return Failure(answer.error());
    std::vector<Traffic> metrics;
    for (const AnswerSeries &series : answer->series) {
        if (!series.labels.empty())
            metrics.push_back({series.labels.front().second, numberOf(series.points.front())});
    }
    return metrics;
}

/// Metric, series and samples a second, most first.
Result<std::string> trafficPage(Source &source, std::size_t rows, const Screen &screen)
{
    Result<std::vector<Traffic>> metrics = readMetrics(source);
    if (!metrics)
        return Failure(metrics.error());
    if (metrics->empty())
        return std::string();
    const Result<QueryAnswer> counts = ask(source, countQuery(*metrics));
    if (!counts)
        return Failure(counts.error());
    for (const AnswerSeries &series : counts->series) {
        const auto metric =
            std::ranges::find(*metrics, series.labels.front().second, &Traffic::metric);
        if (metric != metrics->end())
            metric->perSecond = numberOf(series.points.front()) / 60;
    }
    std::ranges::stable_sort(*metrics, std::greater(), &Traffic::perSecond);
    Table table({{"metric", TableColumn::Side::Left, true},
                 {"series", TableColumn::Side::Right},
                 {"samples/s", TableColumn::Side::Right}});
    for (const Traffic &row : std::span(*metrics).first(std::min(rows, metrics->size())))
        table.add({row.metric, readableNumber(row.series), readableNumber(row.perSecond)});
    return table.toText(screen);
}

Result<std::string> largestPage(Source &source, const std::string &expression, std::size_t rows,
                                const Screen &screen)
{
    const Result<QueryAnswer> answer = askLargest(source, expression, rows);
    if (!answer)
        return Failure(answer.error());
    return answerTable(*answer, screen);
}

class Top
{
public:
    Top(Source &source, const CommandLine &line, std::size_t limit)
        : m_source(source)
        , m_pause(source)
        , m_expression(line.arguments.empty() ? std::string() : line.arguments.front())
        , m_limit(limit)
    {
    }

    ExitStatus once()
    {
        const std::size_t rows = m_limit > 0 ? m_limit : RowsWithoutScreen;
        const Result<std::string> page = ask(standardOutput(), rows);
        if (!page)
            return complainOfAnswer(page.error(), m_expression);
        return leaveAfterWriting(writeOut(*page));
    }

    ExitStatus live(std::chrono::milliseconds interval)
    {
        // The first answer decides whether there is anything to show at all.
        const Result<std::string> first = ask(standardOutput(), RowsWithoutScreen);
        if (!first)
            return complainOfAnswer(first.error(), m_expression);
        LiveScreen live([this] { m_pause.stop(); });
        for (;;) {
            const Screen screen = standardOutput();
            const std::size_t room = std::max<std::size_t>(1, screen.rows) - 1;
            QElapsedTimer timer;
            timer.start();
            const std::size_t rows = room > LinesAround ? room - LinesAround : 1;
            const Result<std::string> page =
                ask(screen, m_limit > 0 ? std::min(m_limit, rows) : rows);
            const auto cost = std::chrono::milliseconds(timer.elapsed());
            if (m_pause.isStopped() || !live.draw(head(screen, interval) + textOf(page, screen)))
                return ExitStatus::Success;
            if (!m_pause.wait(std::max(interval, cost * CostFactor)))
                return ExitStatus::Success;
        }
    }

private:
    Result<std::string> ask(const Screen &screen, std::size_t rows)
    {
        return m_expression.empty() ? trafficPage(m_source, rows, screen)
                                    : largestPage(m_source, m_expression, rows, screen);
    }

    std::string head(const Screen &screen, std::chrono::milliseconds interval) const
    {
        const std::string what =
            m_expression.empty() ? "metrics by samples a second" : m_expression;
        const std::string rest = timeText(SystemClock().nowMs()).substr(11, 8) + " UTC, every " +
                                 formatDuration(interval) + ", q quits";
        const std::size_t columns = screen.columns.value_or(80);
        const std::size_t room = columns > rest.size() + 3 ? columns - rest.size() - 2 : 1;
        return toned(screen, Tone::Bold,
                     paddedRight(shortened(plainText(what, 4096), room), room)) +
               "  " + toned(screen, Tone::Dim, rest) + "\n\n";
    }

    static std::string textOf(const Result<std::string> &page, const Screen &screen)
    {
        if (page)
            return *page;
        return toned(screen, Tone::Bad, plainText(page.error().message, 4096)) + "\n";
    }

    Source &m_source;
    Pause m_pause;
    const std::string m_expression;
    const std::size_t m_limit;
};

} // namespace

ExitStatus runTop(const CommandLine &line)
{
    Pairs parameters;
    if (const Result<void> limit = addLimit(parameters, line); !limit)
        return complain(ExitStatus::Usage, limit.error().message);
    const std::size_t limit = parameters.empty() ? 0 : std::stoul(parameters.front().second);
    std::chrono::milliseconds interval = DefaultInterval;
    if (line.has("interval")) {
        const auto read = parseDuration(line.option("interval"));
        if (!read || read->count() < 100 || *read > std::chrono::hours(1))
            return complain(ExitStatus::Usage, "--interval: " + quoted(line.option("interval")) +
                                                   " is not a duration from 100ms to 1h");
        interval = *read;
    }
    ExitStatus status = ExitStatus::Success;
    const std::unique_ptr<Source> source = openSource(line, status);
    if (!source)
        return status;
    Top top(*source, line, limit);
    // In a data folder nothing moves.
    const bool isLive = standardOutput().isTerminal && !line.has("once") && !line.has("data");
    return isLive ? top.live(interval) : top.once();
}

} // namespace tinyobs::daemon
