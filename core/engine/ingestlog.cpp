#include "core/engine/ingestlog.h"

#include "core/base/plaintext.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

namespace tinyobs {
namespace {

constexpr std::size_t MaxMessageBytes = 400;
constexpr std::size_t MaxPathBytes = 200;
constexpr std::size_t MaxSenderBytes = 64;

void add(std::atomic<std::uint64_t> &counter, std::uint64_t count = 1)
{
    counter.fetch_add(count, std::memory_order_relaxed);
}

std::uint64_t read(const std::atomic<std::uint64_t> &counter)
{
    return counter.load(std::memory_order_relaxed);
}

/// The same for texts that differ in their numbers only: indexes, times, values.
std::size_t withoutNumbers(std::string_view text)
{
    std::string bare;
    bare.reserve(text.size());
    for (const char c : text) {
        const bool isDigit = c >= '0' && c <= '9';
        if (!isDigit)
            bare += c;
        else if (!bare.ends_with('#'))
            bare += '#';
    }
    return std::hash<std::string>()(bare);
}

bool isLike(const IngestRefusal &a, const IngestRefusal &b)
{
    return a.protocol == b.protocol && a.reason == b.reason && a.path == b.path &&
           a.sender == b.sender;
}

template <typename Row, std::size_t Size>
std::vector<RefusedCount> thoseThatHappened(const std::array<Row, Size> &reasons,
                                            const auto &counters)
{
    std::vector<RefusedCount> counts;
    for (std::size_t i = 0; i < Size; ++i) {
        if (const std::uint64_t count = read(counters[i]); count > 0)
            counts.push_back({reasons[i].name, count});
    }
    return counts;
}

} // namespace

std::string_view nameOf(ProtocolId protocol)
{
    if (protocol == UnknownProtocol)
        return "http";
    if (protocol == OwnSamples)
        return "self";
    return rowOf(static_cast<WireFormat>(protocol)).name;
}

// ---- rate

void IngestLog::Rate::add(TimeMs nowMs, std::uint64_t count)
{
    const std::int64_t slot = nowMs / SlotMs;
    if (sinceMs == 0) {
        sinceMs = nowMs;
        newest = slot;
    }
    for (std::int64_t step = 0; newest < slot && step < std::int64_t(Slots); ++step)
        samples[static_cast<std::size_t>(++newest) % Slots] = 0;
    newest = std::max(newest, slot);
    samples[static_cast<std::size_t>(newest) % Slots] += count;
}

double IngestLog::Rate::perSecond(TimeMs nowMs) const
{
    const std::int64_t slot = nowMs / SlotMs;
    std::uint64_t sum = 0;
    for (std::int64_t each = slot - std::int64_t(Slots) + 1; each <= newest; ++each) {
        if (each > newest - std::int64_t(Slots))
            sum += samples[static_cast<std::size_t>(each) % Slots];
    }
    const TimeMs windowMs = nowMs % SlotMs + (std::int64_t(Slots) - 1) * SlotMs;
    const TimeMs knownMs = std::clamp<TimeMs>(nowMs - sinceMs, SlotMs, windowMs);
    return static_cast<double>(sum) * 1000 / static_cast<double>(knownMs);
}

// ---- counting

IngestLog::IngestLog(const Clock &clock)
    : m_clock(clock)
{
}

IngestLog::Counters &IngestLog::countersOf(ProtocolId protocol)
{
    return m_counters[static_cast<std::size_t>(protocol)];
}

void IngestLog::countTaken(const IngestOrigin &origin, std::size_t samples)
{
    Counters &counters = countersOf(origin.protocol);
    add(counters.requests);
    add(counters.samples, samples);
    const TimeMs nowMs = m_clock.nowMs();
    const std::lock_guard lock(m_mutex);
    if (Sender *sender = senderOf(origin, nowMs)) {
        ++sender->requests;
        sender->samples += samples;
        sender->rate.add(nowMs, samples);
    }
}

void IngestLog::refuseSamples(const IngestOrigin &origin, RefusalReason reason,
                              std::string_view message, std::size_t count)
{
    const RefusalReasonInfo &info = infoOf(reason);
    add(countersOf(origin.protocol).samplesRefused[static_cast<std::size_t>(reason)], count);
    noteRefusal(origin, {info.name, info.hint, message, count, 0});
}

void IngestLog::refuseDocument(const IngestOrigin &origin, RefusalReason reason,
                               std::string_view message)
{
    const RefusalReasonInfo &info = infoOf(reason);
    Counters &counters = countersOf(origin.protocol);
    add(counters.requests);
    add(counters.requestsRefused);
    add(counters.samplesRefused[static_cast<std::size_t>(reason)]);
    noteRefusal(origin, {info.name, info.hint, message, 1, 1});
}

void IngestLog::refuseRequest(const IngestOrigin &origin, std::string_view reason,
                              std::string_view message)
{
    const std::size_t row = requestReasonIndex(reason);
    const RequestReasonInfo &info = RequestReasons[row];
    Counters &counters = countersOf(origin.protocol);
    add(counters.requests);
    add(counters.requestsRefused);
    add(counters.notRead[row]);
    noteRefusal(origin, {info.name, info.hint, message, 1, 1});
}

void IngestLog::noteRefusal(const IngestOrigin &origin, const Refused &refused)
{
    const TimeMs nowMs = m_clock.nowMs();
    m_lastRefusalMs.store(nowMs, std::memory_order_relaxed);
    Entry entry{.likeness = withoutNumbers(refused.message),
                .refusal = {.timeMs = nowMs,
                            .firstMs = nowMs,
                            .count = refused.count,
                            .protocol = nameOf(origin.protocol),
                            .path = plainText(origin.path, MaxPathBytes),
                            .sender = plainText(origin.sender, MaxSenderBytes),
                            .reason = refused.reason,
                            .message = plainText(refused.message, MaxMessageBytes),
                            .hint = refused.hint}};
    const std::lock_guard lock(m_mutex);
    if (Sender *sender = senderOf(origin, nowMs)) {
        sender->requests += refused.requests;
        sender->refused += refused.count;
    }
    const auto before = std::ranges::find_if(m_refusals, [&](const Entry &each) {
        return each.likeness == entry.likeness && isLike(each.refusal, entry.refusal);
    });
    if (before != m_refusals.end()) {
        entry.refusal.firstMs = before->refusal.firstMs;
        entry.refusal.count += before->refusal.count;
        m_refusals.erase(before);
    }
    m_refusals.push_front(std::move(entry));
    if (m_refusals.size() > MaxRefusals)
        m_refusals.pop_back();
}

/// Null when nobody sent it. Under m_mutex.
IngestLog::Sender *IngestLog::senderOf(const IngestOrigin &origin, TimeMs nowMs)
{
    if (origin.sender.empty())
        return nullptr;
    m_senderKey.assign(origin.sender.substr(0, MaxSenderBytes));
    m_senderKey += static_cast<char>(origin.protocol);
    auto found = m_senders.find(m_senderKey);
    if (found == m_senders.end()) {
        if (m_senders.size() == MaxSenders)
            forgetOneSender();
        found = m_senders.try_emplace(m_senderKey).first;
        found->second.protocol = origin.protocol;
        found->second.address = plainText(origin.sender, MaxSenderBytes);
    }
    found->second.lastSeenMs = nowMs;
    return &found->second;
}

void IngestLog::forgetOneSender()
{
    m_senders.erase(std::ranges::min_element(
        m_senders, {}, [](const auto &each) { return each.second.lastSeenMs; }));
}

// ---- reading

IngestStatus IngestLog::status() const
{
    IngestStatus status;
    status.nowMs = m_clock.nowMs();
    for (std::size_t i = 0; i < ProtocolCount; ++i) {
        const Counters &counters = m_counters[i];
        ProtocolStatus protocol{
            .protocol = nameOf(ProtocolId(i)),
            .requests = read(counters.requests),
            .samples = read(counters.samples),
            .requestsRefused = read(counters.requestsRefused),
            .byReason = thoseThatHappened(RefusalReasons, counters.samplesRefused),
            .beforeReading = thoseThatHappened(RequestReasons, counters.notRead)};
        for (const RefusedCount &refused : protocol.byReason)
            protocol.samplesRefused += refused.count;
        const bool isUsed = protocol.requests > 0 || protocol.samplesRefused > 0;
        if (isUsed || ProtocolId(i) == protocolOf(WireFormat::Json))
            status.protocols.push_back(std::move(protocol));
    }
    const std::lock_guard lock(m_mutex);
    for (const auto &[key, sender] : m_senders) {
        status.senders.push_back({.protocol = nameOf(sender.protocol),
                                  .address = sender.address,
                                  .requests = sender.requests,
                                  .samples = sender.samples,
                                  .refused = sender.refused,
                                  .samplesPerSecond = sender.rate.perSecond(status.nowMs),
                                  .lastSeenMs = sender.lastSeenMs});
    }
    // In an order that does not change while they send.
    std::ranges::sort(status.senders, [](const SenderStatus &a, const SenderStatus &b) {
        return std::tie(a.address, a.protocol) < std::tie(b.address, b.protocol);
    });
    for (const Entry &entry : m_refusals)
        status.refusals.push_back(entry.refusal);
    return status;
}

std::array<std::uint64_t, RefusalReasonCount> IngestLog::samplesRefused() const
{
    std::array<std::uint64_t, RefusalReasonCount> counts{};
    for (const Counters &counters : m_counters) {
        for (std::size_t i = 0; i < counts.size(); ++i)
            counts[i] += read(counters.samplesRefused[i]);
    }
    return counts;
}

std::uint64_t IngestLog::requestsRefused() const
{
    std::uint64_t sum = 0;
    for (const Counters &counters : m_counters)
        sum += read(counters.requestsRefused);
    return sum;
}

std::uint64_t IngestLog::requestsNotRead() const
{
    std::uint64_t sum = 0;
    for (const Counters &counters : m_counters) {
        for (const Counter &counter : counters.notRead)
            sum += read(counter);
    }
    return sum;
}

} // namespace tinyobs
