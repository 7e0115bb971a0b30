#include "core/storage/disk/committer.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace tinyobs {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

// Commits take at most one part in this many of the thread's time.
constexpr int CommitShare = 5;
constexpr std::size_t ProbeBytes = 64 * 1024;
// Buffers that a burst has made larger than this are given back.
constexpr std::size_t KeptBufferBytes = 1024 * 1024;
// Outcomes of this many failures are told apart; older ones count as one.
constexpr std::size_t MaxFailedRanges = 64;

/// CPU time of this thread, or time where the system does not say.
nanoseconds threadTime()
{
#ifdef CLOCK_THREAD_CPUTIME_ID
    timespec time{};
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0)
        return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
#endif
    return SteadyClock::now().time_since_epoch();
}

/// What clients read: the reason without the path.
Error refusalOf(const Error &error, const std::string &path)
{
    std::string_view reason = error.message;
    if (reason.starts_with(path + ": "))
        reason.remove_prefix(path.size() + 2);
    return {Error::Code::Unavailable,
            "storage: " + std::string(reason) + ", nothing was stored; retry later"};
}

} // namespace

class Committer::Impl
{
public:
    Impl(Options options, std::shared_ptr<Journal> journal);
    ~Impl();

    Result<Ticket> submit(Bytes bytes);
    void rotate(std::shared_ptr<Journal> next);
    void whenDurable(Ticket ticket, Completion completion);
    Ticket newest() const;
    Result<void> ready() const;
    Stats stats() const;

private:
    using Lock = std::unique_lock<std::mutex>;

    /// Bytes for one journal, or the note that it gets no more.
    struct Segment
    {
        std::shared_ptr<Journal> journal;
        std::size_t end = 0; // in the bytes of the batch
        Ticket last = 0;     // is complete with this segment
        bool closes = false;
    };
    struct Batch
    {
        std::vector<std::uint8_t> bytes;
        std::vector<Segment> segments;

        void clear();
    };
    struct Waiter
    {
        Ticket ticket = 0;
        Completion completion;
    };
    struct FailedRange
    {
        Ticket first = 0;
        Ticket last = 0;
        Error error;
    };
    struct CommitError
    {
        Error cause;
        Error refusal;
    };

    // Committer's thread
    void run();
    bool waitForWork(Lock &lock);
    std::optional<CommitError> commitTaken();
    Result<void> commit(const Segment &segment, Bytes bytes);
    Result<void> syncWritten();
    void settle(Ticket last, const Result<void> &outcome);
    void standFailure(Lock &lock, CommitError error);
    bool waitUntilReady(Lock &lock);

    Result<void> takesMore() const;              // lock held
    Result<void> outcomeOf(Ticket ticket) const; // of a settled one; lock held

    const Options m_options;

    mutable std::mutex m_mutex;
    // Guarded by m_mutex
    std::condition_variable m_wake;
    std::shared_ptr<Journal> m_journal;
    Batch m_pending;
    Ticket m_newest = 0;
    Ticket m_settled = 0; // up to here tickets are complete or have failed
    std::vector<Waiter> m_waiters;
    std::vector<FailedRange> m_failedRanges;
    std::optional<Error> m_refusal; // while writes fail
    Stats m_stats;
    bool m_waits = false; // for work
    bool m_stops = false;

    // Committer's thread only
    Batch m_taken;
    std::shared_ptr<Journal> m_unsynced;
    SteadyClock::time_point m_syncDue;
    SteadyClock::time_point m_nextCommit;
    std::thread m_thread;
};

void Committer::Impl::Batch::clear()
{
    bytes.clear();
    if (bytes.capacity() > KeptBufferBytes)
        bytes.shrink_to_fit();
    segments.clear();
}

Committer::Impl::Impl(Options options, std::shared_ptr<Journal> journal)
    : m_options(std::move(options))
    , m_journal(std::move(journal))
{
    m_stats.journalBytes = m_journal->bytes();
    m_thread = std::thread([this] { run(); });
}

Committer::Impl::~Impl()
{
    {
        const Lock lock(m_mutex);
        m_stops = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

Result<Committer::Ticket> Committer::Impl::submit(Bytes bytes)
{
    Lock lock(m_mutex);
    if (Result<void> takes = takesMore(); !takes)
        return Failure(std::move(takes.error()));
    std::vector<std::uint8_t> &pending = m_pending.bytes;
    pending.insert(pending.end(), bytes.begin(), bytes.end());
    const Ticket ticket = ++m_newest;
    if (m_pending.segments.empty() || m_pending.segments.back().closes)
        m_pending.segments.push_back({.journal = m_journal});
    Segment &segment = m_pending.segments.back();
    segment.end = pending.size();
    segment.last = ticket;
    const bool waits = m_waits || pending.size() > m_options.maxPendingBytes / 2;
    lock.unlock();
    if (waits)
        m_wake.notify_one();
    return ticket;
}

void Committer::Impl::rotate(std::shared_ptr<Journal> next)
{
    {
        const Lock lock(m_mutex);
        m_stats.journalBytes = next->bytes();
        m_pending.segments.push_back({.journal = std::exchange(m_journal, std::move(next)),
                                      .end = m_pending.bytes.size(),
                                      .last = m_newest,
                                      .closes = true});
    }
    m_wake.notify_one();
}

void Committer::Impl::whenDurable(Ticket ticket, Completion completion)
{
    Lock lock(m_mutex);
    if (ticket > m_settled) {
        m_waiters.push_back({ticket, std::move(completion)});
        return;
    }
    const Result<void> outcome = outcomeOf(ticket);
    lock.unlock();
    completion(outcome);
}

Result<void> Committer::Impl::outcomeOf(Ticket ticket) const
{
    for (const FailedRange &range : m_failedRanges) {
        if (ticket >= range.first && ticket <= range.last)
            return Failure(range.error);
    }
    return {};
}

Result<void> Committer::Impl::takesMore() const
{
    if (m_refusal)
        return Failure(*m_refusal);
    if (m_pending.bytes.size() < m_options.maxPendingBytes)
        return {};
    return fail(Error::Code::Unavailable, "storage: " + std::to_string(m_pending.bytes.size()) +
                                              " bytes wait to be written, limit " +
                                              std::to_string(m_options.maxPendingBytes) +
                                              "; retry later");
}

Result<void> Committer::Impl::ready() const
{
    const Lock lock(m_mutex);
    return takesMore();
}

Committer::Ticket Committer::Impl::newest() const
{
    const Lock lock(m_mutex);
    return m_newest;
}

Committer::Stats Committer::Impl::stats() const
{
    const Lock lock(m_mutex);
    Stats stats = m_stats;
    stats.pendingBytes = m_pending.bytes.size();
    return stats;
}

void Committer::Impl::run()
{
    Lock lock(m_mutex);
    while (waitForWork(lock)) {
        std::swap(m_pending, m_taken);
        lock.unlock();
        std::optional<CommitError> error = commitTaken();
        m_taken.clear();
        lock.lock();
        if (error)
            standFailure(lock, std::move(*error));
    }
}

/// False when there is none and there will be none. The last sync of relaxed commits is work, too.
bool Committer::Impl::waitForWork(Lock &lock)
{
    m_waits = true;
    while (!m_stops && m_pending.segments.empty()) {
        if (!m_unsynced)
            m_wake.wait(lock);
        else if (m_wake.wait_until(lock, m_syncDue) == std::cv_status::timeout)
            break;
    }
    m_waits = false;
    const auto isUrgent = [this] {
        return m_stops || m_pending.bytes.size() > m_options.maxPendingBytes / 2;
    };
    while (!isUrgent() && SteadyClock::now() < m_nextCommit)
        m_wake.wait_until(lock, m_nextCommit);
    if (m_stops && m_pending.segments.empty())
        m_syncDue = SteadyClock::now();
    return !m_pending.segments.empty() || m_unsynced;
}

/// Without the lock.
std::optional<Committer::Impl::CommitError> Committer::Impl::commitTaken()
{
    std::size_t begin = 0;
    for (const Segment &segment : m_taken.segments) {
        const Bytes bytes = Bytes(m_taken.bytes).subspan(begin, segment.end - begin);
        if (Result<void> done = commit(segment, bytes); !done)
            return CommitError{done.error(), refusalOf(done.error(), segment.journal->path())};
        settle(segment.last, {});
        begin = segment.end;
    }
    if (m_unsynced && SteadyClock::now() >= m_syncDue) {
        const std::string path = m_unsynced->path();
        if (Result<void> synced = syncWritten(); !synced)
            return CommitError{synced.error(), refusalOf(synced.error(), path)};
    }
    return {};
}

Result<void> Committer::Impl::commit(const Segment &segment, Bytes bytes)
{
    if (segment.closes)
        return segment.journal == m_unsynced ? syncWritten() : Result<void>();
    const bool isStrict = m_options.durability == Durability::Strict;
    const SteadyClock::time_point begin = SteadyClock::now();
    const nanoseconds cpuBegin = threadTime();
    Result<void> written = segment.journal->write(bytes, isStrict ? Sync::Full : Sync::WriteOut);
    if (!written)
        return written;
    m_nextCommit = begin + CommitShare * (threadTime() - cpuBegin);
    const SteadyClock::time_point end = SteadyClock::now();
    if (!isStrict && !m_unsynced) {
        m_unsynced = segment.journal;
        m_syncDue = end + m_options.syncInterval;
    }
    const Lock lock(m_mutex);
    ++m_stats.commits;
    m_stats.bytes += bytes.size();
    m_stats.commitTime += end - begin;
    if (segment.journal == m_journal)
        m_stats.journalBytes = segment.journal->bytes();
    return {};
}

Result<void> Committer::Impl::syncWritten()
{
    return std::exchange(m_unsynced, {})->sync();
}

/// Tells those who wait for tickets up to this one; without the lock.
void Committer::Impl::settle(Ticket last, const Result<void> &outcome)
{
    std::vector<Waiter> ready;
    {
        const Lock lock(m_mutex);
        m_settled = last;
        const auto rest =
            std::stable_partition(m_waiters.begin(), m_waiters.end(),
                                  [last](const Waiter &waiter) { return waiter.ticket <= last; });
        ready.assign(std::move_iterator(m_waiters.begin()), std::move_iterator(rest));
        m_waiters.erase(m_waiters.begin(), rest);
    }
    for (const Waiter &waiter : ready)
        waiter.completion(outcome);
}

void Committer::Impl::standFailure(Lock &lock, CommitError error)
{
    ++m_stats.failures;
    m_refusal = error.refusal;
    const Result<void> outcome = Failure(*m_refusal);
    const Ticket last = m_newest;
    if (m_failedRanges.size() == MaxFailedRanges) {
        m_failedRanges[1].first = m_failedRanges[0].first;
        m_failedRanges.erase(m_failedRanges.begin());
    }
    m_failedRanges.push_back({m_settled + 1, last, *m_refusal});
    std::swap(m_pending, m_taken);
    lock.unlock();
    m_taken.clear(); // may close journals
    m_unsynced.reset();
    if (m_options.failed)
        m_options.failed(error.cause, error.refusal);
    settle(last, outcome);
    lock.lock();
    if (waitUntilReady(lock))
        m_refusal.reset();
}

/// False when the committer ends before.
bool Committer::Impl::waitUntilReady(Lock &lock)
{
    static constexpr std::array<std::uint8_t, ProbeBytes> Zeros{};
    bool isWritable = false;
    for (;;) {
        if (m_wake.wait_for(lock, m_options.probeInterval, [this] { return m_stops; }))
            return false;
        const std::shared_ptr<Journal> journal = m_journal;
        lock.unlock();
        isWritable = isWritable || journal->write(Zeros, Sync::Full).has_value();
        const bool isReady = isWritable && (!m_options.recovered || m_options.recovered());
        lock.lock();
        if (isReady)
            return true;
    }
}

Committer::Committer(Options options, std::shared_ptr<Journal> journal)
    : m_impl(std::make_unique<Impl>(std::move(options), std::move(journal)))
{
}

Committer::~Committer() = default;

Result<Committer::Ticket> Committer::submit(Bytes bytes)
{
    return m_impl->submit(bytes);
}

void Committer::rotate(std::shared_ptr<Journal> next)
{
    m_impl->rotate(std::move(next));
}

void Committer::whenDurable(Ticket ticket, Completion completion)
{
    m_impl->whenDurable(ticket, std::move(completion));
}

Result<void> Committer::waitDurable(Ticket ticket)
{
    std::mutex mutex;
    std::condition_variable settled;
    std::optional<Result<void>> outcome;
    whenDurable(ticket, [&](const Result<void> &result) {
        const std::lock_guard lock(mutex);
        outcome = result;
        settled.notify_one(); // with the lock held: the one who waits takes both away
    });
    std::unique_lock lock(mutex);
    settled.wait(lock, [&] { return outcome.has_value(); });
    return *outcome;
}

Result<void> Committer::ready() const
{
    return m_impl->ready();
}

Committer::Ticket Committer::newest() const
{
    return m_impl->newest();
}

Committer::Stats Committer::stats() const
{
    return m_impl->stats();
}

} // namespace tinyobs
