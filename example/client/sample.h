#pragma once

// A sample and the JSON that POST /ingest takes. A series is encoded once, when its instrument is
// made; each sample after that costs one number and one time. Plain values, usable in any thread.

#include <QByteArray>

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::client {

/// Unix time in milliseconds, UTC.
using TimeMs = std::int64_t;

/// Label names and values, UTF-8. Sorted, so that the same labels always give the same series.
using Labels = std::map<std::string, std::string>;

/// A series as the wire writes it: `"name":"up","labels":{"service":"shop"}`.
using SeriesText = std::shared_ptr<const std::string>;

struct Sample
{
    SeriesText series;
    double value = 0;
    TimeMs timeMs = 0;
};

using SampleList = std::vector<Sample>;

/// Bytes that are not UTF-8 become U+FFFD: one bad label must not cost the whole batch.
SeriesText seriesText(std::string_view name, const Labels &labels);

/// `{"metrics":[{"name":…,"labels":{…},"value":42,"timestamp":1795341600000},…]}`.
/// Values that JSON cannot hold are the strings "NaN", "+Inf" and "-Inf".
QByteArray encodeBatch(std::span<const Sample> samples);

/// The shortest text that reads back as the same number; also the value of the label `le`.
std::string numberText(double value);

} // namespace tinyobs::client
