// Any bytes as a journal: no crash, no read behind the end, only whole records, and after one more
// write the same records and that one.

#include "core/storage/disk/journal.h"
#include "core/storage/disk/logrecord.h"

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

using namespace tinyobs;

namespace {

using Records = std::vector<std::vector<std::uint8_t>>;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

const std::string &folder()
{
    static const std::string path = [] {
        char name[] = "/dev/shm/fuzz_journal-XXXXXX";
        require(mkdtemp(name) != nullptr);
        return std::string(name);
    }();
    return path;
}

Records readAll(Journal &journal)
{
    Records records;
    const auto report = journal.read([&](Bytes record) {
        records.emplace_back(record.begin(), record.end());
        return Result<void>();
    });
    require(report.has_value() && report->records == records.size());
    return records;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string path = folder() + "/" + journalName(1);
    {
        // A good header, so that what is behind it is looked at; a fuzzer does not find checksums,
        // so the first byte says how much of the input becomes a record of its own.
        std::ofstream file(path, std::ios::binary | std::ios::trunc);
        const auto header = logHeader(1);
        file.write(reinterpret_cast<const char *>(header.data()), header.size());
        std::vector<std::uint8_t> record;
        if (size > 0) {
            const std::size_t part = size * data[0] / 256;
            makeLogRecord(1, LogHeaderBytes, {data, part}, record);
            file.write(reinterpret_cast<const char *>(record.data()),
                       std::streamsize(record.size()));
            file.write(reinterpret_cast<const char *>(data + part), std::streamsize(size - part));
        }
    }
    Records before;
    {
        const auto journal = Journal::open(folder(), 1);
        require(journal.has_value());
        before = readAll(**journal);
        require((*journal)->write(std::vector<std::uint8_t>{7, 7}, Sync::WriteOut).has_value());
    }
    before.push_back({7, 7});
    const auto journal = Journal::open(folder(), 1);
    require(journal.has_value() && readAll(**journal) == before);
    return 0;
}
