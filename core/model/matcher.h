#pragma once

// One condition on a label. A missing label counts as the empty value. Regular expressions are RE2
// and match the whole value, as in PromQL. Plain value, usable in any thread.

#include "core/base/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace tinyobs {

class Matcher
{
public:
    enum class Op { Equal, NotEqual, Match, NotMatch };

    /// InvalidArgument when a regular expression does not compile.
    static Result<Matcher> make(Op op, std::string name, std::string value);

    Op op() const { return m_op; }
    const std::string &name() const { return m_name; }
    const std::string &value() const { return m_value; }

    bool matches(std::string_view value) const;
    /// True when a series without the label passes.
    bool matchesEmpty() const { return matches({}); }

private:
    Op m_op = Op::Equal;
    std::string m_name;
    std::string m_value;
    std::shared_ptr<const re2::RE2> m_regex;
};

} // namespace tinyobs
