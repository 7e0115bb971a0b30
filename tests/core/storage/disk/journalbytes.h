#pragma once

// Records for journals in tests: any bytes, told apart by a number. Plain functions.

#include "core/storage/disk/journal.h"

#include <cstdint>
#include <vector>

namespace tinyobs::test {

using Record = std::vector<std::uint8_t>;

/// The same bytes for the same number; never a probe.
inline Record recordOf(std::uint64_t number, std::size_t size)
{
    Record record(size);
    std::uint64_t state = number;
    for (std::uint8_t &byte : record) {
        state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        byte = static_cast<std::uint8_t>(state >> 56);
    }
    if (!record.empty())
        record.front() = static_cast<std::uint8_t>(1 + number % 255);
    return record;
}

struct ReadRecords
{
    std::vector<Record> records;
    Journal::ReadReport report;
};

inline Result<ReadRecords> readAll(Journal &journal)
{
    ReadRecords all;
    const Result<Journal::ReadReport> report = journal.read([&](Bytes record) -> Result<void> {
        all.records.emplace_back(record.begin(), record.end());
        return {};
    });
    if (!report)
        return Failure(report.error());
    all.report = *report;
    return all;
}

} // namespace tinyobs::test
