#include "core/transfer/exporter.h"

#include "core/model/labels.h"
#include "core/model/metadata.h"
#include "core/storage/store.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace tinyobs {
namespace {

constexpr std::size_t SeriesPerSnapshot = 512;
constexpr std::size_t BytesPerWrite = 256u << 10;

// How much time of a series is read at once: as much as gives enough samples to be worth a read,
// and not many more. A series begins with the width that suited the one before, within bounds: a
// dense one may follow a sparse one.
constexpr TimeMs FirstWidthMs = 6LL * 3600 * 1000;
constexpr TimeMs MostFirstWidthMs = 4LL * 24 * 3600 * 1000;
constexpr TimeMs LeastWidthMs = 1000;
constexpr TimeMs MostWidthMs = 366LL * 24 * 3600 * 1000;

using Selector = std::vector<Matcher>;

bool selects(const Selector &selector, const Labels &labels)
{
    return std::ranges::all_of(selector, [&labels](const Matcher &matcher) {
        return matcher.matches(labels.value(matcher.name()));
    });
}

class Export
{
public:
    Export(const Store &store, const TransferFormat &format, const ExportRequest &request,
           const ByteSink &sink, const ExportProgress &progress);

    Result<ExportReport> run();

private:
    template <typename Visit>
    Result<void> eachSeries(std::size_t selector, const std::string &metric, Visit visit);
    std::vector<std::string> metricNames() const;
    Result<std::vector<std::string>> labelNames(const std::vector<std::string> &metrics);
    void describe(MetricFamily &family) const;
    Result<void> writeFamily(const MetricFamily &family);
    Result<void> writeSeries(const Snapshot &snapshot, std::size_t series, const Labels &labels,
                             const MetricFamily &family);
    Result<void> writePending(const Labels &labels, const MetricFamily &family);
    Result<void> drain(std::size_t keepBytes);
    Result<void> goOn() const;

    const Store &m_store;
    const TransferFormat &m_format;
    const ByteSink &m_sink;
    const ExportProgress &m_progress;
    std::vector<Selector> m_selectors;
    const std::size_t m_samplesPerWrite;
    TimeMs m_fromMs;
    TimeMs m_toMs;
    std::unique_ptr<SeriesWriter> m_writer;
    const MetricFamily *m_openFamily = nullptr;
    TimeMs m_widthMs = FirstWidthMs;
    SampleColumns m_piece;
    SampleColumns m_pending;
    std::string m_out;
    ExportReport m_report;
};

Export::Export(const Store &store, const TransferFormat &format, const ExportRequest &request,
               const ByteSink &sink, const ExportProgress &progress)
    : m_store(store)
    , m_format(format)
    , m_sink(sink)
    , m_progress(progress)
    , m_selectors(request.selectors)
    , m_samplesPerWrite(std::clamp<std::size_t>(request.samplesPerWrite, 1, MaxSamplesPerWrite))
    , m_writer(format.makeWriter())
{
    if (m_selectors.empty())
        m_selectors.emplace_back();
    const StoreStats stats = store.stats();
    m_fromMs = std::max(request.fromMs, stats.oldestMs);
    m_toMs = std::min(request.toMs, stats.newestMs);
}

/// Visits the series of a metric that the selector takes and none before it.
template <typename Visit>
Result<void> Export::eachSeries(std::size_t selector, const std::string &metric, Visit visit)
{
    Selector matchers = m_selectors[selector];
    matchers.push_back(*Matcher::make(Matcher::Op::Equal, std::string(MetricNameLabel), metric));
    const auto selectedBefore = [&](const Labels &labels) {
        return std::any_of(m_selectors.begin(),
                           m_selectors.begin() + static_cast<std::ptrdiff_t>(selector),
                           [&](const Selector &before) { return selects(before, labels); });
    };
    for (SeriesId next{};;) {
        const Snapshot snapshot =
            m_store.snapshot(matchers, m_fromMs, m_toMs, SeriesPerSnapshot, next);
        for (std::size_t i = 0; i < snapshot.size(); ++i) {
            const Labels labels = snapshot.labels(i);
            if (selectedBefore(labels))
                continue;
            if (Result<void> visited = visit(snapshot, i, labels); !visited)
                return visited;
        }
        if (snapshot.size() == snapshot.matched())
            return {};
        next = SeriesId(toIndex(snapshot.id(snapshot.size() - 1)) + 1);
    }
}

std::vector<std::string> Export::metricNames() const
{
    std::set<std::string> names;
    for (const Selector &selector : m_selectors) {
        for (std::string &name : m_store.labelValues(MetricNameLabel, selector))
            names.insert(std::move(name));
    }
    return {names.begin(), names.end()};
}

Result<std::vector<std::string>> Export::labelNames(const std::vector<std::string> &metrics)
{
    std::set<std::string, std::less<>> names;
    const auto collect = [&](const Snapshot &, std::size_t, const Labels &labels) {
        for (const LabelView label : labels) {
            if (label.name != MetricNameLabel && !names.contains(label.name))
                names.emplace(label.name);
        }
        return goOn();
    };
    for (const std::string &metric : metrics) {
        for (std::size_t i = 0; i < m_selectors.size(); ++i) {
            if (Result<void> collected = eachSeries(i, metric, collect); !collected)
                return Failure(collected.error());
        }
    }
    return std::vector<std::string>(names.begin(), names.end());
}

Result<void> Export::goOn() const
{
    if (m_progress && !m_progress(m_report))
        return fail(Error::Code::Timeout, "export was interrupted");
    return {};
}

Result<void> Export::drain(std::size_t keepBytes)
{
    if (m_out.size() <= keepBytes)
        return {};
    m_report.bytes += m_out.size();
    Result<void> written = m_sink(m_out);
    m_out.clear();
    return written;
}

Result<void> Export::writePending(const Labels &labels, const MetricFamily &family)
{
    if (m_pending.size() == 0)
        return {};
    if (std::exchange(m_openFamily, &family) != &family)
        m_writer->family(family, m_out);
    Result<void> written = m_writer->samples(labels, m_pending, m_out);
    m_report.samples += m_pending.size();
    m_pending.clear();
    if (written)
        written = drain(BytesPerWrite);
    return written ? goOn() : written;
}

Result<void> Export::writeSeries(const Snapshot &snapshot, std::size_t series, const Labels &labels,
                                 const MetricFamily &family)
{
    const std::uint64_t before = m_report.samples;
    m_widthMs = std::min(m_widthMs, MostFirstWidthMs);
    for (TimeMs at = m_fromMs; at <= m_toMs;) {
        const TimeMs last = m_toMs - at < m_widthMs ? m_toMs : at + m_widthMs - 1;
        if (Result<void> read = snapshot.read(series, at, last, m_piece); !read)
            return fail(read.error().code, labels.toString() + ": " + read.error().message);
        for (std::size_t i = 0; i < m_piece.size(); ++i) {
            m_pending.append(m_piece.timesMs[i], m_piece.values[i]);
            if (m_pending.size() < m_samplesPerWrite)
                continue;
            if (Result<void> written = writePending(labels, family); !written)
                return written;
        }
        if (m_piece.size() > 2 * MaxSamplesPerWrite)
            m_widthMs = std::max(m_widthMs / 2, LeastWidthMs);
        else if (m_piece.size() < MaxSamplesPerWrite / 2)
            m_widthMs = std::min(m_widthMs * 2, MostWidthMs);
        at = last + 1;
    }
    Result<void> written = writePending(labels, family);
    ++m_report.seriesSeen;
    m_report.series += m_report.samples > before ? 1 : 0;
    return written;
}

Result<void> Export::writeFamily(const MetricFamily &family)
{
    const auto write = [&](const Snapshot &snapshot, std::size_t series, const Labels &labels) {
        return writeSeries(snapshot, series, labels, family);
    };
    for (const std::string &metric : family.metrics) {
        for (std::size_t i = 0; i < m_selectors.size(); ++i) {
            if (Result<void> written = eachSeries(i, metric, write); !written)
                return written;
        }
    }
    return {};
}

/// A type that is said takes the place of a guessed one only where the names do not matter.
void Export::describe(MetricFamily &family) const
{
    std::optional<Metadata> said = m_store.metadata(family.name);
    if (!said)
        said = m_store.metadata(family.metrics.front());
    if (!said)
        return;
    if (family.type == toText(MetricType::Unknown) && said->type == MetricType::Gauge)
        family.type = toText(said->type);
    family.unit = std::move(said->unit);
    family.help = std::move(said->help);
}

Result<ExportReport> Export::run()
{
    const std::vector<std::string> metrics = metricNames();
    for (const Selector &selector : m_selectors)
        m_report.seriesInAll += m_store.series(selector, 0).matched;
    Result<std::vector<std::string>> labels;
    if (m_format.needsLabelNames)
        labels = labelNames(metrics);
    if (!labels)
        return Failure(labels.error());
    Result<void> written = m_writer->begin(*labels, m_out);
    std::vector<MetricFamily> families = groupFamilies(metrics);
    for (std::size_t i = 0; i < families.size() && written; ++i) {
        describe(families[i]);
        written = writeFamily(families[i]);
    }
    if (written) {
        m_writer->end(m_out);
        written = drain(0);
    }
    if (!written)
        return Failure(written.error());
    return m_report;
}

} // namespace

Result<ExportReport> exportSamples(const Store &store, const TransferFormat &format,
                                   const ExportRequest &request, const ByteSink &sink,
                                   const ExportProgress &progress)
{
    return Export(store, format, request, sink, progress).run();
}

} // namespace tinyobs
