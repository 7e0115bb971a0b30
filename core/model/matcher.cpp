#include "core/model/matcher.h"

#include <re2/re2.h>

#include <utility>

namespace tinyobs {
namespace {

/// RE2 repeats the part of the expression that it could not read, be it thousands of bytes.
std::string shortened(std::string text)
{
    constexpr std::size_t MaxBytes = 128;
    if (text.size() > MaxBytes)
        text.replace(MaxBytes, std::string::npos, "...");
    return text;
}

} // namespace

Result<Matcher> Matcher::make(Op op, std::string name, std::string value)
{
    Matcher matcher;
    if (op == Op::Match || op == Op::NotMatch) {
        RE2::Options options(RE2::Quiet);
        options.set_dot_nl(true);
        auto regex = std::make_shared<const RE2>(value, options);
        if (!regex->ok()) {
            return fail(Error::Code::InvalidArgument,
                        "regular expression for label '" + name +
                            "' is invalid: " + shortened(regex->error()));
        }
        matcher.m_regex = std::move(regex);
    }
    matcher.m_op = op;
    matcher.m_name = std::move(name);
    matcher.m_value = std::move(value);
    return matcher;
}

bool Matcher::matches(std::string_view value) const
{
    switch (m_op) {
    case Op::Equal:
        return value == m_value;
    case Op::NotEqual:
        return value != m_value;
    case Op::Match:
        return RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *m_regex);
    case Op::NotMatch:
        break;
    }
    return !RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *m_regex);
}

} // namespace tinyobs
