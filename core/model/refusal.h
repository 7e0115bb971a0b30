#pragma once

// Why a sample or a document was not taken. Every refusal is counted under its reason, and the
// reason decides the error code, so that no decoder picks one on its own. Plain values.

#include "core/base/error.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace tinyobs {

enum class RefusalReason : unsigned char {
    Syntax,      // the document does not parse
    WrongType,   // a field has the wrong type, is missing, or stands there twice
    BadName,     // metric or label name breaks the naming rules
    BadLabel,    // label set is malformed: duplicate, reserved, not UTF-8
    BadValue,    // value is not a number
    BadTime,     // timestamp cannot be read
    TooLarge,    // a length or count is over its limit
    TooFarAhead, // timestamp lies too far in the future
    TooOld,      // timestamp is older than what is kept
    SeriesLimit, // the series would be one too many
    Memory,      // the memory budget is used up by series alone
    Exemplar,    // an exemplar is malformed, or one too many
    NotAMetric,  // events, service checks and the like are not kept
    DeltaOrder,  // a difference that was told before, or comes too late
    DeltaLimit,  // too many series of differences at once
    Storage,     // the disk does not take samples, or not fast enough
    Count_,
};

inline constexpr std::size_t RefusalReasonCount = static_cast<std::size_t>(RefusalReason::Count_);

struct RefusalReasonInfo
{
    std::string_view name; // the "reason" label of tinyobs_samples_refused_total
    Error::Code code;
    std::string_view hint;  // what to do about it
    bool isNotKept = false; // nothing is wrong with it: the sender's request stands without it
};

/// One row per RefusalReason, in its order.
inline constexpr std::array<RefusalReasonInfo, RefusalReasonCount> RefusalReasons{{
    {"syntax", Error::Code::InvalidArgument,
     "Look at what is sent: the body is not what its content type says, or it is cut off."},
    {"wrong_type", Error::Code::InvalidArgument, "Send the field in the form that api.md shows."},
    {"bad_name", Error::Code::InvalidArgument,
     "Rename the metric or label: letters, digits and _, and no digit in front."},
    {"bad_label", Error::Code::InvalidArgument,
     "Give each label once, in UTF-8, without a reserved name."},
    {"bad_value", Error::Code::InvalidArgument, "Send a number."},
    {"bad_time", Error::Code::InvalidArgument,
     "Send the time in the form that api.md shows, or leave it out."},
    {"too_large", Error::Code::LimitExceeded, "Send smaller batches, or shorter names and values."},
    {"too_far_ahead", Error::Code::LimitExceeded,
     "Set the sender's clock, or the unit of its timestamps."},
    {"too_old", Error::Code::LimitExceeded, "Send sooner, or raise --retention."},
    {"series_limit", Error::Code::Exhausted,
     "Drop the label with the most values, or raise --max-series."},
    {"memory", Error::Code::Exhausted, "Drop the label with the most values, or raise --memory."},
    {"exemplar", Error::Code::InvalidArgument,
     "Nothing is lost but the exemplar; turn exemplars off in the sender.", true},
    {"not_a_metric", Error::Code::InvalidArgument,
     "Nothing is lost but the event, check or text: only numbers are kept.", true},
    {"delta_order", Error::Code::InvalidArgument,
     "Deltas of a series must come in order and once: look for two senders of the same series."},
    {"delta_limit", Error::Code::Exhausted,
     "Set the exporter's temporality to cumulative, or drop the attribute with the most values."},
    {"storage", Error::Code::Unavailable,
     "Look at the disk: its space, its rights, its errors. Senders may send again."},
}};

constexpr const RefusalReasonInfo &infoOf(RefusalReason reason)
{
    return RefusalReasons[static_cast<std::size_t>(reason)];
}

/// One refused row, or several for one reason. The message says what was wrong with which value at
/// which limit; the path of the row in its document is put in front by whoever reports it.
struct Refusal
{
    RefusalReason reason = RefusalReason::Syntax;
    std::size_t row = 0;
    std::string message;
    std::size_t count = 1;

    bool operator==(const Refusal &) const = default;
};

/// The message behind the row's path: "metrics[3]" with ".labels: ..." or with "series limit ...".
inline std::string located(std::string_view path, const Refusal &refusal)
{
    const bool readsOn = refusal.message.starts_with('.') || refusal.message.starts_with(':');
    return std::string(path) + (readsOn ? "" : ": ") + refusal.message;
}

} // namespace tinyobs
