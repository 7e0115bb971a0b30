#include "tests/core/promql/scripts/scriptrunner.h"

#include "core/base/canceltoken.h"
#include "core/base/clock.h"
#include "core/model/histogramcomponent.h"
#include "core/promql/eval/labelops.h"
#include "core/promql/histogram/histogrammath.h"
#include "core/storage/store.h"
#include "tests/core/promql/scripts/scriptcompare.h"
#include "tests/core/promql/scripts/scriptdata.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <regex>
#include <utility>

namespace tinyobs::promql {
namespace {

class StillClock : public Clock
{
public:
    TimeMs nowMs() const override { return 365LL * 24 * 3600 * 1000; } // behind all scripts
};

// --- text

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
        text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
        text.remove_suffix(1);
    return text;
}

/// Takes a word off the front.
std::string_view takeWord(std::string_view &text)
{
    text = trimmed(text);
    std::size_t length = 0;
    while (length < text.size() && !std::isspace(static_cast<unsigned char>(text[length])))
        ++length;
    const std::string_view word = text.substr(0, length);
    text = trimmed(text.substr(length));
    return word;
}

/// "1h30m", "15s", "500ms", "90" (seconds), with a sign.
TimeMs durationMs(std::string_view text)
{
    const bool isNegative = text.starts_with('-');
    if (isNegative)
        text.remove_prefix(1);
    double total = 0;
    while (!text.empty()) {
        std::size_t used = 0;
        const double number = std::stod(std::string(text), &used);
        text.remove_prefix(used);
        std::size_t length = 0;
        while (length < text.size() && std::isalpha(static_cast<unsigned char>(text[length])))
            ++length;
        const std::string_view unit = text.substr(0, length);
        text.remove_prefix(length);
        static const std::map<std::string_view, double> units = {
            {"", 1000},       {"ms", 1},          {"s", 1000},         {"m", 60'000},
            {"h", 3'600'000}, {"d", 86'400'000.}, {"w", 604'800'000.}, {"y", 31'536'000'000.}};
        total += number * units.at(unit);
    }
    return static_cast<TimeMs>(std::llround(isNegative ? -total : total));
}

// --- running

struct Expectation
{
    std::string kind;  // "fail", "warn" ...
    std::string match; // "msg", "regex" or empty
    std::string text;
};

struct Eval
{
    int line = 0;
    bool isRange = false;
    StepGrid grid;
    std::string expr;
    std::vector<Expectation> expects;
    std::vector<ScriptSeries> series;
    std::optional<double> scalar;

    bool expectsAny(std::string_view kind) const
    {
        return std::any_of(expects.begin(), expects.end(),
                           [kind](const Expectation &expect) { return expect.kind == kind; });
    }
};

bool matches(const Expectation &expectation, const std::string &message)
{
    if (expectation.match == "msg")
        return message == expectation.text;
    if (expectation.match == "regex")
        return std::regex_search(message, std::regex(expectation.text));
    return true;
}

/// The message of a remark without what it begins with and without its place.
std::string bareRemark(const std::string &text)
{
    return std::regex_replace(text, std::regex(R"( \(\d+:\d+\)$)"), "");
}

class Runner
{
public:
    Runner(std::string_view text, const ScriptOptions &options)
        : m_options(options)
    {
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            m_lines.push_back(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        clear();
    }

    ScriptReport run()
    {
        while (m_at < m_lines.size()) {
            std::string_view line = trimmed(m_lines[m_at]);
            const int number = static_cast<int>(m_at) + 1;
            ++m_at;
            if (line.empty() || line.starts_with('#'))
                continue;
            const std::string_view command = takeWord(line);
            if (command == "clear")
                clear();
            else if (command.starts_with("load"))
                load(number, line, command == "load_with_nhcb");
            else if (command.starts_with("eval"))
                eval(number, command, line);
            else
                note(number, "unknown command " + std::string(command));
        }
        return std::move(m_report);
    }

private:
    void note(int line, std::string what) { m_report.failures.push_back({line, std::move(what)}); }

    void clear()
    {
        m_store.reset();
        StoreOptions options;
        options.memoryBytes = 1u << 30;
        options.retention.keepFor.fill(std::chrono::hours(24 * 365 * 2));
        m_store = std::make_unique<Store>(options, m_clock);
    }

    /// The lines that belong to a command: up to an empty one or the next command.
    std::vector<std::string_view> block()
    {
        std::vector<std::string_view> lines;
        while (m_at < m_lines.size()) {
            const std::string_view line = trimmed(m_lines[m_at]);
            if (line.empty())
                break;
            std::string_view rest = line;
            const std::string_view word = takeWord(rest);
            if (word == "clear" || word.starts_with("load") || word.starts_with("eval"))
                break;
            ++m_at;
            if (!line.starts_with('#'))
                lines.push_back(line);
        }
        return lines;
    }

    void load(int number, std::string_view rest, bool withNative)
    {
        const TimeMs stepMs = durationMs(rest);
        ScriptRows rows;
        ScriptHistograms classic;
        for (const std::string_view line : block()) {
            const auto series = parseSeriesLine(line);
            if (!series) {
                note(number, series.error().message);
                return;
            }
            for (std::size_t i = 0; i < series->values.size(); ++i) {
                const TimeMs timeMs = static_cast<TimeMs>(i) * stepMs;
                if (!series->values[i])
                    continue;
                if (series->values[i]->histogram)
                    rows.addHistogram(series->labels, timeMs, *series->values[i]->histogram);
                else
                    rows.add(series->labels, timeMs, series->values[i]->number, PlainRow);
            }
            if (withNative)
                classic.take(*series);
        }
        if (withNative)
            classic.addTo(rows, stepMs);
        const AppendReport report = rows.appendTo(*m_store);
        if (!report.refusals.empty())
            note(number, "load: " + report.refusals[0].message);
    }

    void eval(int number, std::string_view command, std::string_view rest)
    {
        Eval eval;
        eval.line = number;
        eval.isRange = takeWord(rest) == "range";
        if (eval.isRange) {
            takeWord(rest); // from
            eval.grid.startMs = durationMs(takeWord(rest));
            takeWord(rest); // to
            const TimeMs endMs = durationMs(takeWord(rest));
            takeWord(rest); // step
            eval.grid.stepMs = durationMs(takeWord(rest));
            eval.grid.count =
                static_cast<std::size_t>((endMs - eval.grid.startMs) / eval.grid.stepMs) + 1;
        } else {
            takeWord(rest); // at
            eval.grid.startMs = durationMs(takeWord(rest));
        }
        eval.expr = std::string(rest);
        if (command.starts_with("eval_"))
            eval.expects.push_back({std::string(command.substr(5)), {}, {}});
        for (std::string_view line : block()) {
            std::string_view words = line;
            const std::string_view word = takeWord(words);
            if (word == "expect") {
                Expectation expect;
                expect.kind = std::string(takeWord(words));
                const std::size_t colon = words.find(':');
                if (expect.kind == "string") {
                    expect.text = std::string(words);
                } else if (colon != std::string_view::npos) {
                    expect.match = std::string(trimmed(words.substr(0, colon)));
                    expect.text = std::string(trimmed(words.substr(colon + 1)));
                }
                eval.expects.push_back(std::move(expect));
            } else if (word == "expected_fail_message") {
                eval.expects.push_back({"fail", "msg", std::string(words)});
            } else if (word == "expected_fail_regexp") {
                eval.expects.push_back({"fail", "regex", std::string(words)});
            } else if (const auto scalar = parseScriptNumber(line)) {
                eval.scalar = scalar;
            } else if (auto series = parseSeriesLine(line)) {
                eval.series.push_back(*std::move(series));
            } else {
                note(number, series.error().message);
            }
        }
        ++m_report.evaluations;
        check(eval);
    }

    void check(const Eval &eval)
    {
        Query query;
        query.text = eval.expr;
        query.grid = eval.grid;
        query.isRange = eval.isRange;
        query.threads = m_options.threads;
        query.blockBytes = m_options.blockBytes;
        query.syntax = {true, true, true, true};
        const auto answer = runQuery(*m_store, query, CancelToken());
        const auto say = [&](const std::string &what) { note(eval.line, eval.expr + ": " + what); };
        if (!answer) {
            const std::string &message = answer.error().message;
            if (!eval.expectsAny("fail"))
                say("fails: " + message);
            for (const Expectation &expect : eval.expects) {
                if (expect.kind == "fail" && !matches(expect, message))
                    say("fails with \"" + message + "\", not \"" + expect.text + "\"");
            }
            return;
        }
        if (eval.expectsAny("fail")) {
            say("does not fail");
            return;
        }
        checkRemarks(eval, answer->warnings, "warn");
        checkRemarks(eval, answer->infos, "info");
        for (const Expectation &expect : eval.expects) {
            if (expect.kind == "string" && expect.text != '"' + answer->string + '"')
                say("is the string " + answer->string + ", not " + expect.text);
        }
        if (answer->type != ValueType::String)
            checkValues(eval, *answer);
    }

    void checkRemarks(const Eval &eval, const std::vector<std::string> &remarks,
                      const std::string &kind)
    {
        if (eval.expectsAny("no_" + kind) && !remarks.empty())
            note(eval.line, eval.expr + ": has the remark " + remarks[0]);
        if (!eval.expectsAny(kind))
            return;
        if (remarks.empty())
            note(eval.line, eval.expr + ": has no " + kind);
        for (const std::string &remark : remarks) {
            const bool isExpected =
                std::any_of(eval.expects.begin(), eval.expects.end(), [&](const auto &expect) {
                    return expect.kind == kind &&
                           (matches(expect, remark) || matches(expect, bareRemark(remark)));
                });
            if (!isExpected)
                note(eval.line, eval.expr + ": has the other remark " + remark);
        }
    }

    void checkValues(const Eval &eval, const QueryAnswer &answer)
    {
        const auto say = [&](const std::string &what) { note(eval.line, eval.expr + ": " + what); };
        if (eval.scalar) {
            if (answer.type != ValueType::Scalar ||
                !isNear(answer.series[0].values[0], *eval.scalar))
                say("is not the scalar " + std::to_string(*eval.scalar) + " but " +
                    (answer.series.empty() ? "nothing"
                                           : std::to_string(answer.series[0].values[0])));
            return;
        }
        std::size_t expected = 0;
        for (const ScriptSeries &series : eval.series) {
            const bool hasAny = std::any_of(series.values.begin(), series.values.end(),
                                            [](const auto &value) { return value.has_value(); });
            expected += hasAny ? 1 : 0;
        }
        if (answer.series.size() != expected)
            say("has " + std::to_string(answer.series.size()) + " series, not " +
                std::to_string(expected) +
                (answer.series.empty() ? "" : "; the first " + answer.series[0].labels.toString()));
        const bool isOrdered = eval.expectsAny("ordered");
        for (std::size_t i = 0; i < eval.series.size(); ++i) {
            const ScriptSeries &wanted = eval.series[i];
            const auto found =
                std::find_if(answer.series.begin(), answer.series.end(),
                             [&](const auto &series) { return series.labels == wanted.labels; });
            if (found == answer.series.end()) {
                if (std::any_of(wanted.values.begin(), wanted.values.end(),
                                [](const auto &value) { return value.has_value(); }))
                    say("has no series " + wanted.labels.toString());
            } else if (isOrdered && std::size_t(found - answer.series.begin()) != i) {
                say("has " + wanted.labels.toString() + " at place " +
                    std::to_string(found - answer.series.begin()));
            } else {
                checkSeries(eval, wanted, *found);
            }
        }
    }

    void checkSeries(const Eval &eval, const ScriptSeries &wanted, const ResultSeries &got)
    {
        std::map<TimeMs, ScriptValue> values;
        for (std::size_t i = 0; i < got.timesMs.size(); ++i)
            values[got.timesMs[i]] = {got.values[i],
                                      got.histograms.empty() ? nullptr : got.histograms[i]};
        for (std::size_t i = 0; i < std::max(wanted.values.size(), eval.grid.count); ++i) {
            const auto say = [&](const std::string &what) {
                note(eval.line, eval.expr + ": " + wanted.labels.toString() + " at step " +
                                    std::to_string(i) + ": " + what);
            };
            const auto found = values.find(eval.grid.at(i));
            const bool isWanted = i < wanted.values.size() && wanted.values[i].has_value();
            if (!isWanted) {
                if (found != values.end() && eval.isRange)
                    say("has " + toText(found->second));
                continue;
            }
            const ScriptValue &value = *wanted.values[i];
            if (found == values.end() && got.timesMs.size() == 1 && !eval.isRange)
                continue;
            if (found == values.end())
                say("has nothing, not " + toText(value));
            else if (!value.histogram != !found->second.histogram ||
                     (value.histogram ? !isNear(*value.histogram, *found->second.histogram)
                                      : !isNear(value.number, found->second.number)))
                say("has " + toText(found->second) + ", not " + toText(value));
        }
    }

    ScriptOptions m_options;
    StillClock m_clock;
    std::unique_ptr<Store> m_store;
    std::vector<std::string_view> m_lines;
    std::size_t m_at = 0;
    ScriptReport m_report;
};

} // namespace

ScriptReport runScript(std::string_view text, const ScriptOptions &options)
{
    return Runner(text, options).run();
}

} // namespace tinyobs::promql
