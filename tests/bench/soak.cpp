#include "tests/bench/soak.h"

#include "core/storage/disk/datafiles.h"
#include "core/storage/disk/folder.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <map>
#include <optional>
#include <vector>

namespace tinyobs::bench {
namespace {

// A day begins with the first tick; no jitter takes a sample over midnight.
constexpr TimeMs StartMs = dayStartMs(19'676) + 1000;
constexpr TimeMs MinuteMs = 60'000;
// When the last day is over for so long, it is closed.
constexpr TimeMs CloseAfterMs = 61 * MinuteMs;

TimeMs endMs(const SoakOptions &options)
{
    return StartMs - 1000 + options.days * DayMs + CloseAfterMs;
}

class Run
{
public:
    Run(const SoakOptions &options)
        : m_options(options)
        , m_workload(soakWorkload(options))
        , m_clock(StartMs)
        , m_store(options.store, m_clock)
    {
    }

    Result<void> open()
    {
        const Result<OpenReport> opened = m_store.open(m_options.folder);
        return opened ? Result<void>() : Failure(opened.error());
    }

    Result<void> passMinute()
    {
        for (TimeMs passed = 0; passed < MinuteMs; passed += m_options.stepMs) {
            m_clock.set(m_workload.tickMs());
            m_workload.nextTick(m_batch);
            if (Result<void> appended = append(); !appended)
                return appended;
        }
        return m_store.maintain();
    }

    Result<void> finish()
    {
        m_clock.set(endMs(m_options));
        if (Result<void> flushed = m_store.flush(); !flushed)
            return flushed;
        for (std::uint64_t merges = ~std::uint64_t(0); merges != m_store.stats().merges;) {
            merges = m_store.stats().merges;
            if (Result<void> maintained = m_store.maintain(); !maintained)
                return maintained;
        }
        return {};
    }

    Result<SoakDay> look(int day) const
    {
        SoakDay passed{.day = day, .stats = m_store.stats()};
        const Result<std::vector<std::string>> names = listFiles(m_options.folder);
        if (!names)
            return Failure(names.error());
        for (const std::string &name : *names) {
            const std::uint64_t bytes = fileBytes(m_options.folder + "/" + name);
            if (const auto file = FileName::parse(name))
                passed.tierBytes[std::size_t(file->tier)] += bytes;
            else
                passed.otherBytes += bytes;
        }
        passed.files = names->size();
        return passed;
    }

    std::uint64_t waits = 0;

private:
    Result<void> append()
    {
        for (int attempt = 0;; ++attempt) {
            const AppendReport report = m_store.append(m_batch, m_workload, AppendMode::WholeBatch);
            if (report.appended == m_batch.size()) {
                m_last = report.ticket;
                return {};
            }
            if (!report.isUnavailable || attempt == 100)
                return fail(Error::Code::Unavailable, report.refusals.front().message);
            ++waits;
            if (Result<void> durable = m_store.waitDurable(m_last); !durable)
                return durable;
            if (Result<void> maintained = m_store.maintain(); !maintained)
                return maintained;
        }
    }

    const SoakOptions &m_options;
    Workload m_workload;
    ManualClock m_clock;
    Store m_store;
    SampleBatch m_batch;
    CommitTicket m_last = 0;
};

/// A day of samples as they were made, by series.
std::vector<SampleColumns> makeDay(const SoakOptions &options, Workload &workload)
{
    std::vector<SampleColumns> columns(options.series);
    SampleBatch batch;
    for (TimeMs passed = 0; passed < DayMs; passed += options.stepMs) {
        workload.nextTick(batch);
        for (std::size_t row = 0; row < batch.size(); ++row)
            columns[row].append(batch.timesMs[row], batch.values[row]);
    }
    return columns;
}

/// What differs, or nothing.
std::string difference(const SampleColumns &expected, const SampleColumns &read)
{
    if (expected.size() != read.size())
        return std::to_string(read.size()) + " samples, expected " +
               std::to_string(expected.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
        if (read.timesMs[i] != expected.timesMs[i] ||
            std::bit_cast<std::uint64_t>(read.values[i]) !=
                std::bit_cast<std::uint64_t>(expected.values[i]))
            return "sample " + std::to_string(i) + " is " + std::to_string(read.values[i]) +
                   " at " + std::to_string(read.timesMs[i]) + ", expected " +
                   std::to_string(expected.values[i]) + " at " +
                   std::to_string(expected.timesMs[i]);
    }
    return {};
}

class Check
{
public:
    Check(const SoakOptions &options)
        : m_options(options)
        , m_workload(soakWorkload(options))
        , m_clock(endMs(options))
        , m_store(options.store, m_clock)
        , m_keptFromMs(m_clock.nowMs() - options.store.retention.keepRaw().count())
    {
        for (std::size_t row = 0; row < m_workload.size(); ++row)
            m_rows[m_workload.seriesLabels(row).bytes()] = row;
    }

    Result<void> open()
    {
        using SteadyClock = std::chrono::steady_clock;
        const SteadyClock::time_point begin = SteadyClock::now();
        const Result<OpenReport> opened = m_store.open(m_options.folder);
        report.restartSeconds = std::chrono::duration<double>(SteadyClock::now() - begin).count();
        if (!opened)
            return Failure(opened.error());
        if (!opened->warnings.empty())
            return fail(Error::Code::Corruption, opened->warnings.front());
        return {};
    }

    Result<void> compareDay(int day)
    {
        std::vector<SampleColumns> expected = makeDay(m_options, m_workload);
        const TimeMs fromMs = StartMs - 1000 + (day - 1) * DayMs;
        const Snapshot snapshot =
            m_store.snapshot({}, fromMs, fromMs + DayMs - 1, m_options.series + 1);
        for (std::size_t i = 0; i < snapshot.size(); ++i) {
            const auto row = m_rows.find(snapshot.labels(i).bytes());
            if (row == m_rows.end())
                return fail(Error::Code::Corruption, "unknown " + snapshot.labels(i).toString());
            SampleColumns read;
            if (Result<void> done = snapshot.read(i, read); !done)
                return done;
            SampleColumns &made = expected[row->second];
            clip(made);
            if (const std::string found = difference(made, read); !found.empty())
                return fail(Error::Code::Corruption, "day " + std::to_string(day) + ", " +
                                                         snapshot.labels(i).toString() + ": " +
                                                         found);
            report.samples += read.size();
            made.clear();
        }
        for (SampleColumns &missing : expected) {
            clip(missing);
            if (missing.size() != 0)
                return fail(Error::Code::Corruption,
                            "day " + std::to_string(day) + " misses a series");
        }
        return {};
    }

    Result<void> countRows()
    {
        DataFiles files;
        if (const auto opened = files.open(m_options.folder); !opened)
            return Failure(opened.error());
        std::array<std::uint64_t, Tiers.size()> rows{};
        for (const DataFilePtr &file : *files.list())
            rows[std::size_t(file->name().tier)] += file->samples();
        report.minuteRows = rows[std::size_t(Tier::Minute)];
        report.hourRows = rows[std::size_t(Tier::Hour)];
        for (const Tier tier : {Tier::Minute, Tier::Hour}) {
            const std::uint64_t expected = std::uint64_t(DayMs / rowOf(tier).stepMs) *
                                           m_options.series * std::uint64_t(m_options.days);
            if (rows[std::size_t(tier)] != expected)
                return fail(Error::Code::Corruption, std::string(rowOf(tier).name) + " has " +
                                                         std::to_string(rows[std::size_t(tier)]) +
                                                         " rows, expected " +
                                                         std::to_string(expected));
        }
        return {};
    }

    SoakCheck report;

private:
    void clip(SampleColumns &columns)
    {
        const auto kept = std::ranges::lower_bound(columns.timesMs, m_keptFromMs);
        const std::ptrdiff_t before = kept - columns.timesMs.begin();
        report.clipped += std::uint64_t(before);
        columns.timesMs.erase(columns.timesMs.begin(), kept);
        columns.values.erase(columns.values.begin(), columns.values.begin() + before);
    }

    const SoakOptions &m_options;
    Workload m_workload;
    ManualClock m_clock;
    Store m_store;
    const TimeMs m_keptFromMs;
    std::map<std::string, std::size_t> m_rows; // by encoded labels
};

} // namespace

Workload soakWorkload(const SoakOptions &options)
{
    return Workload({.series = options.series,
                     .seriesPerTarget = 20,
                     .startMs = StartMs,
                     .stepMs = options.stepMs,
                     .jitterMs = 2});
}

Result<std::uint64_t> runSoak(const SoakOptions &options,
                              const std::function<void(const SoakDay &)> &dayPassed)
{
    Run run(options);
    if (Result<void> opened = run.open(); !opened)
        return Failure(opened.error());
    for (int day = 1; day <= options.days; ++day) {
        for (TimeMs passed = 0; passed < DayMs; passed += MinuteMs) {
            if (Result<void> done = run.passMinute(); !done)
                return Failure(done.error());
        }
        if (day == options.days) {
            if (Result<void> finished = run.finish(); !finished)
                return Failure(finished.error());
        }
        const Result<SoakDay> passed = run.look(day);
        if (!passed)
            return Failure(passed.error());
        dayPassed(*passed);
    }
    return run.waits;
}

Result<SoakCheck> checkSoak(const SoakOptions &options)
{
    Check check(options);
    if (Result<void> opened = check.open(); !opened)
        return Failure(opened.error());
    for (int day = 1; day <= options.days; ++day) {
        if (Result<void> compared = check.compareDay(day); !compared)
            return Failure(compared.error());
    }
    if (Result<void> counted = check.countRows(); !counted)
        return Failure(counted.error());
    return check.report;
}

} // namespace tinyobs::bench
