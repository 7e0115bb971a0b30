// Nanoseconds per sample of VictoriaMetrics' JSON lines and of InfluxDB's lines: decoding alone,
// and decoding with the append to a store in memory. Known series, values with two decimals.

#include "core/ingest/influxdecoder.h"
#include "core/ingest/vmimportdecoder.h"
#include "core/storage/store.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <string>

using namespace tinyobs;

namespace {

constexpr TimeMs StartMs = 1795341600000;
constexpr TimeMs StepMs = 15'000;

std::string decimal(std::int64_t hundredths)
{
    const std::string fraction = std::to_string(100 + hundredths % 100).substr(1);
    return std::to_string(hundredths / 100) + "." + fraction;
}

std::int64_t valueAt(int series, int sample)
{
    return 100'000 + series * 1013 + sample * 37 % 911;
}

/// One line per series.
std::string jsonLines(int series, int samples, TimeMs startMs)
{
    std::string text;
    for (int s = 0; s < series; ++s) {
        std::string values;
        std::string times;
        for (int i = 0; i < samples; ++i) {
            values += (i ? "," : "") + decimal(valueAt(s, i));
            times += (i ? "," : "") + std::to_string(startMs + i * StepMs);
        }
        text += R"({"metric":{"__name__":"cpu_usage","host":"host-)" + std::to_string(s) +
                R"(","region":"eu-west-1","job":"telegraf"},"values":[)" + values +
                R"(],"timestamps":[)" + times + "]}\n";
    }
    return text;
}

/// One line per series and tick, four fields in each.
std::string influxLines(int series, int samples, TimeMs startMs)
{
    std::string text;
    for (int i = 0; i < samples / 4; ++i) {
        for (int s = 0; s < series; ++s) {
            text += "cpu,host=host-" + std::to_string(s) + ",region=eu-west-1 ";
            for (const char *field : {"usage_user=", ",usage_system=", ",usage_idle=", ",n="})
                text += field + decimal(valueAt(s, i));
            text += " " + std::to_string(startMs + i * StepMs) + "000000\n";
        }
    }
    return text;
}

using MakeText = std::string (*)(int series, int samples, TimeMs startMs);

bool decodeText(DocumentDecoder &decoder, std::string &text)
{
    static const DocumentOptions options;
    const std::size_t bytes = text.size();
    text.reserve(bytes + DocumentDecoder::Padding);
    return decoder
        .decode({.bytes = text,
                 .readableBytes = bytes + DocumentDecoder::Padding,
                 .mode = AppendMode::GoodRows,
                 .nowMs = StartMs,
                 .options = options})
        .has_value();
}

template <typename Decoder, MakeText makeText>
void decode(benchmark::State &state)
{
    const auto series = int(state.range(0));
    const auto samples = int(state.range(1));
    std::string text = makeText(series, samples, StartMs);
    Decoder decoder;
    for (auto _ : state) {
        if (!decodeText(decoder, text))
            std::abort();
        benchmark::DoNotOptimize(decoder.batch().values.data());
    }
    state.SetItemsProcessed(state.iterations() * series * samples);
    state.counters["bytes/sample"] = double(text.size()) / double(series * samples);
}

/// Every round goes on in time where the last one ended; a store is given up before it is full.
template <typename Decoder, MakeText makeText>
void decodeAndAppend(benchmark::State &state)
{
    constexpr int RoundsOfAStore = 20;
    const auto series = int(state.range(0));
    const auto samples = int(state.range(1));
    const ManualClock clock(StartMs + RoundsOfAStore * samples * StepMs);
    std::unique_ptr<Store> store;
    Decoder decoder;
    int round = 0;
    for (auto _ : state) {
        state.PauseTiming();
        if (round++ % RoundsOfAStore == 0)
            store = std::make_unique<Store>(StoreOptions{}, clock);
        std::string text =
            makeText(series, samples, StartMs + (round % RoundsOfAStore) * samples * StepMs);
        state.ResumeTiming();
        if (!decodeText(decoder, text))
            std::abort();
        if (store->append(decoder.batch(), decoder, AppendMode::GoodRows).appended == 0)
            std::abort();
    }
    state.SetItemsProcessed(state.iterations() * series * samples);
}

void jsonLinesDecode(benchmark::State &state)
{
    decode<VmImportDecoder, jsonLines>(state);
}
void jsonLinesAppend(benchmark::State &state)
{
    decodeAndAppend<VmImportDecoder, jsonLines>(state);
}
void influxDecode(benchmark::State &state)
{
    decode<InfluxDecoder, influxLines>(state);
}
void influxAppend(benchmark::State &state)
{
    decodeAndAppend<InfluxDecoder, influxLines>(state);
}
BENCHMARK(jsonLinesDecode)->Args({100, 1000})->Args({10'000, 1});
BENCHMARK(jsonLinesAppend)->Args({100, 1000})->Args({10'000, 1});
BENCHMARK(influxDecode)->Args({1000, 40});
BENCHMARK(influxAppend)->Args({1000, 40});

} // namespace

BENCHMARK_MAIN();
