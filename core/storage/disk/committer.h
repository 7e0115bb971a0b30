#pragma once

// Group commit: takes the journal bytes of batches, writes them as one record, and then completes
// the tickets of all of them. An own thread; every function may be called from any thread.
//   idle: a record is committed at once. Under load: what came during a commit goes together into
//   the next one, and commits are spaced so that they take at most a fifth of the thread's time.
// A commit that fails (disk full, I/O error) drops what was pending and calls `failed` in the
// committer's thread, where the owner goes back to what the journals hold; then the tickets that
// wait fail, so that who hears of it sees the store without those samples. From the failure on
// nothing is taken. The committer probes each second by writing a record of zeros; when that
// succeeds it calls `recovered`, again and again until the owner is ready, and takes bytes again.
// No callback is made with a lock held. `failed` and `recovered` may use the journals and rotate().

#include "core/base/result.h"
#include "core/storage/disk/journal.h"
#include "core/storage/durability.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace tinyobs {

class Committer
{
public:
    /// Grows by one with every submit(); 0 is complete from the start.
    using Ticket = std::uint64_t;
    using Completion = std::function<void(const Result<void> &)>;

    struct Options
    {
        Durability durability = Durability::Strict;
        std::size_t maxPendingBytes = 8u << 20; // from here on submit() refuses
        std::chrono::milliseconds probeInterval = std::chrono::seconds(1);
        std::chrono::milliseconds syncInterval = std::chrono::seconds(1); // of Relaxed
        /// With the cause, which names the file, and with what clients are told.
        std::function<void(const Error &cause, const Error &refusal)> failed = {};
        /// False: the owner is not ready, and is asked again at the next probe's time.
        std::function<bool()> recovered = {};
    };

    Committer(Options options, std::shared_ptr<Journal> journal);
    /// Commits what is pending (while writes fail: drops it), then ends the thread.
    ~Committer();
    Committer(const Committer &) = delete;
    Committer &operator=(const Committer &) = delete;

    /// Queues the bytes of one batch behind those before; they are copied. Unavailable with the
    /// reason while writes fail; Unavailable when too much is pending.
    Result<Ticket> submit(Bytes bytes);
    /// What submit() would refuse with now. For a caller that alone submits, too much pending is
    /// said here and not by the submit() that follows; so it can ask before it changes its state.
    Result<void> ready() const;
    /// What is submitted from now on goes to this journal; what came before still to the last one,
    /// which is let go of (and so closed) after its last commit.
    void rotate(std::shared_ptr<Journal> next);

    /// Calls back when the ticket is complete or has failed: at once in the caller's thread when it
    /// is already, else in the committer's thread. Callbacks must be short.
    void whenDurable(Ticket ticket, Completion completion);
    Result<void> waitDurable(Ticket ticket);
    /// The ticket of the newest submit().
    Ticket newest() const;

    struct Stats
    {
        std::uint64_t commits = 0;
        std::uint64_t bytes = 0;
        std::uint64_t failures = 0;
        std::uint64_t pendingBytes = 0;         // not yet in a commit
        std::uint64_t journalBytes = 0;         // of the journal at hand
        std::chrono::nanoseconds commitTime{0}; // all commits together
    };
    Stats stats() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs
