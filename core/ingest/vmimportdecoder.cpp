#include "core/ingest/vmimportdecoder.h"

#include "core/base/quoted.h"
#include "core/base/release.h"
#include "core/ingest/wirehash.h"

#include <algorithm>
#include <iterator>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;

/// Buffers of an unusually large document are given back beyond these.
constexpr std::size_t KeptRows = 32 * 1024;
constexpr std::size_t KeptBytes = 1u << 20;

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

} // namespace

VmImportDecoder::VmImportDecoder(const IngestLimits &limits)
    : m_limits(limits)
    , m_labelParser(limits)
{
}

VmImportDecoder::Outcome VmImportDecoder::decode(const Document &document)
{
    forget();
    m_addedLabels = document.options.labels;
    m_space = wireSpace("vm_import", m_addedLabels);
    std::string_view text = document.bytes;
    // The reader wants a line feed behind every line, and readable bytes behind that.
    const bool isPadded = document.readableBytes >= text.size() + Padding;
    const std::size_t whole = isPadded ? text.rfind('\n') + 1 : 0;
    if (Outcome decoded = decodeLines(text.substr(0, whole), document.mode); !decoded)
        return decoded;
    const std::string_view rest = text.substr(whole);
    if (rest.empty())
        return {};
    m_copy.reserve(rest.size() + 1 + Padding);
    m_copy.assign(rest);
    m_copy += '\n';
    return decodeLines(m_copy, document.mode);
}

/// Every line ends in a line feed.
VmImportDecoder::Outcome VmImportDecoder::decodeLines(std::string_view lines, AppendMode mode)
{
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(line.size() + 1);
        Outcome decoded = isBlank(line) ? Outcome() : decodeLine(line);
        const std::size_t index = m_lineCount++;
        if (decoded)
            continue;
        const bool isOver = m_batch.values.size() > m_limits[IngestLimit::SamplesPerImport];
        if (isOver || mode == AppendMode::WholeBatch) {
            decoded.error().row = index;
            decoded.error().message = located(linePath(index), decoded.error());
            return decoded;
        }
        m_refusals.add(index, decoded.error());
    }
    return {};
}

VmImportDecoder::Outcome VmImportDecoder::decodeLine(std::string_view line)
{
    const std::size_t firstRow = m_batch.values.size();
    if (line.size() > SeriesLineReader::MaxLineBytes)
        return Refused(Refusal{.reason = RefusalReason::TooLarge,
                               .row = 0,
                               .message = "is " + std::to_string(line.size()) + " bytes, limit " +
                                          std::to_string(SeriesLineReader::MaxLineBytes)});
    const std::size_t most = m_limits[IngestLimit::SamplesPerImport];
    const auto metric = m_reader.read(line, most, m_batch.timesMs, m_batch.values);
    if (!metric)
        return Refused(metric.error());
    if (m_batch.values.size() > most)
        return Refused(
            Refusal{.reason = RefusalReason::TooLarge,
                    .row = 0,
                    .message = "more than " + std::to_string(most) +
                               " samples in one request, send it in several of whole lines"});
    if (m_batch.values.size() == firstRow)
        return {};
    m_batch.hashes.resize(m_batch.values.size(), combined(wireHash(*metric), m_space));
    m_lines.push_back({.metric = *metric, .index = m_lineCount, .firstRow = firstRow});
    return {};
}

const VmImportDecoder::Line &VmImportDecoder::lineOf(std::size_t row) const
{
    return *std::prev(std::ranges::upper_bound(m_lines, row, {}, &Line::firstRow));
}

std::size_t VmImportDecoder::documentIndex(std::size_t row) const
{
    return lineOf(row).index;
}

std::string VmImportDecoder::path(std::size_t row) const
{
    return linePath(documentIndex(row));
}

std::string VmImportDecoder::messageOf(const Refusal &refusal) const
{
    constexpr std::string_view OfSample = ".timestamp";
    if (!refusal.message.starts_with(OfSample))
        return located(path(refusal.row), refusal);
    return path(refusal.row) + ".timestamps[" +
           std::to_string(refusal.row - lineOf(refusal.row).firstRow) + "]" +
           refusal.message.substr(OfSample.size());
}

tl::expected<Labels, Refusal> VmImportDecoder::labels(std::size_t row) const
{
    auto parsed = m_labelParser.parse(lineOf(row).metric, m_addedLabels);
    if (!parsed)
        parsed.error().row = row;
    return parsed;
}

void VmImportDecoder::forget()
{
    m_batch.clear();
    m_lines.clear();
    m_refusals.clear();
    m_addedLabels.clear();
    m_lineCount = 0;
}

void VmImportDecoder::clear()
{
    forget();
    m_labelParser.clear();
    if (m_batch.values.capacity() > KeptRows)
        m_batch = {};
    if (m_lines.capacity() > KeptRows)
        release(m_lines);
    if (m_copy.capacity() > KeptBytes)
        release(m_copy);
}

} // namespace tinyobs
