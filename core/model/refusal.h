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
    Exemplar,    // exemplars are not kept
    Histogram,   // native histograms are not kept
    Storage,     // the disk does not take samples, or not fast enough
    Count_,
};

inline constexpr std::size_t RefusalReasonCount = static_cast<std::size_t>(RefusalReason::Count_);

struct RefusalReasonInfo
{
    std::string_view name; // the "reason" label of tinyobs_samples_refused_total
    Error::Code code;
    bool isNotKept = false; // nothing is wrong with it: the sender's request stands without it
};

/// One row per RefusalReason, in its order.
inline constexpr std::array<RefusalReasonInfo, RefusalReasonCount> RefusalReasons{{
    {"syntax", Error::Code::InvalidArgument},
    {"wrong_type", Error::Code::InvalidArgument},
    {"bad_name", Error::Code::InvalidArgument},
    {"bad_label", Error::Code::InvalidArgument},
    {"bad_value", Error::Code::InvalidArgument},
    {"bad_time", Error::Code::InvalidArgument},
    {"too_large", Error::Code::LimitExceeded},
    {"too_far_ahead", Error::Code::LimitExceeded},
    {"too_old", Error::Code::LimitExceeded},
    {"series_limit", Error::Code::Exhausted},
    {"memory", Error::Code::Exhausted},
    {"exemplar", Error::Code::InvalidArgument, true},
    {"native_histogram", Error::Code::InvalidArgument, true},
    {"storage", Error::Code::Unavailable},
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
