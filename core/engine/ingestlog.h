#pragma once

// What came in, by protocol and sender, and what was refused: counters, the senders of late, and
// the last refusals with what to do about them. Usable from any thread. What goes well costs
// relaxed atomics and one short lock; everything is bounded, and text of senders is cut and made
// plain before it is kept.

#include "core/engine/ingeststatus.h"
#include "core/engine/requestreasons.h"
#include "core/ingest/wireformats.h"
#include "core/model/refusal.h"

#include <array>
#include <atomic>
#include <list>
#include <mutex>
#include <unordered_map>

namespace tinyobs {

/// By what something came in: a wire format, or one of the two that are none.
enum class ProtocolId : unsigned char {};

constexpr ProtocolId protocolOf(WireFormat format)
{
    return static_cast<ProtocolId>(format);
}
/// Refused before it was known what it would be.
inline constexpr ProtocolId UnknownProtocol{WireFormatCount};
/// The server's own samples.
inline constexpr ProtocolId OwnSamples{WireFormatCount + 1};
inline constexpr std::size_t ProtocolCount = WireFormatCount + 2;

std::string_view nameOf(ProtocolId protocol);

/// Where a document came from. Views, used during a call only.
struct IngestOrigin
{
    ProtocolId protocol = UnknownProtocol;
    std::string_view path;   // "/ingest", "udp:8125"
    std::string_view sender; // its address, empty when nobody sent it
};

class IngestLog
{
public:
    static constexpr std::size_t MaxRefusals = 100;
    static constexpr std::size_t MaxSenders = 256;

    /// The clock must outlive the log.
    explicit IngestLog(const Clock &clock);

    /// A document was taken, and so many of its samples were stored.
    void countTaken(const IngestOrigin &origin, std::size_t samples);
    /// Samples of a document whose others stand; the message is that of the first.
    void refuseSamples(const IngestOrigin &origin, RefusalReason reason, std::string_view message,
                       std::size_t count);
    /// A document that was refused whole.
    void refuseDocument(const IngestOrigin &origin, RefusalReason reason, std::string_view message);
    /// A request that was refused before its samples were read; the reason is one of
    /// RequestReasons.
    void refuseRequest(const IngestOrigin &origin, std::string_view reason,
                       std::string_view message);

    IngestStatus status() const;
    /// Of all protocols together.
    std::array<std::uint64_t, RefusalReasonCount> samplesRefused() const;
    std::uint64_t requestsRefused() const;
    std::uint64_t requestsNotRead() const;
    /// Zero when nothing was refused yet.
    TimeMs lastRefusalMs() const { return m_lastRefusalMs.load(std::memory_order_relaxed); }

private:
    using Counter = std::atomic<std::uint64_t>;

    struct Counters
    {
        Counter requests = 0;
        Counter samples = 0;
        Counter requestsRefused = 0;
        std::array<Counter, RefusalReasonCount> samplesRefused{};
        std::array<Counter, RequestReasons.size()> notRead{};
    };

    /// Samples of the last minute, by ten seconds.
    struct Rate
    {
        static constexpr TimeMs SlotMs = 10'000;
        static constexpr std::size_t Slots = 7;

        std::array<std::uint64_t, Slots> samples{};
        std::int64_t newest = 0; // the number of the newest slot
        TimeMs sinceMs = 0;

        void add(TimeMs nowMs, std::uint64_t count);
        double perSecond(TimeMs nowMs) const;
    };

    struct Sender
    {
        ProtocolId protocol = UnknownProtocol;
        std::string address;
        std::uint64_t requests = 0;
        std::uint64_t samples = 0;
        std::uint64_t refused = 0;
        TimeMs lastSeenMs = 0;
        Rate rate;
    };

    struct Entry
    {
        std::size_t likeness = 0; // equal for refusals that are one to whoever reads them
        IngestRefusal refusal;
    };

    struct Refused
    {
        std::string_view reason;
        std::string_view hint;
        std::string_view message;
        std::size_t count;
        std::size_t requests;
    };

    Counters &countersOf(ProtocolId protocol);
    void noteRefusal(const IngestOrigin &origin, const Refused &refused);
    Sender *senderOf(const IngestOrigin &origin, TimeMs nowMs);
    void forgetOneSender();

    const Clock &m_clock;
    std::array<Counters, ProtocolCount> m_counters;
    std::atomic<TimeMs> m_lastRefusalMs = 0;
    mutable std::mutex m_mutex; // guards all below
    std::unordered_map<std::string, Sender> m_senders;
    std::string m_senderKey;
    std::list<Entry> m_refusals; // newest first
};

} // namespace tinyobs
