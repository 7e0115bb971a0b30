#pragma once

// Turns the raw text of a name and of a labels object into a canonical label set. Runs only for
// series that the store has not seen. One thread; the text must be padded as JsonDecoder's body is.

#include "core/ingest/limits.h"
#include "core/model/labels.h"
#include "core/model/refusal.h"

#include <tl/expected.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinyobs {

using AddedLabels = std::vector<std::pair<std::string, std::string>>;

class JsonLabelParser
{
public:
    explicit JsonLabelParser(const IngestLimits &limits);
    ~JsonLabelParser();
    JsonLabelParser(const JsonLabelParser &) = delete;
    JsonLabelParser &operator=(const JsonLabelParser &) = delete;

    /// `name` is a JSON string with its quotes, `labels` a JSON object or empty. The refusal's
    /// message begins with its field: ".labels: ...".
    tl::expected<Labels, Refusal> parse(std::string_view name, std::string_view labels);
    /// The object holds the name as "__name__". Labels of `added` take the place of its own.
    tl::expected<Labels, Refusal> parse(std::string_view labels, const AddedLabels &added);
    /// Gives back what an unusually large name or labels object made the parsers hold.
    void clear();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tinyobs
