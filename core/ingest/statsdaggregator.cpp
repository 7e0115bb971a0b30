#include "core/ingest/statsdaggregator.h"

#include "core/base/quoted.h"
#include "core/ingest/wirehash.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;

constexpr std::array<StatsdBound, 15> TimerBounds{{
    {0.001, "0.001"},
    {0.0025, "0.0025"},
    {0.005, "0.005"},
    {0.01, "0.01"},
    {0.025, "0.025"},
    {0.05, "0.05"},
    {0.1, "0.1"},
    {0.25, "0.25"},
    {0.5, "0.5"},
    {1, "1"},
    {2.5, "2.5"},
    {5, "5"},
    {10, "10"},
    {30, "30"},
    {60, "60"},
}};

constexpr std::array<StatsdBound, 31> HistogramBounds{{
    {1e-3, "0.001"},   {2.5e-3, "0.0025"}, {5e-3, "0.005"},  {1e-2, "0.01"}, {2.5e-2, "0.025"},
    {5e-2, "0.05"},    {0.1, "0.1"},       {0.25, "0.25"},   {0.5, "0.5"},   {1, "1"},
    {2.5, "2.5"},      {5, "5"},           {10, "10"},       {25, "25"},     {50, "50"},
    {100, "100"},      {250, "250"},       {500, "500"},     {1000, "1000"}, {2500, "2500"},
    {5000, "5000"},    {1e4, "10000"},     {2.5e4, "25000"}, {5e4, "50000"}, {1e5, "100000"},
    {2.5e5, "250000"}, {5e5, "500000"},    {1e6, "1e+06"},   {1e7, "1e+07"}, {1e8, "1e+08"},
    {1e9, "1e+09"},
}};

constexpr std::array<std::string_view, 3> PartSuffixes{"_bucket", "_sum", "_count"};

/// Spellings that are remembered for each stream on average: tags may come in any order.
constexpr std::size_t SpellingsPerStream = 8;
constexpr std::size_t SpellingsAtLeast = 4096;

bool isHistogram(StatsdType type)
{
    return !statsdBounds(type).empty();
}

/// How many series of the store a stream makes: its buckets, "+Inf", sum and count.
std::size_t seriesOf(StatsdType type)
{
    return isHistogram(type) ? statsdBounds(type).size() + 3 : 1;
}

void observe(StatsdStream &stream, double value, double weight)
{
    const auto bounds = statsdBounds(stream.type);
    const auto bucket = std::ranges::lower_bound(bounds, value, {}, &StatsdBound::upTo);
    stream.buckets[static_cast<std::size_t>(bucket - bounds.begin())] += weight;
    stream.count += weight;
    stream.value += value * weight;
}

void touch(StatsdStream &stream, TimeMs nowMs)
{
    stream.isChanged = true;
    stream.lastLineMs = nowMs;
}

Refused refuse(RefusalReason reason, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = 0, .message = std::move(message)});
}

} // namespace

std::span<const StatsdBound> statsdBounds(StatsdType type)
{
    if (type == StatsdType::Timer)
        return TimerBounds;
    if (type == StatsdType::Histogram)
        return HistogramBounds;
    return {};
}

StatsdAggregator::StatsdAggregator(const StatsdOptions &options, const IngestLimits &limits)
    : m_options(options)
    , m_limits(limits)
{
}

tl::expected<StatsdStream *, Refusal> StatsdAggregator::find(const StatsdLine &line,
                                                             const WireHash &space,
                                                             AddedLabels added, TimeMs startMs)
{
    const WireHash text = combined(wireHash(line.name, line.tags), space);
    if (const auto known = m_byText.find(text);
        known != m_byText.end() && known->second->type == line.type)
        return known->second;
    auto stream = resolve(line, added, startMs);
    if (!stream)
        return stream;
    if (m_byText.size() >= SpellingsAtLeast + SpellingsPerStream * m_streams.size())
        m_byText.clear();
    m_byText[text] = *stream;
    return stream;
}

tl::expected<StatsdStream *, Refusal> StatsdAggregator::resolve(const StatsdLine &line,
                                                                AddedLabels added, TimeMs startMs)
{
    std::string_view name = line.name;
    const std::string metricName = cleanedName(takePart(name, ','));
    LineLabels pairs;
    bool hasLe = false;
    forEachStatsdTag(line, [&](std::string_view tag, std::string_view value) {
        hasLe = hasLe || tag == "le";
        if (pairs.size() <= m_limits[IngestLimit::LabelsPerSeries]) // make() refuses one too many
            pairs.set(tag, value);
    });
    if (hasLe && isHistogram(line.type))
        return refuse(RefusalReason::BadLabel, ".labels: label 'le' is that of the buckets");
    auto labels = pairs.make(metricName, added, m_limits);
    if (!labels)
        return Refused(std::move(labels.error()));
    const auto known = m_streams.find(labels->bytes());
    if (known != m_streams.end() && known->second.type == line.type)
        return &known->second;
    if (auto wrong = checkNew(line.type, metricName))
        return Refused(std::move(*wrong));
    StatsdStream &stream = m_streams[labels->bytes()];
    stream.type = line.type;
    stream.labels = std::move(*labels);
    stream.hash = wireHash(stream.labels.bytes());
    stream.family = enter(line.type, metricName);
    stream.startMs = startMs;
    if (isHistogram(line.type))
        stream.buckets.resize(statsdBounds(line.type).size() + 1);
    m_series += seriesOf(line.type);
    return &stream;
}

std::optional<Refusal> StatsdAggregator::checkNew(StatsdType type, const std::string &name) const
{
    const auto clash = [&](const std::string &each, bool isPart) -> std::optional<Refusal> {
        const auto known = m_families.find(each);
        if (known == m_families.end())
            return std::nullopt;
        const StatsdFamily &family = known->second;
        if (family.isPart == isPart && (isPart || family.type == type))
            return std::nullopt;
        return refuse(RefusalReason::WrongType,
                      quoted(each) + " is " + (family.isPart ? "part of a " : "a ") +
                          std::string(nameOf(family.type)) + " already, this is a " +
                          std::string(nameOf(type)))
            .value();
    };
    if (auto wrong = clash(name, false))
        return wrong;
    if (isHistogram(type)) {
        for (const std::string_view suffix : PartSuffixes) {
            if (auto wrong = clash(name + std::string(suffix), true))
                return wrong;
        }
    }
    if (m_series + seriesOf(type) > m_options.maxSeries)
        return refuse(RefusalReason::SeriesLimit, "StatsD lines make " + std::to_string(m_series) +
                                                      " series already, limit " +
                                                      std::to_string(m_options.maxSeries) + ": " +
                                                      quoted(name) + " is not counted")
            .value();
    return std::nullopt;
}

StatsdFamily *StatsdAggregator::enter(StatsdType type, const std::string &name)
{
    if (isHistogram(type)) {
        for (const std::string_view suffix : PartSuffixes) {
            StatsdFamily &part = m_families[name + std::string(suffix)];
            part.type = type;
            part.isPart = true;
            ++part.streams;
        }
    }
    StatsdFamily &family = m_families[name];
    family.type = type;
    ++family.streams;
    return &family;
}

void StatsdAggregator::leave(const StatsdStream &stream)
{
    const auto leaveFamily = [this](const std::string &name) {
        const auto family = m_families.find(name);
        if (--family->second.streams == 0)
            m_families.erase(family);
    };
    const std::string name(stream.labels.metricName());
    leaveFamily(name);
    if (isHistogram(stream.type)) {
        for (const std::string_view suffix : PartSuffixes)
            leaveFamily(name + std::string(suffix));
    }
    m_series -= seriesOf(stream.type);
    m_members -= stream.members.size();
}

void StatsdAggregator::add(StatsdStream &stream, std::span<const StatsdValue> values, double rate,
                           TimeMs nowMs)
{
    touch(stream, nowMs);
    const double weight = 1 / rate;
    for (const StatsdValue &value : values) {
        if (stream.type == StatsdType::Counter)
            stream.value += value.number * weight;
        else if (stream.type == StatsdType::Gauge)
            stream.value = value.isSigned ? stream.value + value.number : value.number;
        else if (stream.type == StatsdType::Timer)
            observe(stream, value.number / 1000, weight);
        else
            observe(stream, value.number, weight);
    }
}

std::optional<LineProblem> StatsdAggregator::addMember(StatsdStream &stream,
                                                       std::string_view member, TimeMs nowMs)
{
    touch(stream, nowMs);
    const std::uint64_t hash = wireHash(member).low;
    if (stream.members.contains(hash))
        return std::nullopt;
    if (stream.members.size() >= m_options.maxMembers || m_members >= m_options.maxAllMembers)
        return LineProblem{RefusalReason::TooLarge,
                           "set has as many different values as are counted in one interval",
                           stream.labels.metricName()};
    stream.members.insert(hash);
    ++m_members;
    return std::nullopt;
}

void StatsdAggregator::clearMembers(StatsdStream &set)
{
    m_members -= set.members.size();
    std::unordered_set<std::uint64_t>().swap(set.members);
}

void StatsdAggregator::forget(TimeMs beforeMs)
{
    const std::size_t forgotten = std::erase_if(m_streams, [&](const auto &entry) {
        const bool isOld = entry.second.lastLineMs < beforeMs;
        if (isOld)
            leave(entry.second);
        return isOld;
    });
    if (forgotten > 0)
        m_byText.clear();
}

} // namespace tinyobs
