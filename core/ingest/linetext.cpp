#include "core/ingest/linetext.h"

#include "core/base/quoted.h"
#include "core/ingest/labelrules.h"

#include <algorithm>
#include <charconv>

namespace tinyobs {
namespace {

bool isNameByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The second and later bytes of a character in UTF-8.
bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

} // namespace

std::string_view takeLine(std::string_view &text)
{
    std::string_view line = takePart(text, '\n');
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

std::string_view takePart(std::string_view &text, char separator)
{
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

std::optional<double> numberOf(std::string_view text)
{
    const bool isSigned = text.starts_with('+');
    text.remove_prefix(isSigned ? 1 : 0);
    if (isSigned && text.starts_with('-'))
        return std::nullopt;
    double number = 0;
    const char *const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end)
        return std::nullopt;
    return number;
}

std::string cleanedName(std::string_view text)
{
    std::string name;
    name.reserve(text.size() + 1);
    if (!text.empty() && text.front() >= '0' && text.front() <= '9')
        name += '_';
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (isNameByte(text[i]))
            name += text[i];
        else if (i == 0 || !isContinuation(text[i]))
            name += '_';
    }
    return name;
}

void LineLabels::set(std::string_view name, std::string_view value)
{
    setCleaned(m_names.emplace_back(cleanedName(name)), value);
}

void LineLabels::setCleaned(std::string_view name, std::string_view value)
{
    const auto known = std::ranges::find(m_labels, name, &LabelView::name);
    if (known == m_labels.end())
        m_labels.push_back({name, value});
    else
        known->value = value;
}

tl::expected<Labels, Refusal>
LineLabels::make(std::string_view metricName,
                 std::span<const std::pair<std::string, std::string>> added,
                 const IngestLimits &limits)
{
    for (const auto &[name, value] : added)
        setCleaned(name, value);
    return makeLabels(metricName, std::move(m_labels), limits);
}

void LineRefusals::add(std::size_t line, const LineProblem &problem)
{
    if (!isCounted(problem.reason, 1))
        m_all.push_back(worded(line, problem));
}

void LineRefusals::add(std::size_t line, const Refusal &refusal)
{
    if (!isCounted(refusal.reason, refusal.count))
        m_all.push_back({refusal.reason, line, located(linePath(line), refusal), refusal.count});
}

bool LineRefusals::isCounted(RefusalReason reason, std::size_t count)
{
    if (m_all.size() < MaxListed)
        return false;
    const auto last = std::find_if(m_all.rbegin(), m_all.rend(), [reason](const Refusal &refusal) {
        return refusal.reason == reason;
    });
    if (last == m_all.rend())
        return false;
    last->count += count;
    return true;
}

std::string linePath(std::size_t line)
{
    return "line " + std::to_string(line + 1);
}

Refusal worded(std::size_t line, const LineProblem &problem)
{
    return {.reason = problem.reason,
            .row = line,
            .message =
                linePath(line) + ": " + std::string(problem.what) + ": " + quoted(problem.text)};
}

} // namespace tinyobs
