#include "core/ingest/expositionlabels.h"

#include "core/base/quoted.h"
#include "core/ingest/expositionline.h"
#include "core/ingest/labelrules.h"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace tinyobs {
namespace {

using Refused = tl::unexpected<Refusal>;
using Added = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t ShownBytes = 24;

Refused refuse(RefusalReason reason, std::string message)
{
    return Refused(Refusal{.reason = reason, .row = 0, .message = std::move(message)});
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

void skipBlanks(std::string_view &text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
}

std::string_view withoutBlanksBehind(std::string_view text)
{
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

/// Reads {...}. What it gives points into the text or into itself.
class LabelReader
{
public:
    explicit LabelReader(std::size_t most)
        : m_most(most)
    {
    }

    /// From the opening brace to behind the closing one.
    tl::expected<void, Refusal> take(std::string_view &text);

    std::vector<LabelView> pairs;
    std::string_view quotedName; // of the metric, where it stands between the braces

private:
    tl::expected<void, Refusal> takeOne(std::string_view &text);
    /// From behind the quote to behind the closing one; false when there is none.
    bool takeQuoted(std::string_view &text, std::string_view &out);

    const std::size_t m_most;
    std::deque<std::string> m_texts; // of what had escapes
};

bool LabelReader::takeQuoted(std::string_view &text, std::string_view &out)
{
    const std::size_t plain = text.find_first_of("\"\\");
    if (plain == std::string_view::npos)
        return false;
    if (text[plain] == '"') {
        out = text.substr(0, plain);
        text.remove_prefix(plain + 1);
        return true;
    }
    std::string &unescaped = m_texts.emplace_back();
    while (!text.empty() && text.front() != '"') {
        const bool escape = text.front() == '\\' && text.size() > 1;
        const char next = escape ? text[1] : '\0';
        const bool isKnown = next == '\\' || next == '"' || next == 'n';
        unescaped += !isKnown ? text.front() : next == 'n' ? '\n' : next;
        text.remove_prefix(isKnown ? 2 : 1);
    }
    if (text.empty())
        return false;
    text.remove_prefix(1);
    out = unescaped;
    return true;
}

/// One label, or the metric's name in quotes.
tl::expected<void, Refusal> LabelReader::takeOne(std::string_view &text)
{
    std::string_view name;
    if (text.starts_with('"')) {
        text.remove_prefix(1);
        if (!takeQuoted(text, name))
            return refuse(RefusalReason::Syntax, "a name in quotes is not closed");
        skipBlanks(text);
        if (!text.starts_with('=')) {
            if (!quotedName.empty())
                return refuse(RefusalReason::Syntax, "there are two metric names, " +
                                                         quoted(quotedName) + " and " +
                                                         quoted(name));
            quotedName = name;
            return {};
        }
    } else {
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos)
            return refuse(RefusalReason::Syntax,
                          "expected label=\"value\" or '}', found " + quoted(text, ShownBytes));
        name = withoutBlanksBehind(text.substr(0, equals));
        text.remove_prefix(equals);
    }
    text.remove_prefix(1);
    skipBlanks(text);
    if (!text.starts_with('"'))
        return refuse(RefusalReason::Syntax,
                      "value of label " + quoted(name) + " is not in quotes");
    text.remove_prefix(1);
    if (pairs.size() == m_most)
        return refuse(RefusalReason::TooLarge, "more than " + std::to_string(m_most) + " labels");
    std::string_view value;
    if (!takeQuoted(text, value))
        return refuse(RefusalReason::Syntax, "value of label " + quoted(name) + " is not closed");
    pairs.push_back({name, value});
    return {};
}

tl::expected<void, Refusal> LabelReader::take(std::string_view &text)
{
    text.remove_prefix(1);
    for (skipBlanks(text); !text.starts_with('}'); skipBlanks(text)) {
        if (auto taken = takeOne(text); !taken)
            return taken;
        skipBlanks(text);
        if (text.starts_with(',')) {
            text.remove_prefix(1);
        } else if (!text.starts_with('}')) {
            const std::string_view behind = pairs.empty() ? quotedName : pairs.back().name;
            return refuse(RefusalReason::Syntax, "expected ',' or '}' behind label " +
                                                     quoted(behind) + ", found " +
                                                     quoted(text, ShownBytes));
        }
    }
    text.remove_prefix(1);
    return {};
}

void replaceWith(const Added &added, std::vector<LabelView> &pairs)
{
    for (const auto &[name, value] : added) {
        std::erase_if(pairs,
                      [&, &text = name](const LabelView &each) { return each.name == text; });
        pairs.push_back({name, value});
    }
}

} // namespace

tl::expected<Labels, Refusal> readExpositionLabels(std::string_view series,
                                                   const IngestLimits &limits, const Added &added)
{
    std::string_view name = metricNameOf(series);
    std::string_view rest = series.substr(name.size());
    LabelReader reader(limits[IngestLimit::LabelsPerSeries]);
    skipBlanks(rest);
    if (rest.starts_with('{')) {
        if (auto taken = reader.take(rest); !taken)
            return Refused(std::move(taken.error()));
    }
    if (!rest.empty())
        return refuse(RefusalReason::Syntax, "expected a value, found " + quoted(rest, ShownBytes));
    if (!reader.quotedName.empty()) {
        if (!name.empty())
            return refuse(RefusalReason::Syntax, "there are two metric names, " + quoted(name) +
                                                     " and " + quoted(reader.quotedName));
        name = reader.quotedName;
    }
    replaceWith(added, reader.pairs);
    return makeLabels(name, std::move(reader.pairs), limits);
}

tl::expected<Labels, Refusal> readExemplarLabels(std::string_view text, const IngestLimits &limits)
{
    LabelReader reader(limits[IngestLimit::LabelsPerSeries]);
    if (auto taken = reader.take(text); !taken)
        return Refused(std::move(taken.error()));
    if (!reader.quotedName.empty())
        return refuse(RefusalReason::Syntax, "an exemplar has no metric name");
    auto checked = makeLabels("exemplar", reader.pairs, limits);
    if (!checked)
        return checked;
    return Labels::fromPairs(std::move(reader.pairs));
}

} // namespace tinyobs
