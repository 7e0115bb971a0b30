#pragma once

// Data files in tests: written from and read back to maps. Values are kept as bits, so that NaN and
// -0.0 compare.

#include "core/encoding/sealedchunk.h"
#include "core/storage/disk/datafiles.h"

#include <QtGlobal>

#include <bit>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace tinyobs {

using SeriesRows = std::map<TimeMs, std::uint64_t>;
using FileRows = std::map<std::uint32_t, SeriesRows>;

inline std::uint64_t bitsOf(double value)
{
    return std::bit_cast<std::uint64_t>(value);
}

inline SampleColumns columnsOf(const SeriesRows &rows)
{
    SampleColumns columns;
    for (const auto &[timeMs, bits] : rows)
        columns.append(timeMs, std::bit_cast<double>(bits));
    return columns;
}

/// The value; the test program ends when there is none.
template <typename T>
T must(Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return std::move(*result);
}

inline void must(const Result<void> &result)
{
    if (!result)
        qFatal("%s", result.error().message.c_str());
}

inline FileName rawName(Day day, Epoch firstEpoch, Epoch lastEpoch)
{
    return {Tier::Raw, day, day, firstEpoch, lastEpoch};
}

/// At most `samplesPerChunk` samples go into one chunk.
inline DataFilePtr writeRaw(const std::string &folder, const FileName &name, const FileRows &rows,
                            std::uint64_t tombstones = 0,
                            std::size_t samplesPerChunk = encoding::MaxChunkSamples)
{
    const auto writer = must(DataFileWriter::create(folder, name, 4096));
    for (const auto &[series, samples] : rows) {
        SampleColumns part;
        for (const auto &[timeMs, bits] : samples) {
            part.append(timeMs, std::bit_cast<double>(bits));
            if (part.size() == samplesPerChunk) {
                must(writer->addSamples(series, part));
                part.clear();
            }
        }
        must(writer->addSamples(series, part));
    }
    return must(writer->finish(tombstones));
}

inline FileRows readRaw(const DataFile &file)
{
    FileRows rows;
    DataFile::Lease reader = must(file.lease());
    must(reader->allChunks([&](const StoredChunk &chunk) -> Result<bool> {
        SampleColumns samples;
        if (Result<void> opened = encoding::openChunk(chunk.data, samples); !opened)
            return Failure(opened.error());
        SeriesRows &series = rows[chunk.series];
        for (std::size_t i = 0; i < samples.size(); ++i) {
            if (!series.empty() && series.rbegin()->first >= samples.timesMs[i])
                return fail(Error::Code::Corruption, "samples do not ascend");
            series[samples.timesMs[i]] = bitsOf(samples.values[i]);
        }
        return true;
    }));
    return rows;
}

} // namespace tinyobs
