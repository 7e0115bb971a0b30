#include "core/engine/pushgroups.h"

#include "core/base/valuetext.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace tinyobs {
namespace {

constexpr const char *PushedMetric = "push_time_seconds";
constexpr const char *FailedMetric = "push_failure_time_seconds";
/// About what a map entry costs beside its texts.
constexpr std::size_t EntryBytes = 96;

void appendLine(std::string &out, std::string_view series, std::string_view value)
{
    out.append(series).append(" ").append(value).append("\n");
}

/// The stale marker, as valuetext spells it.
void appendEnd(std::string &out, std::string_view series)
{
    appendLine(out, series, "naN");
}

void appendGauge(std::string &out, const char *metric, std::string_view help, double value)
{
    out.append("# HELP ").append(metric).append(" ").append(help);
    out.append("\n# TYPE ").append(metric).append(" gauge\n");
    std::string text;
    appendValue(text, value);
    appendLine(out, metric, text);
}

void appendTimes(std::string &out, double pushedSeconds, double failedSeconds)
{
    appendGauge(out, PushedMetric,
                "Last Unix time when changing this group in the Pushgateway succeeded.",
                pushedSeconds);
    appendGauge(out, FailedMetric,
                "Last Unix time when changing this group in the Pushgateway failed.",
                failedSeconds);
}

/// The metric that a series belongs to: of a histogram or a summary the one for all its parts.
std::string_view familyOf(std::string_view name,
                          const std::unordered_map<std::string_view, MetricType> &typeOf)
{
    for (const std::string_view suffix : {"_bucket", "_sum", "_count"}) {
        if (!name.ends_with(suffix))
            continue;
        const std::string_view family = name.substr(0, name.size() - suffix.size());
        const auto type = typeOf.find(family);
        if (type != typeOf.end() &&
            (type->second == MetricType::Histogram || type->second == MetricType::Summary))
            return family;
    }
    return name;
}

} // namespace

PushGroups::PushGroups(Engine &engine)
    : m_engine(engine)
{
}

double PushGroups::nowSeconds() const
{
    return static_cast<double>(m_engine.clock().nowMs()) / 1000;
}

/// What a metric of the group said last, from the store: it outlives a restart. 0 if nothing.
double PushGroups::lastTime(const char *metric, const PushGroupLabels &group) const
{
    SeriesQuery query;
    std::vector<LabelView> pairs{{MetricNameLabel, metric}};
    for (const auto &[name, value] : group)
        pairs.push_back({name, value});
    const Labels wanted = Labels::fromPairs(pairs);
    for (const LabelView label : wanted) {
        auto matcher =
            Matcher::make(Matcher::Op::Equal, std::string(label.name), std::string(label.value));
        if (!matcher)
            return 0;
        query.matchers.push_back(std::move(*matcher));
    }
    const Result<SeriesList> found = m_engine.series(query);
    if (!found)
        return 0;
    const auto same = std::ranges::find(found->series, wanted, &SeriesInfo::labels);
    return same == found->series.end() || std::isnan(same->lastValue) ? 0 : same->lastValue;
}

PushGroups::Group PushGroups::known(const PushGroupLabels &labels) const
{
    if (const auto found = m_groups.find(labels); found != m_groups.end())
        return found->second;
    Group group;
    group.pushedSeconds = lastTime(PushedMetric, labels);
    group.failedSeconds = lastTime(FailedMetric, labels);
    return group;
}

/// What comes as plain text and as the series that the group then has. False when it is wrong.
bool PushGroups::readPushed(const PushRequest &request, std::string &text, Group &pushed)
{
    const std::size_t most = m_engine.settings().http.decodedBodyBytes;
    const auto plain = m_decompressor.unpack(request.encoding, request.body, most);
    if (!plain)
        return false;
    text = *plain;
    m_decompressor.clear();
    const DocumentOptions options{.labels = request.group};
    const auto decoded = m_decoder.decode({.bytes = text,
                                           .readableBytes = text.size(),
                                           .mode = AppendMode::WholeBatch,
                                           .nowMs = m_engine.clock().nowMs(),
                                           .options = options});
    if (!decoded)
        return false;
    std::unordered_map<std::string_view, MetricType> typeOf;
    for (const MetadataView &each : m_decoder.metadata())
        typeOf.emplace(each.metric, each.type);
    for (std::size_t row = 0; row < m_decoder.rows(); ++row) {
        const auto labels = m_decoder.labels(row);
        if (!labels)
            return false;
        const std::string_view family = familyOf(labels->metricName(), typeOf);
        std::string series = labels->toString();
        pushed.bytes += series.size() + family.size() + EntryBytes;
        pushed.familyOf.emplace(std::move(series), family);
    }
    m_decoder.clear();
    return true;
}

/// False when it was refused at once; what the disk refuses later is only told to the sender.
bool PushGroups::store(const PushRequest &request, const std::string &text, IngestDone done)
{
    const auto isRefused = std::make_shared<std::atomic_bool>(false);
    m_engine.ingest({.format = WireFormat::Pushgateway,
                     .body = text,
                     .readableBytes = text.size(),
                     .options = {.labels = request.group},
                     .path = request.path,
                     .sender = request.sender},
                    [isRefused, done = std::move(done)](const Result<IngestReport> &report) {
                        *isRefused = !report;
                        done(report);
                    });
    return !*isRefused;
}

void PushGroups::noteFailure(const PushRequest &request, Group group)
{
    std::string text;
    group.failedSeconds = nowSeconds();
    appendTimes(text, group.pushedSeconds, group.failedSeconds);
    if (store(request, text, [](const Result<IngestReport> &) {}))
        keep(request.group, std::move(group));
}

void PushGroups::push(const PushRequest &request, PushMode mode, IngestDone done)
{
    const std::lock_guard lock(m_mutex);
    Group before = known(request.group);
    Group after;
    std::string text;
    if (!readPushed(request, text, after)) {
        // Once more, on the way on which whatever is refused is counted and told.
        m_engine.ingest({.format = WireFormat::Pushgateway,
                         .encoding = request.encoding,
                         .body = request.body,
                         .options = {.labels = request.group},
                         .path = request.path,
                         .sender = request.sender},
                        done);
        noteFailure(request, std::move(before));
        return;
    }
    if (!text.empty() && !text.ends_with('\n'))
        text += '\n';
    std::unordered_set<std::string_view> replaced;
    for (const auto &[series, family] : after.familyOf)
        replaced.insert(family);
    for (const auto &[series, family] : before.familyOf) {
        if (after.familyOf.contains(series))
            continue;
        if (mode == PushMode::ReplaceGroup || replaced.contains(family)) {
            appendEnd(text, series);
        } else {
            after.bytes += series.size() + family.size() + EntryBytes;
            after.familyOf.emplace(series, family);
        }
    }
    after.pushedSeconds = nowSeconds();
    after.failedSeconds = before.failedSeconds;
    appendTimes(text, after.pushedSeconds, after.failedSeconds);
    if (store(request, text, std::move(done)))
        keep(request.group, std::move(after));
    else
        noteFailure(request, std::move(before));
}

void PushGroups::remove(const PushRequest &request, IngestDone done)
{
    const std::lock_guard lock(m_mutex);
    const Group before = known(request.group);
    std::string text;
    for (const auto &[series, family] : before.familyOf)
        appendEnd(text, series);
    if (before.pushedSeconds != 0 || before.failedSeconds != 0) {
        appendEnd(text, PushedMetric);
        appendEnd(text, FailedMetric);
    }
    if (store(request, text, std::move(done)))
        forget(request.group);
}

void PushGroups::keep(const PushGroupLabels &labels, Group group)
{
    forget(labels);
    for (const auto &[name, value] : labels)
        group.bytes += name.size() + value.size() + EntryBytes;
    group.lastPush = ++m_pushes;
    m_bytes += group.bytes;
    m_groups.emplace(labels, std::move(group));
    while (m_bytes > MaxBytes || m_groups.size() > MaxGroups) {
        const auto oldest = std::ranges::min_element(
            m_groups, {}, [](const auto &each) { return each.second.lastPush; });
        m_bytes -= oldest->second.bytes;
        m_groups.erase(oldest);
    }
}

void PushGroups::forget(const PushGroupLabels &labels)
{
    const auto found = m_groups.find(labels);
    if (found == m_groups.end())
        return;
    m_bytes -= found->second.bytes;
    m_groups.erase(found);
}

std::size_t PushGroups::groups() const
{
    const std::lock_guard lock(m_mutex);
    return m_groups.size();
}

} // namespace tinyobs
