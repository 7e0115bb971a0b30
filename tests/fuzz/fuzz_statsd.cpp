// Any bytes as StatsD lines, cut into two documents with an interval after each: no crash, no read
// behind the end, columns of equal length, canonical labels that are never those of two rows,
// counts that never go down, and limits that hold.

#include "core/ingest/statsddecoder.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>

using namespace tinyobs;

namespace {

constexpr TimeMs NowMs = 1795341600000;
constexpr StatsdOptions Small{.maxSeries = 64, .maxMembers = 4, .maxAllMembers = 6};

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void decode(StatsdDecoder &decoder, std::string_view lines, TimeMs nowMs)
{
    const DocumentOptions options;
    if (!decoder.decode({.bytes = lines,
                         .readableBytes = lines.size(),
                         .mode = AppendMode::GoodRows,
                         .nowMs = nowMs,
                         .options = options}))
        std::abort(); // lines are refused one by one
    for (const Refusal &refusal : decoder.refusals())
        require(refusal.message.starts_with("line ") && refusal.count > 0);
}

struct Sample
{
    double value = 0;
    bool isCount = false; // of a histogram
};

/// The samples of one interval by their series.
std::map<std::string, Sample> samplesOf(const StatsdDecoder &decoder)
{
    const SampleBatch &batch = decoder.batch();
    require(batch.timesMs.size() == batch.size() && batch.values.size() == batch.size());
    require(batch.flags.empty() || batch.flags.size() == batch.size());
    std::map<std::string, Sample> samples;
    for (std::size_t row = 0; row < batch.size(); ++row) {
        const auto labels = decoder.labels(row);
        require(labels && !labels->metricName().empty() && !decoder.path(row).empty());
        std::string_view before;
        for (const LabelView label : *labels) {
            require(before < label.name && !label.value.empty());
            before = label.name;
        }
        if ((batch.flagsOf(row) & StartRow) != 0)
            continue;
        const bool isCount = !labels->value("le").empty() && (batch.flagsOf(row) & PartRow) != 0;
        const Sample sample{.value = batch.values[row], .isCount = isCount};
        require(samples.emplace(labels->bytes(), sample).second);
    }
    require(samples.size() <= Small.maxSeries);
    return samples;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    // On the heap and exactly as long as promised, so that the sanitizer sees one byte too many.
    const auto buffer = std::make_unique<char[]>(size);
    std::memcpy(buffer.get(), data, size);
    const std::string_view all(buffer.get(), size);

    StatsdDecoder decoder(Small);
    decode(decoder, "", NowMs);
    decode(decoder, all.substr(0, size / 2), NowMs + 100);
    decode(decoder, "", NowMs + 1000);
    const auto before = samplesOf(decoder);
    decode(decoder, all.substr(size / 2), NowMs + 1100);
    decoder.takeBack();
    decode(decoder, "", NowMs + 2000);
    const auto after = samplesOf(decoder);
    for (const auto &[series, sample] : before) {
        const auto known = after.find(series);
        require(known != after.end());
        require(!sample.isCount || known->second.value >= sample.value);
    }
    return 0;
}
