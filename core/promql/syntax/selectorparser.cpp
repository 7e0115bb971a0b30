#include "core/promql/syntax/selectorparser.h"

#include "core/promql/syntax/cursor.h"
#include "core/promql/syntax/selectors.h"
#include "core/promql/syntax/typecheck.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tinyobs::promql {

Result<std::vector<Matcher>> parseSelector(std::string_view text)
{
    if (text.size() > MaxQueryBytes)
        return fail(Error::Code::LimitExceeded, "selector is " + std::to_string(text.size()) +
                                                    " bytes, limit " +
                                                    std::to_string(MaxQueryBytes));
    Cursor cursor(text, ParseOptions());
    std::optional<Token> name;
    if (isMetricName(cursor.peek()))
        name = cursor.take();
    Result<std::unique_ptr<SelectorExpr>> selector = takeSelector(cursor, name);
    if (!selector)
        return Failure(selector.error());
    if (!cursor.at(TokenKind::End))
        return cursor.unexpected("selector", "its end");
    if (Result<void> checked = checkTypes(text, **selector); !checked)
        return Failure(checked.error());
    std::vector<Matcher> matchers = std::move((*selector)->matchers);
    if (!(*selector)->metric.empty())
        std::rotate(matchers.begin(), matchers.end() - 1, matchers.end());
    return matchers;
}

} // namespace tinyobs::promql
