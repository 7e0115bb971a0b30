#include "core/storage/appendplan.h"

#include "core/base/quoted.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tinyobs {
namespace {

// How far ahead of its use a row's memory is asked for: enough to hide a cache miss.
constexpr std::size_t PrefetchRows = 8;

constexpr TenantId Tenant = 0;

/// Names the label of a refused series that has the most values: the one that explodes.
std::string mostValues(const LabelIndex &index, const Labels &labels)
{
    std::string_view most;
    std::size_t values = 0;
    for (const LabelView label : labels) {
        const std::size_t count = index.pairsOf(label.name).size();
        if (label.name != MetricNameLabel && count > values) {
            most = label.name;
            values = count;
        }
    }
    if (values < 2)
        return {};
    return "; label " + quoted(most) + " has the most values, " + std::to_string(values);
}

} // namespace

AppendPlan::AppendPlan(const SampleBatch &batch, AppendMode mode, AppendReport &report)
    : m_batch(batch)
    , m_mode(mode)
    , m_report(report)
    , m_ids(batch.size(), SeriesTable::None)
{
}

bool AppendPlan::refuse(std::size_t row, RefusalReason reason, std::string message)
{
    m_ids[row] = Refused;
    if (isStart(row))
        return true;
    m_report.refusals.push_back({reason, row, std::move(message)});
    return m_mode == AppendMode::GoodRows;
}

bool AppendPlan::checkTimes(const Rules &rules)
{
    for (std::size_t row = 0; row < m_batch.size(); ++row) {
        const TimeMs timeMs = m_batch.timesMs[row];
        if ((m_batch.flagsOf(row) & LeftOutRow) != 0) {
            m_ids[row] = Refused;
            continue;
        }
        if (timeMs > rules.newestMs) {
            if (!refuse(row, RefusalReason::TooFarAhead,
                        ".timestamp: is " + std::to_string(timeMs - rules.nowMs) +
                            " ms ahead of the server's clock, limit " +
                            std::to_string(rules.newestMs - rules.nowMs) + " ms"))
                return false;
        } else if (timeMs < rules.oldestMs) {
            if (!refuse(row, RefusalReason::TooOld,
                        ".timestamp: is " + std::to_string(rules.nowMs - timeMs) +
                            " ms behind the server's clock, limit " +
                            std::to_string(rules.nowMs - rules.oldestMs) + " ms"))
                return false;
        }
    }
    return true;
}

void AppendPlan::leaveOutExemplar(std::size_t row, std::string message)
{
    if (!m_report.exemplarsLeftOut)
        m_report.exemplarsLeftOut = {RefusalReason::Exemplar, row, std::move(message), 0};
    ++m_report.exemplarsLeftOut->count;
}

void AppendPlan::checkExemplars(const Rules &rules, std::size_t maxExemplars)
{
    m_exemplars.reserve(m_batch.exemplars.size());
    for (const BatchExemplar &one : m_batch.exemplars) {
        const std::size_t bytes = one.labels.bytes().size();
        if (maxExemplars == 0)
            leaveOutExemplar(one.row, ": exemplars are not kept (setting exemplars)");
        else if (one.timeMs < rules.oldestMs || one.timeMs > rules.newestMs)
            leaveOutExemplar(one.row, ": an exemplar's time is outside of what is taken");
        else if (bytes > ExemplarRing::MaxLabelBytes)
            leaveOutExemplar(one.row, ": an exemplar's labels have " + std::to_string(bytes) +
                                          " bytes, limit " +
                                          std::to_string(ExemplarRing::MaxLabelBytes));
        else
            m_exemplars.emplace_back(&one, std::make_shared<const KeptExemplar>(
                                               KeptExemplar{one.timeMs, one.value, one.labels}));
    }
}

bool AppendPlan::lookUp(const Head &head)
{
    if (m_lookedUp && m_removals == head.series.removals())
        return true; // what was unknown then has its labels by now
    m_lookedUp = true;
    m_removals = head.series.removals();
    m_missing.clear();
    bool resolved = true;
    const std::size_t rows = m_batch.size();
    for (std::size_t row = 0; row < rows; ++row) {
        if (row + PrefetchRows < rows)
            head.series.prefetchWire(m_batch.hashes[row + PrefetchRows]);
        if (m_ids[row] == Refused)
            continue;
        m_ids[row] = head.series.findByWire(m_batch.hashes[row]);
        if (m_ids[row] == SeriesTable::None) {
            m_missing.push_back(static_cast<std::uint32_t>(row));
            resolved = resolved && m_unknown.contains(m_batch.hashes[row]);
        }
    }
    return resolved;
}

bool AppendPlan::resolve(const BatchSource &source)
{
    m_unknown.reserve(m_missing.size());
    for (const std::uint32_t row : m_missing) {
        const auto [entry, isNew] = m_unknown.try_emplace(m_batch.hashes[row]);
        if (isNew)
            entry->second.labels = source.labels(row);
        const auto &labels = entry->second.labels;
        if (!labels && !refuse(row, labels.error().reason, labels.error().message))
            return false;
    }
    std::erase_if(m_missing, [this](std::uint32_t row) { return m_ids[row] == Refused; });
    return true;
}

void AppendPlan::countLimits(const Head &head, const Rules &rules)
{
    std::size_t atMost = 0;
    for (const auto &[hash, unknown] : m_unknown) {
        if (unknown.labels)
            atMost += SeriesTable::maxCostOf(*unknown.labels) + MemoryBudget::PerSeries;
    }
    m_nearLimits = !rules.memory.hasRoomForSeries(head, atMost) ||
                   head.series.count() + m_unknown.size() > rules.maxSeries;
}

/// Why the labels may not become a further series; where they may, they are counted as one.
std::optional<Refusal> AppendPlan::limitOf(const Head &head, const Rules &rules,
                                           const Labels &labels)
{
    const std::size_t number = head.series.count() + m_fresh.size() + 1;
    if (number > rules.maxSeries) {
        return Refusal{.reason = RefusalReason::SeriesLimit,
                       .message = "series " + labels.toString() + " would be number " +
                                  std::to_string(number) + ", limit " +
                                  std::to_string(rules.maxSeries) +
                                  mostValues(head.series.index(), labels)};
    }
    const std::size_t bytes = m_freshBytes + head.series.costOf(labels) + MemoryBudget::PerSeries;
    if (!rules.memory.hasRoomForSeries(head, bytes)) {
        return Refusal{.reason = RefusalReason::Memory,
                       .message = "series " + labels.toString() + " does not fit, " +
                                  std::to_string(head.series.count()) +
                                  " series fill the memory budget of " +
                                  std::to_string(rules.memory.bytes()) + " bytes" +
                                  mostValues(head.series.index(), labels)};
    }
    m_freshBytes = bytes;
    m_fresh.insert(labels.bytes());
    return std::nullopt;
}

/// The rows that are stored together or not at all: a native histogram's, else the row alone.
AppendPlan::Unit AppendPlan::unitOf(std::size_t row) const
{
    std::size_t first = row;
    while (first > 0 && (m_batch.flagsOf(first) & PartRow) != 0)
        --first;
    if ((m_batch.flagsOf(first) & HistogramRow) == 0)
        return {.first = row, .end = row + 1};
    std::size_t end = first + 1;
    while (end < m_batch.size() && (m_batch.flagsOf(end) & PartRow) != 0)
        ++end;
    return {.first = first, .end = end};
}

/// Of the unit's rows, those whose labels had to be resolved.
bool AppendPlan::checkLimits(const Head &head, const Rules &rules, const Unit &unit,
                             std::span<const std::uint32_t> missing)
{
    const std::size_t bytesBefore = m_freshBytes;
    std::vector<std::string_view> counted;
    for (const std::uint32_t row : missing) {
        const Labels &labels = *m_unknown.at(m_batch.hashes[row]).labels;
        if (isStart(row) || m_fresh.contains(labels.bytes()) ||
            head.series.find(labels, Tenant) != SeriesTable::None)
            continue;
        std::optional<Refusal> refusal = limitOf(head, rules, labels);
        if (!refusal) {
            counted.push_back(labels.bytes());
            continue;
        }
        for (const std::string_view fresh : counted)
            m_fresh.erase(fresh);
        m_freshBytes = bytesBefore;
        return refuse(unit, refusal->reason, std::move(refusal->message));
    }
    return true;
}

/// Every row counts as refused, the first one says why.
bool AppendPlan::refuse(const Unit &unit, RefusalReason reason, std::string message)
{
    for (std::size_t row = unit.first; row < unit.end; ++row) {
        if (!refuse(row, reason, std::exchange(message, {})))
            return false;
    }
    return true;
}

bool AppendPlan::admit(Head &head, const Rules &rules)
{
    if (m_missing.empty())
        return true;
    countLimits(head, rules);
    for (auto at = m_missing.begin(); m_nearLimits && at != m_missing.end();) {
        const Unit unit = unitOf(*at);
        const auto next = std::lower_bound(at, m_missing.end(), unit.end);
        if (!checkLimits(head, rules, unit, {at, next}))
            return false;
        at = next;
    }
    for (const std::uint32_t row : m_missing) {
        if (m_ids[row] != Refused && !isStart(row))
            m_ids[row] = idOf(head, row);
    }
    if (m_batch.flags.empty())
        return true;
    // A start makes no series: it belongs to samples that do, or that did before.
    for (const std::uint32_t row : m_missing) {
        if (m_ids[row] != Refused && isStart(row))
            m_ids[row] = std::min(m_unknown.at(m_batch.hashes[row]).id, Refused);
    }
    return true;
}

/// Of a row whose labels had to be resolved; makes the series if need be.
std::uint32_t AppendPlan::idOf(Head &head, std::size_t row)
{
    Unknown &unknown = m_unknown.at(m_batch.hashes[row]);
    if (unknown.id == SeriesTable::None) {
        unknown.id = head.series.find(*unknown.labels, Tenant);
        if (unknown.id == SeriesTable::None)
            unknown.id = head.create(*unknown.labels, Tenant);
        head.series.rememberWire(m_batch.hashes[row], unknown.id);
    }
    return unknown.id;
}

std::size_t AppendPlan::store(Head &head)
{
    const Generation &generation = head.current();
    const std::size_t rows = m_batch.size();
    const bool hasFlags = !m_batch.flags.empty();
    std::size_t stored = 0;
    std::size_t starts = 0; // of them
    if (head.isJournaling)
        head.journal.beginSamples();
    for (std::size_t row = 0; row < rows; ++row) {
        if (row + 2 * PrefetchRows < rows && m_ids[row + 2 * PrefetchRows] < Refused)
            generation.prefetchChain(m_ids[row + 2 * PrefetchRows]);
        if (row + PrefetchRows < rows && m_ids[row + PrefetchRows] < Refused)
            generation.prefetchBlock(m_ids[row + PrefetchRows]);
        if (m_ids[row] == Refused)
            continue;
        if (hasFlags && isStart(row)) {
            if (head.newestMsOf(m_ids[row]) >= m_batch.timesMs[row])
                continue;
            ++starts;
        }
        head.append(m_ids[row], m_batch.timesMs[row], m_batch.values[row]);
        ++stored;
    }
    m_report.appended = stored - starts;
    if (head.isJournaling)
        head.journal.endSamples();
    return stored;
}

/// None or Refused when it has no series here.
std::uint32_t AppendPlan::seriesOf(const Head &head, const BatchExemplar &exemplar) const
{
    return exemplar.row == BatchExemplar::NoRow ? head.series.find(exemplar.series, Tenant)
                                                : m_ids[exemplar.row];
}

void AppendPlan::storeExemplars(Head &head)
{
    for (auto &[one, exemplar] : m_exemplars) {
        const std::uint32_t id = seriesOf(head, *one);
        if (id >= Refused)
            leaveOutExemplar(one->row, ": an exemplar has no sample");
        else
            m_report.exemplars += head.exemplars.add(id, std::move(exemplar)) ? 1 : 0;
    }
}

} // namespace tinyobs
