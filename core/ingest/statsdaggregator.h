#pragma once

// The running totals behind StatsD lines: one stream for each name and set of tags, found by the
// hash of its text and, where that is new, by its labels, so that tags in another order are the
// same stream. Bounded in series and in members of sets; forgets what no line has changed for long.
// One thread. A stream stays where it is until forget() or the end.

#include "core/ingest/limits.h"
#include "core/ingest/statsdline.h"
#include "core/ingest/statsdoptions.h"
#include "core/model/labels.h"
#include "core/model/samplebatch.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tinyobs {

struct StatsdBound
{
    double upTo;
    std::string_view text; // as the label "le" says it
};

/// The buckets below "+Inf": of timers in seconds, of histograms in whatever they count. Empty for
/// other types.
std::span<const StatsdBound> statsdBounds(StatsdType type);

/// All streams of one metric name.
struct StatsdFamily
{
    StatsdType type = StatsdType::Counter;
    bool isPart = false; // a name that a histogram makes: "x_bucket"
    bool isAnnounced = false;
    std::size_t streams = 0;
};

struct StatsdStream
{
    StatsdType type = StatsdType::Counter;
    Labels labels;
    WireHash hash;
    StatsdFamily *family = nullptr;
    TimeMs startMs = 0; // when it was still zero
    TimeMs lastLineMs = 0;
    TimeMs lastSentMs = 0;
    bool isChanged = true; // since it was sent
    bool isNew = true;     // never sent
    double value = 0;      // counter's total, gauge, a histogram's sum
    double count = 0;
    std::vector<double> buckets; // each for itself, the last above all bounds
    std::unordered_set<std::uint64_t> members;
};

struct StatsdValue
{
    double number = 0;
    bool isSigned = false;
};

class StatsdAggregator
{
public:
    using Streams = std::unordered_map<std::string, StatsdStream>; // by the labels' bytes
    using AddedLabels = std::span<const std::pair<std::string, std::string>>;

    StatsdAggregator(const StatsdOptions &options, const IngestLimits &limits);

    /// The stream of a line, made when there is none. `space` stands for the added labels.
    tl::expected<StatsdStream *, Refusal> find(const StatsdLine &line, const WireHash &space,
                                               AddedLabels added, TimeMs startMs);
    /// Values for any type but sets.
    void add(StatsdStream &stream, std::span<const StatsdValue> values, double rate, TimeMs nowMs);
    std::optional<LineProblem> addMember(StatsdStream &stream, std::string_view member,
                                         TimeMs nowMs);

    Streams &streams() { return m_streams; }
    bool hasStreams() const { return !m_streams.empty(); }
    /// Begins the sets' next interval with this one.
    void clearMembers(StatsdStream &set);
    /// Streams whose last line came before.
    void forget(TimeMs beforeMs);

private:
    tl::expected<StatsdStream *, Refusal> resolve(const StatsdLine &line, AddedLabels added,
                                                  TimeMs startMs);
    std::optional<Refusal> checkNew(StatsdType type, const std::string &name) const;
    StatsdFamily *enter(StatsdType type, const std::string &name);
    void leave(const StatsdStream &stream);

    StatsdOptions m_options;
    IngestLimits m_limits;
    Streams m_streams;
    std::unordered_map<std::string, StatsdFamily> m_families;
    struct HashOfHash
    {
        std::size_t operator()(const WireHash &hash) const { return hash.low; }
    };
    std::unordered_map<WireHash, StatsdStream *, HashOfHash> m_byText; // may be emptied
    std::size_t m_series = 0;
    std::size_t m_members = 0;
};

} // namespace tinyobs
