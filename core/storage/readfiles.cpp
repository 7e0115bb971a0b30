#include "core/encoding/sealedchunk.h"
#include "core/storage/disk/merge.h"
#include "core/storage/samplemerge.h"
#include "core/storage/storestate.h"

namespace tinyobs {
namespace {

Result<void> readFile(const DataFile &file, const TombstoneList &tombstones, std::uint32_t series,
                      TimeMs fromMs, TimeMs toMs, SampleColumns &out)
{
    out.clear();
    Result<DataFile::Lease> reader = file.lease();
    if (!reader)
        return Failure(std::move(reader.error()));
    Result<void> whole;
    const auto open = [&](const StoredChunk &chunk) -> Result<bool> {
        if (chunk.statistics && chunk.statistics->firstMs > toMs)
            return false;
        if (chunk.statistics && chunk.statistics->lastMs < fromMs)
            return true;
        const Result<void> opened = encoding::openChunk(chunk.data, out);
        if (!opened && whole) {
            whole = fail(opened.error().code, file.path() + ": series " + std::to_string(series) +
                                                  ": " + opened.error().message);
        }
        return true;
    };
    if (Result<void> visited = (*reader)->chunksOf(series, open); !visited)
        return visited;
    if (!tombstones.empty()) {
        const Deletions deletions(tombstones, file);
        if (deletions.touches(series))
            deletions.apply(series, out);
    }
    clip(out, fromMs, toMs);
    return whole;
}

} // namespace

Result<void> readFiles(const DataFileList &files, const TombstoneList &tombstones,
                       std::uint32_t series, TimeMs fromMs, TimeMs toMs, SampleColumns &out)
{
    out.clear();
    Result<void> whole;
    SampleColumns part;
    for (const DataFilePtr &file : files) {
        if (!file->overlaps(fromMs, toMs) || !file->series().contains(series))
            continue;
        Result<void> done = readFile(*file, tombstones, series, fromMs, toMs, part);
        if (!done && done.error().code != Error::Code::Corruption)
            return done;
        if (!done && whole)
            whole = std::move(done);
        mergeLaterWins(out, part);
    }
    return whole;
}

} // namespace tinyobs
