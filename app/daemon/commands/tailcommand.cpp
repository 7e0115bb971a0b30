#include "app/daemon/commands/askoptions.h"
#include "app/daemon/commands/follower.h"
#include "app/daemon/commands/pause.h"
#include "app/daemon/commands/watchcommands.h"
#include "app/daemon/print/seriestable.h"
#include "app/daemon/print/terminal.h"
#include "app/server/jsonwriter.h"
#include "core/base/plaintext.h"
#include "core/base/quoted.h"
#include "core/base/units.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cmath>

namespace tinyobs::daemon {

const std::string_view TailHelp =
    "Follows the samples of the series that a selector matches, as they are stored: time, series,\n"
    "value. Nothing is lost that comes up to a minute late, or while the server is away for a\n"
    "while. Ends with Ctrl-C.\n"
    "\n"
    "  tinyobsd tail 'http_requests_total{service=\"shop\"}'\n"
    "  tinyobsd tail --json up | jq .value\n";

namespace {

constexpr TimeMs LateMs = 60'000; // how late samples may come
constexpr TimeMs LeastPauseMs = 1000;

/// The server's clock, which says what is new.
class ServerTime
{
public:
    Result<void> read(Source &source)
    {
        const Result<std::string> body = source.ask("/api/v1/query", {{"query", "time()"}});
        const Result<QueryAnswer> answer = body ? readQueryAnswer(*body) : Failure(body.error());
        if (!answer)
            return Failure(answer.error());
        if (answer->type != AnswerType::Scalar)
            return fail(Error::Code::Corruption, "time() was not answered with a number");
        m_readMs = static_cast<TimeMs>(
            std::llround(numberOf(answer->series.front().points.front()) * 1000));
        m_since.start();
        return {};
    }
    TimeMs nowMs() const { return m_readMs + m_since.elapsed(); }

private:
    TimeMs m_readMs = 0;
    QElapsedTimer m_since;
};

Result<QueryAnswer> askWindow(Source &source, const std::string &selector, TimeMs fromMs,
                              TimeMs toMs)
{
    const Result<std::string> body = source.ask(
        "/api/v1/query", {{"query", selector + '[' + std::to_string(toMs - fromMs) + "ms]"},
                          {"time", apiTime(toMs)}});
    Result<QueryAnswer> answer = body ? readQueryAnswer(*body) : Failure(body.error());
    if (answer && answer->type != AnswerType::Matrix)
        return fail(Error::Code::InvalidArgument, "tail takes a selector, as in up{job=\"api\"}");
    return answer;
}

std::string jsonLine(const FollowedSample &sample)
{
    server::JsonWriter json;
    json.beginObject().key("time").timestamp(sample.point->timeMs).key("metric").beginObject();
    for (const auto &[name, value] : sample.series->labels)
        json.field(name, std::string_view(value));
    json.endObject();
    const std::string &value = sample.point->value;
    if (!sample.point->isHistogram)
        return json.field("value", std::string_view(value)).endObject().take().toStdString() + '\n';
    return json.take().toStdString() + ",\"histogram\":" + value + "}\n";
}

std::string textLine(const FollowedSample &sample, const Screen &screen)
{
    const std::string series = seriesText(sample.series->labels);
    const AnswerPoint &point = *sample.point;
    return toned(screen, Tone::Dim, timeText(point.timeMs)) + "  " +
           plainText(series, series.size() * 3) + "  " +
           (point.isHistogram ? histogramText(point.value) : point.value) + '\n';
}

class Tail
{
public:
    Tail(Source &source, const CommandLine &line)
        : m_source(source)
        , m_pause(source)
        , m_selector(line.arguments.front())
        , m_isJson(line.has("json"))
        , m_screen(standardOutput())
    {
    }

    ExitStatus run(TimeMs sinceMs)
    {
        if (const Result<void> read = m_time.read(m_source); !read)
            return leave(read.error());
        TimeMs doneMs = m_time.nowMs();
        m_printFromMs = doneMs - sinceMs;
        const TimeMs beginMs = std::min(doneMs - LateMs, m_printFromMs);
        const Result<QueryAnswer> first = askWindow(m_source, m_selector, beginMs, doneMs);
        if (!first)
            return leave(first.error());
        printRemarks(first->remarks);
        if (!print(*first))
            return ExitStatus::Success;
        m_printFromMs = std::numeric_limits<TimeMs>::min(); // late ones, too
        TimeMs pauseMs = LeastPauseMs;
        while (m_pause.wait(std::chrono::milliseconds(pauseMs))) {
            const TimeMs nowMs = m_time.nowMs();
            const Result<QueryAnswer> window =
                askWindow(m_source, m_selector, std::max(beginMs, doneMs - LateMs), nowMs);
            // What takes long is asked for less often.
            pauseMs = std::max(LeastPauseMs, 4 * (m_time.nowMs() - nowMs));
            if (!window && m_pause.isStopped())
                break;
            noteOutage(window);
            if (!window)
                continue;
            doneMs = nowMs;
            if (!print(*window))
                break; // the reader has gone
        }
        return ExitStatus::Success;
    }

private:
    ExitStatus leave(const Error &error)
    {
        return m_pause.isStopped() ? ExitStatus::Success : complainOfAnswer(error, m_selector);
    }

    bool print(const QueryAnswer &window)
    {
        std::string text;
        for (const FollowedSample &sample : m_follower.unseen(window)) {
            if (sample.point->timeMs > m_printFromMs)
                text += m_isJson ? jsonLine(sample) : textLine(sample, m_screen);
        }
        return text.empty() || (m_isJson ? writeData(m_screen, text) : writeOut(text));
    }

    /// Once when it begins, once when it ends.
    void noteOutage(const Result<QueryAnswer> &window)
    {
        if (window.has_value() == !m_isOut)
            return;
        m_isOut = !window;
        if (m_isOut)
            complainOfAnswer(window.error(), m_selector);
        complain(ExitStatus::NoAnswer, m_isOut ? "goes on trying" : "is answered again");
    }

    Source &m_source;
    Pause m_pause;
    const std::string m_selector;
    const bool m_isJson;
    const Screen m_screen;
    ServerTime m_time;
    Follower m_follower;
    TimeMs m_printFromMs = 0;
    bool m_isOut = false;
};

} // namespace

ExitStatus runTail(const CommandLine &line)
{
    TimeMs sinceMs = 0;
    if (line.has("since")) {
        const auto since = parseDuration(line.option("since"));
        if (!since)
            return complain(ExitStatus::Usage, "--since: " + quoted(line.option("since")) +
                                                   " is not a duration such as 15s, 5m or 1h");
        sinceMs = since->count();
    }
    ExitStatus status = ExitStatus::Success;
    const auto server = openServer(
        line, "tail needs a server: in a data folder nothing new comes, see tinyobsd export",
        status);
    if (!server)
        return status;
    return Tail(*server, line).run(sinceMs);
}

} // namespace tinyobs::daemon
