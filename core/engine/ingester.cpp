#include "core/engine/ingester.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tinyobs {
namespace {

constexpr std::size_t MaxListed = 100;

/// Buffers of an unusually large document are given back beyond this.
constexpr std::size_t KeptRows = 32 * 1024;

/// The row that a row came with: of a histogram's many, the first.
std::size_t firstOfUnit(const SampleBatch &batch, std::size_t row)
{
    while (row > 0 && (batch.flagsOf(row) & PartRow) != 0)
        --row;
    return row;
}

/// What the decoder left out and what the store refused, by index in the document. Of what came as
/// one thing, the first refusal.
std::vector<Refusal> inDocumentOrder(const DocumentDecoder &decoder,
                                     std::vector<Refusal> &fromStore)
{
    std::vector<Refusal> all(decoder.refusals().begin(), decoder.refusals().end());
    all.reserve(all.size() + fromStore.size());
    std::ranges::sort(fromStore, {}, &Refusal::row);
    const auto unitOf = [&](const Refusal &refusal) {
        return firstOfUnit(decoder.batch(), refusal.row);
    };
    const auto isAgain = [&](const Refusal &a, const Refusal &b) { return unitOf(a) == unitOf(b); };
    fromStore.erase(std::unique(fromStore.begin(), fromStore.end(), isAgain), fromStore.end());
    for (const Refusal &refusal : fromStore) {
        all.push_back({refusal.reason, decoder.documentIndex(refusal.row),
                       decoder.messageOf(refusal), refusal.count});
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Refusal &a, const Refusal &b) { return a.row < b.row; });
    return all;
}

/// Counts what was stored in what the document is made of, rows aside that came with others.
void countStored(const SampleBatch &batch, const AppendReport &appended, IngestReport &report)
{
    report.stored = appended.appended;
    if (batch.flags.empty())
        return;
    const auto isUnit = [](unsigned char flags) { return (flags & (PartRow | StartRow)) == 0; };
    const auto isHistogram = [](unsigned char flags) { return (flags & HistogramRow) != 0; };
    const auto units = std::ranges::count_if(batch.flags, isUnit);
    const auto histograms = std::ranges::count_if(batch.flags, isHistogram);
    std::size_t refusedHistograms = 0;
    for (const Refusal &refusal : appended.refusals) {
        const std::size_t first = firstOfUnit(batch, refusal.row);
        refusedHistograms += isHistogram(batch.flags[first]) ? 1 : 0;
    }
    report.stored = static_cast<std::size_t>(units) - appended.refusals.size();
    report.histograms = static_cast<std::size_t>(histograms) - refusedHistograms;
}

std::string senderOf(const IngestRequest &request)
{
    return request.sender ? request.sender() : std::string();
}

/// Whether this is to be the answer rather than what was found before.
bool isGraver(const RefusalReasonInfo &reason, const std::optional<Error> &before)
{
    if (reason.isNotKept)
        return false;
    return !before || (reason.code == Error::Code::Exhausted && before->code != reason.code);
}

} // namespace

Ingester::Ingester(Store &store, const Clock &clock, std::size_t decodedBodyLimit, IngestLog &log)
    : m_store(store)
    , m_clock(clock)
    , m_decodedBodyLimit(decodedBodyLimit)
    , m_log(log)
{
}

Result<IngestReport> Ingester::ingest(const IngestRequest &request, Deltas &deltas)
{
    std::unique_ptr<Worker> worker = borrow();
    Result<IngestReport> report = ingestWith(*worker, request);
    deltas.swap(worker->deltas.steps);
    giveBack(std::move(worker));
    return report;
}

std::unique_ptr<Ingester::Worker> Ingester::borrow()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            std::unique_ptr<Worker> worker = std::move(m_idle.back());
            m_idle.pop_back();
            return worker;
        }
    }
    return std::make_unique<Worker>();
}

void Ingester::giveBack(std::unique_ptr<Worker> worker)
{
    for (const auto &decoder : worker->decoders) {
        if (decoder)
            decoder->clear();
    }
    worker->decompressor.clear();
    worker->totals.clear();
    if (worker->totals.values.capacity() > KeptRows)
        worker->totals = {};
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(worker));
}

DocumentDecoder &Ingester::Worker::decoderOf(WireFormat format)
{
    std::unique_ptr<DocumentDecoder> &decoder = decoders[static_cast<std::size_t>(format)];
    if (!decoder)
        decoder = rowOf(format).makeDecoder();
    return *decoder;
}

Result<IngestReport> Ingester::ingestWith(Worker &worker, const IngestRequest &request)
{
    DocumentDecoder &decoder =
        request.decoder ? *request.decoder : worker.decoderOf(request.format);
    if (Result<void> decoded = decode(worker.decompressor, decoder, request); !decoded)
        return Failure(std::move(decoded.error()));
    Result<AppendReport> stored = append(worker, decoder, request);
    if (!stored)
        return Failure(std::move(stored.error()));
    AppendReport &appended = *stored;
    m_store.takeMetadata(decoder.metadata());

    IngestReport report;
    report.ticket = appended.ticket;
    std::vector<Refusal> refusals = inDocumentOrder(decoder, appended.refusals);
    countStored(decoder.batch(), appended, report);
    report.exemplars = appended.exemplars;
    if (const std::optional<Refusal> &leftOut = appended.exemplarsLeftOut) {
        const bool hasRow = leftOut->row != BatchExemplar::NoRow;
        refusals.push_back({leftOut->reason, hasRow ? decoder.documentIndex(leftOut->row) : 0,
                            hasRow ? decoder.messageOf(*leftOut) : "document" + leftOut->message,
                            leftOut->count});
    }
    noteRefusals(request, refusals);
    for (Refusal &refusal : refusals) {
        const RefusalReasonInfo &reason = infoOf(refusal.reason);
        report.refused += refusal.count;
        if (isGraver(reason, report.failure))
            report.failure = Error{reason.code, refusal.message};
        if (report.rejected.size() < MaxListed)
            report.rejected.push_back({refusal.row, std::move(refusal.message)});
    }
    return report;
}

Result<AppendReport> Ingester::append(Worker &worker, const DocumentDecoder &decoder,
                                      const IngestRequest &request)
{
    const SampleBatch &batch = withTotals(worker, decoder.batch());
    const auto refuse = [&](const Refusal &refusal, std::string message) {
        m_totals.takeBack(worker.deltas.steps);
        return refuseDocument(request, refusal.reason, std::move(message));
    };
    const bool isWhole = request.mode == AppendMode::WholeBatch;
    if (isWhole && !worker.deltas.refusals.empty()) {
        const Refusal &refusal = worker.deltas.refusals.front();
        return refuse(refusal, decoder.messageOf(refusal));
    }
    AppendReport appended;
    if (!request.decoder || batch.size() > 0)
        appended = m_store.append(batch, decoder, request.mode);
    if (appended.isUnavailable)
        return refuse({.reason = RefusalReason::Storage, .row = 0, .message = {}},
                      appended.refusals.front().message);
    if (isWhole && !appended.refusals.empty()) {
        const Refusal &refusal = appended.refusals.front();
        return refuse(refusal, decoder.messageOf(refusal));
    }
    takeBackRefused(worker, appended);
    return appended;
}

/// The batch itself when it has no deltas, as most have none.
const SampleBatch &Ingester::withTotals(Worker &worker, const SampleBatch &batch)
{
    worker.deltas.steps.clear();
    worker.deltas.refusals.clear();
    if (!DeltaTotals::hasDeltas(batch))
        return batch;
    worker.totals = batch;
    m_totals.apply(worker.totals, m_clock.nowMs(), worker.deltas);
    return worker.totals;
}

/// Puts all that was refused together.
void Ingester::takeBackRefused(Worker &worker, AppendReport &appended)
{
    DeltaTotals::Applied &deltas = worker.deltas;
    if (!deltas.steps.empty() && !appended.refusals.empty()) {
        std::vector<std::size_t> rows;
        for (const Refusal &refusal : appended.refusals)
            rows.push_back(refusal.row);
        std::ranges::sort(rows);
        m_totals.takeBack(deltas.steps, rows);
    }
    std::ranges::move(deltas.refusals, std::back_inserter(appended.refusals));
}

Result<void> Ingester::decode(Decompressor &decompressor, DocumentDecoder &decoder,
                              const IngestRequest &request)
{
    const auto plain = decompressor.unpack(request.encoding, request.body, m_decodedBodyLimit);
    if (!plain)
        return refuseDocument(request, plain.error().reason, plain.error().message);
    const std::size_t readableBytes = request.encoding == BodyEncoding::Identity
                                          ? request.readableBytes
                                          : plain->size() + DocumentDecoder::Padding;
    auto decoded = decoder.decode({.bytes = *plain,
                                   .readableBytes = readableBytes,
                                   .mode = request.mode,
                                   .nowMs = m_clock.nowMs(),
                                   .options = request.options});
    if (!decoded)
        return refuseDocument(request, decoded.error().reason, std::move(decoded.error().message));
    return {};
}

/// Those for one reason together, with the message of the first.
void Ingester::noteRefusals(const IngestRequest &request, const std::vector<Refusal> &refusals)
{
    if (refusals.empty())
        return;
    struct Sum
    {
        const Refusal *first = nullptr;
        std::size_t count = 0;
    };
    std::array<Sum, RefusalReasonCount> sums{};
    for (const Refusal &refusal : refusals) {
        Sum &sum = sums[static_cast<std::size_t>(refusal.reason)];
        sum.first = sum.first ? sum.first : &refusal;
        sum.count += refusal.count;
    }
    const std::string sender = senderOf(request);
    for (const Sum &sum : sums) {
        if (sum.first) {
            m_log.refuseSamples({protocolOf(request.format), request.path, sender},
                                sum.first->reason, sum.first->message, sum.count);
        }
    }
}

Failure Ingester::refuseDocument(const IngestRequest &request, RefusalReason reason,
                                 std::string message)
{
    m_log.refuseDocument({protocolOf(request.format), request.path, senderOf(request)}, reason,
                         message);
    return fail(infoOf(reason).code, std::move(message));
}

} // namespace tinyobs
