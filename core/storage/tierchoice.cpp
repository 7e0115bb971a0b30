#include "core/storage/tierchoice.h"

#include "core/base/rfc3339.h"
#include "core/base/units.h"

#include <algorithm>
#include <chrono>

namespace tinyobs {
namespace {

/// "2026-11-07T00:00:00Z": tiers begin and end with days.
std::string wholeSeconds(TimeMs timeMs)
{
    constexpr std::size_t UpToSeconds = 19;
    const auto text = formatRfc3339(timeMs);
    return std::string(text.data(), UpToSeconds) + 'Z';
}

/// The parts of `open` that the tier covers become spans, the others stay in `open`.
void takeTier(Tier tier, std::span<const TierSpan> coverage, std::vector<TierSpan> &open,
              std::vector<TierSpan> &taken)
{
    for (const TierSpan &covered : coverage) {
        if (covered.tier != tier)
            continue;
        std::vector<TierSpan> rest;
        for (const TierSpan &part : open) {
            const TimeMs fromMs = std::max(part.fromMs, covered.fromMs);
            const TimeMs toMs = std::min(part.toMs, covered.toMs);
            if (fromMs > toMs) {
                rest.push_back(part);
                continue;
            }
            taken.push_back({tier, fromMs, toMs});
            if (part.fromMs < fromMs)
                rest.push_back({tier, part.fromMs, fromMs - 1});
            if (toMs < part.toMs)
                rest.push_back({tier, toMs + 1, part.toMs});
        }
        open = std::move(rest);
    }
}

/// Neighbours of one tier become one span.
std::vector<TierSpan> joined(std::vector<TierSpan> spans)
{
    std::ranges::sort(spans, {}, &TierSpan::fromMs);
    std::vector<TierSpan> result;
    for (const TierSpan &span : spans) {
        if (!result.empty() && result.back().tier == span.tier &&
            result.back().toMs + 1 == span.fromMs)
            result.back().toMs = span.toMs;
        else
            result.push_back(span);
    }
    return result;
}

std::string warningFor(const TierSpan &span, TimeMs stepMs, std::string_view what)
{
    const TierRow &row = rowOf(span.tier);
    const std::string kept = "before " + wholeSeconds(span.toMs + 1) + " only " +
                             std::string(row.name) + " rollups are kept, ";
    if (stepMs == 0)
        return kept + "samples are not: ask with a step of at least " + std::string(row.name);
    const std::string step = formatDuration(std::chrono::milliseconds(stepMs));
    if (stepMs < row.stepMs)
        return kept + "the " + std::string(what) + " of " + step + " is finer";
    return kept + "the " + std::string(what) + " of " + step + " is not a multiple";
}

} // namespace

std::vector<TierSpan> chooseTiers(std::span<const TierSpan> coverage, TimeMs fromMs, TimeMs toMs)
{
    if (fromMs > toMs)
        return {};
    std::vector<TierSpan> open{{Tier::Raw, fromMs, toMs}};
    std::vector<TierSpan> taken;
    for (std::size_t tier = 0; tier < Tiers.size(); ++tier)
        takeTier(static_cast<Tier>(tier), coverage, open, taken);
    return joined(std::move(taken));
}

std::vector<std::string> coarsenessWarnings(std::span<const TierSpan> spans, TimeMs stepMs,
                                            std::string_view what)
{
    std::vector<std::string> warnings;
    for (const Tier tier : {Tier::Minute, Tier::Hour}) {
        const auto last = std::find_if(spans.rbegin(), spans.rend(),
                                       [&](const TierSpan &span) { return span.tier == tier; });
        if (last != spans.rend() && (stepMs == 0 || stepMs % rowOf(tier).stepMs != 0))
            warnings.push_back(warningFor(*last, stepMs, what));
    }
    return warnings;
}

} // namespace tinyobs
