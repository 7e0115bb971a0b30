#pragma once

// Reads one transfer format, record by record (a line, or what CSV takes for one). The bytes may
// come from anybody. What is wrong with one record refuses that record; an error means that the
// rest cannot be read either. One object per document, one thread.

#include "core/base/result.h"
#include "core/transfer/readsamples.h"

#include <cstdint>
#include <string_view>

namespace tinyobs {

class SampleReader
{
public:
    virtual ~SampleReader() = default;

    /// `line` is the number of the record's first line, from 1. An error names it.
    virtual Result<void> read(std::string_view record, std::uint64_t line, ReadSamples &out) = 0;
    /// After the last record: an error when the document is not whole.
    virtual Result<void> end() { return {}; }
};

} // namespace tinyobs
