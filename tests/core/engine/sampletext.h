#pragma once

// Samples as text for tests: "10:1 20.5:NaN" are a value of 1 at second 10 and NaN at 20.5.

#include "core/engine/engine.h"

#include <QByteArray>

#include <cmath>

namespace tinyobs::test {

/// One element of the document's array per sample.
inline QByteArray toMetrics(const QByteArray &name, const QByteArray &labels,
                            const QByteArray &samples)
{
    QByteArrayList metrics;
    for (const QByteArray &sample : samples.simplified().split(' ')) {
        const QByteArrayList parts = sample.split(':');
        bool isNumber = false;
        parts[1].toDouble(&isNumber);
        const bool isSpecial = !isNumber || !std::isfinite(parts[1].toDouble());
        const QByteArray value = isSpecial ? '"' + parts[1] + '"' : parts[1];
        metrics.append(R"({"name":")" + name + R"(","timestamp":)" + parts[0] + R"(,"value":)" +
                       value + R"(,"labels":{)" + labels + "}}");
    }
    return metrics.join(',');
}

inline Result<IngestReport> ingest(Engine &engine, const QByteArray &metrics,
                                   AppendMode mode = AppendMode::WholeBatch)
{
    const QByteArray body = R"({"metrics":[)" + metrics + "]}";
    return engine.ingest(
        {.body = {body.constData(), static_cast<std::size_t>(body.size())}, .mode = mode});
}

/// "10=1 20.5=NaN"
inline QByteArray toText(const SampleColumns &points)
{
    QByteArrayList texts;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const QByteArray value =
            std::isnan(points.values[i]) ? "NaN" : QByteArray::number(points.values[i], 'g', 10);
        texts.append(QByteArray::number(double(points.timesMs[i]) / 1000, 'g', 15) + '=' + value);
    }
    return texts.join(' ');
}

} // namespace tinyobs::test
