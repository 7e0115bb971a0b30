#include "core/transfer/importer.h"

#include "core/ingest/wirehash.h"
#include "core/storage/store.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace tinyobs {
namespace {

constexpr std::size_t RowsPerAppend = 4096;

/// Some rows of what was read, as the store takes them.
class Rows : public BatchSource
{
public:
    Rows(const ReadSamples &read, std::size_t begin, std::size_t count)
        : m_read(read)
        , m_begin(begin)
    {
        const auto first = static_cast<std::ptrdiff_t>(begin);
        const auto end = static_cast<std::ptrdiff_t>(begin + count);
        batch.timesMs.assign(read.timesMs.begin() + first, read.timesMs.begin() + end);
        batch.values.assign(read.values.begin() + first, read.values.begin() + end);
        batch.hashes.reserve(count);
        for (std::size_t row = 0; row < count; ++row) {
            const bool same = row > 0 && seriesOf(row) == seriesOf(row - 1);
            batch.hashes.push_back(same ? batch.hashes.back() : wireHash(labelsOf(row).bytes()));
        }
    }

    tl::expected<Labels, Refusal> labels(std::size_t row) const override { return labelsOf(row); }
    std::string path(std::size_t row) const override
    {
        return "line " + std::to_string(m_read.lines[m_begin + row]);
    }

    SampleBatch batch;

private:
    std::uint32_t seriesOf(std::size_t row) const { return m_read.seriesOf[m_begin + row]; }
    const Labels &labelsOf(std::size_t row) const { return m_read.series[seriesOf(row)]; }

    const ReadSamples &m_read;
    const std::size_t m_begin;
};

} // namespace

std::uint64_t ImportReport::refusedInAll() const
{
    return std::accumulate(refused.begin(), refused.end(), std::uint64_t(0));
}

class Importer::Impl
{
public:
    Impl(Store &givenStore, const TransferFormat &format)
        : store(givenStore)
        , splitter(format.recordEnd, format.maxRecordBytes)
        , reader(format.makeReader())
    {
    }

    Result<void> read(std::string_view record);
    Result<void> append();
    Result<void> appendRows(std::size_t begin, std::size_t count);
    Result<AppendReport> tryAppend(const Rows &rows);
    Result<void> finish();
    void refuse(RefusalReason reason, std::uint64_t samples, const std::string &path,
                std::string_view message);

    Store &store;
    RecordSplitter splitter;
    std::unique_ptr<SampleReader> reader;
    ReadSamples samples;
    ImportReport report;
    CommitTicket ticket = 0; // of the last append
};

void Importer::Impl::refuse(RefusalReason reason, std::uint64_t count, const std::string &path,
                            std::string_view message)
{
    report.refused[static_cast<std::size_t>(reason)] += count;
    if (report.firstRefusals.size() == ImportReport::MaxListed)
        return;
    if (message.starts_with('.')) // the field of a request, here of the line
        message.remove_prefix(1);
    report.firstRefusals.push_back(path + ": " + std::string(message));
}

/// Once more when the journal is behind, and once more when the head is full.
Result<AppendReport> Importer::Impl::tryAppend(const Rows &rows)
{
    const auto append = [&] { return store.append(rows.batch, rows, AppendMode::GoodRows); };
    AppendReport appended = append();
    if (appended.isUnavailable) {
        if (const Result<void> durable = store.waitDurable(ticket); !durable)
            return Failure(durable.error());
        appended = append();
    }
    if (appended.isUnavailable) {
        if (const Result<void> flushed = store.flush(); !flushed)
            return Failure(flushed.error());
        appended = append();
    }
    if (appended.isUnavailable)
        return fail(Error::Code::Unavailable, appended.refusals.front().message);
    return appended;
}

Result<void> Importer::Impl::appendRows(std::size_t begin, std::size_t count)
{
    const Rows rows(samples, begin, count);
    const Result<AppendReport> appended = tryAppend(rows);
    if (!appended)
        return Failure(appended.error());
    ticket = std::max(ticket, appended->ticket);
    report.appended += appended->appended;
    for (const Refusal &refusal : appended->refusals)
        refuse(refusal.reason, 1, rows.path(refusal.row), refusal.message);
    return {};
}

/// Stores what was read so far.
Result<void> Importer::Impl::append()
{
    for (const ReadRefusal &refusal : samples.refusals)
        refuse(refusal.reason, refusal.samples, "line " + std::to_string(refusal.line),
               refusal.message);
    Result<void> done;
    for (std::size_t begin = 0; begin < samples.size() && done; begin += RowsPerAppend)
        done = appendRows(begin, std::min(samples.size() - begin, RowsPerAppend));
    samples.clear();
    return done;
}

Result<void> Importer::Impl::read(std::string_view record)
{
    ++report.records;
    Result<void> done = reader->read(record, splitter.line(), samples);
    if (done && samples.size() + samples.refusals.size() >= RowsPerAppend)
        done = append();
    return done;
}

Result<void> Importer::Impl::finish()
{
    const auto record = splitter.last();
    Result<void> done = record ? Result<void>() : Failure(record.error());
    if (done && *record)
        done = read(**record);
    return done ? reader->end() : done;
}

Importer::Importer(Store &store, const TransferFormat &format)
    : m_impl(std::make_unique<Impl>(store, format))
{
}

Importer::~Importer() = default;

Result<void> Importer::add(std::string_view bytes)
{
    m_impl->report.bytes += bytes.size();
    m_impl->splitter.add(bytes);
    for (;;) {
        const auto record = m_impl->splitter.next();
        Result<void> done = record ? Result<void>() : Failure(record.error());
        if (done && *record)
            done = m_impl->read(**record);
        if (!done) {
            // What was read before counts; the first error is the one to tell.
            static_cast<void>(m_impl->append());
            return done;
        }
        if (!*record)
            return {};
    }
}

Result<void> Importer::finish()
{
    const Result<void> whole = m_impl->finish();
    Result<void> stored = m_impl->append();
    if (stored)
        stored = m_impl->store.waitDurable(m_impl->ticket);
    return stored ? whole : stored;
}

const ImportReport &Importer::report() const
{
    return m_impl->report;
}

} // namespace tinyobs
