#pragma once

// OTLP in JSON: the same messages by the protobuf mapping, with what the protocol changes in it:
// ids in hexadecimal, enumerations as numbers (names are taken too), 64-bit integers as text or
// number. Members may come in any order; unknown ones and nulls are passed over. One thread.

#include "core/ingest/limits.h"
#include "core/ingest/otlpreader.h"

#include <memory>

namespace tinyobs {

class OtlpJsonReader : public OtlpReader
{
public:
    explicit OtlpJsonReader(const IngestLimits &limits);
    ~OtlpJsonReader() override;

    std::string_view name() const override { return "otlp_json"; }
    Outcome read(const Document &document, OtlpRows &rows) override;
    Outcome readAttributes(const OtlpText &text, OtlpAttributes &attributes) override;
    Outcome readScope(std::string_view text, OtlpScope &scope) override;
    void clear() override;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs
