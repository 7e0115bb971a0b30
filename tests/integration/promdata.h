#pragma once

// The same samples for every server that speaks Prometheus' HTTP API, as a remote-write request.

#include "core/base/clock.h"
#include "tests/bench/writehistogram.h"
#include "tests/bench/writerequest.h"

#include <QByteArray>

#include <string>

namespace tinyobs::test {

constexpr TimeMs PromDataStep = 15'000;
constexpr int PromDataSamples = 41; // ten minutes

/// up{instance,job} of three, requests_total{path} of two counters with a reset, and latency, a
/// native histogram; each every 15 s up to `endMs`.
inline QByteArray promData(TimeMs endMs)
{
    using namespace tinyobs::bench;
    std::string request;
    const auto series = [&](std::string labels, const auto &sampleOf) {
        for (int i = 0; i < PromDataSamples; ++i)
            labels += sampleOf(i, endMs - (PromDataSamples - 1 - i) * PromDataStep);
        request += seriesField(labels);
    };
    for (const auto &[instance, job] :
         {std::pair{"a:1", "api"}, std::pair{"b:1", "api"}, std::pair{"c:1", "db"}}) {
        series(labelField("__name__", "up") + labelField("instance", instance) +
                   labelField("job", job),
               [](int, TimeMs timeMs) { return sampleField(1, timeMs); });
    }
    for (const int factor : {1, 3}) {
        series(labelField("__name__", "requests_total") +
                   labelField("path", factor == 1 ? "/" : "/pay"),
               [factor](int i, TimeMs timeMs) {
                   return sampleField(factor * (i < 20 ? i : i - 20), timeMs);
               });
    }
    series(labelField("__name__", "latency") + labelField("job", "api"), [](int i, TimeMs timeMs) {
        NativeHistogram histogram;
        histogram.schema = 0;
        histogram.count = 3.0 * (i + 1);
        histogram.sum = 4.5 * (i + 1);
        histogram.zeroThreshold = 0.001;
        histogram.positive = {{0, 1.0 * (i + 1)}, {2, 2.0 * (i + 1)}};
        constexpr std::uint32_t HistogramField = 4;
        return bytesField(HistogramField, histogramMessage(histogram, timeMs));
    });
    return QByteArray::fromStdString(snappyOf(request));
}

} // namespace tinyobs::test
