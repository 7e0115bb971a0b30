#pragma once

// What the line protocols share: taking lines and fields off a text, numbers, names that come from
// wider alphabets, and a bounded list of bad lines. Plain values and functions, usable in any
// thread; views point into the document.

#include "core/ingest/limits.h"
#include "core/model/labels.h"
#include "core/model/refusal.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinyobs {

/// Takes the next line off the front, without its end ("\n" or "\r\n").
std::string_view takeLine(std::string_view &text);
/// Takes the text up to the separator off the front, and the separator with it.
std::string_view takePart(std::string_view &text, char separator);

/// A decimal number that is the whole text, "inf" and "nan" too; a '+' may stand before it.
std::optional<double> numberOf(std::string_view text);

/// A metric or label name as statsd_exporter cleans it: each character other than [a-zA-Z0-9_]
/// becomes one '_', and '_' stands before a digit at the beginning. Empty only for empty text.
std::string cleanedName(std::string_view text);

/// Labels of a line on their way to a canonical set. Of one name the last stays.
class LineLabels
{
public:
    /// The name is cleaned. The value must outlive this.
    void set(std::string_view name, std::string_view value);
    std::size_t size() const { return m_labels.size(); }
    /// With the labels that a request adds, which win. The message begins with its field.
    tl::expected<Labels, Refusal> make(std::string_view metricName,
                                       std::span<const std::pair<std::string, std::string>> added,
                                       const IngestLimits &limits);

private:
    void setCleaned(std::string_view name, std::string_view value);

    std::deque<std::string> m_names; // views must stay where they are
    std::vector<LabelView> m_labels;
};

/// What is wrong with a line, put into words only when it is listed.
struct LineProblem
{
    RefusalReason reason = RefusalReason::Syntax;
    std::string_view what; // "value is not a number"
    std::string_view text; // the culprit
};

/// The bad lines of a document. A flood of them costs no more than counting.
class LineRefusals
{
public:
    static constexpr std::size_t MaxListed = 100;

    /// Lines are counted from zero; messages count from one.
    void add(std::size_t line, const LineProblem &problem);
    /// The message may begin with its field (".labels: ...").
    void add(std::size_t line, const Refusal &refusal);

    std::span<const Refusal> all() const { return m_all; }
    void clear() { m_all.clear(); }

private:
    bool isCounted(RefusalReason reason, std::size_t count);

    std::vector<Refusal> m_all;
};

std::string linePath(std::size_t line); // "line 3" of the third
Refusal worded(std::size_t line, const LineProblem &problem);

} // namespace tinyobs
