#include "tests/integration/promqltexts.h"

#include <algorithm>

namespace tinyobs::test {

bool PromqlTexts::chance(double share)
{
    return static_cast<double>(m_random()) < share * 4294967296.0;
}

std::size_t PromqlTexts::below(std::size_t end)
{
    return m_random() % end; // distributions differ between libraries
}

std::string PromqlTexts::oneOf(Words words)
{
    return std::string(*(words.begin() + below(words.size())));
}

std::string PromqlTexts::duration()
{
    return oneOf({"5m", "1h", "30s", "1h30m", "90s", "1d", "2w", "10y", "500ms", "60m", "100d"});
}

std::string PromqlTexts::labels()
{
    std::string out = "(";
    const std::size_t count = below(4);
    for (std::size_t i = 0; i < count; ++i)
        out += (i > 0 ? "," : "") + blank() + oneOf({"job", "by", "on", "le", "bool", "and"});
    return out + (count > 0 && chance(0.2) ? ",)" : ")");
}

std::string PromqlTexts::selector()
{
    const std::string name =
        oneOf({"foo", "bar:baz", "up", "sum", "by", "offset", "and", "start", "without", "max"});
    if (chance(0.5))
        return name;
    std::string braces = "{";
    const std::size_t count = below(4);
    for (std::size_t i = 0; i < count; ++i) {
        braces += (i > 0 ? "," : "") +
                  oneOf({"job", "on", "le", "bool", "group_left", "__name__", "a_b"}) + blank() +
                  oneOf({"=", "!=", "=~", "!~"}) + blank() +
                  oneOf({"\"a\"", "'b'", "`c\\d`", "\"x\\ny\"", "\"\\u00e9\"", "\"a.*\""});
    }
    braces += oneOf({"", "", count > 0 ? "," : ""}) + "}";
    return chance(0.7) ? name + braces : braces;
}

std::string PromqlTexts::moved()
{
    std::string out;
    if (chance(0.25))
        out += " offset " + oneOf({"", "-"}) + duration();
    if (chance(0.2))
        out += " @ " + oneOf({"start()", "end()", "1609746000", "-5", "10.5", "1.1234"});
    return out;
}

std::string PromqlTexts::matching()
{
    std::string out = chance(0.3) ? " bool" : "";
    if (chance(0.4)) {
        out += oneOf({" on(job", " ignoring(le", " on (job, le", " ignoring(by"}) + ")";
        out += oneOf({"", "", " group_left", " group_right(x)", " group_left ()", " group_right"});
    }
    return out;
}

std::string PromqlTexts::binary(int depth)
{
    const std::string op = oneOf({"+", "-", "*", "/", "%", "^", "atan2", "==", "!=", ">", "<",
                                  ">=", "<=", "and", "or", "unless", "AND"});
    const bool scalarLeft = chance(0.3);
    const bool scalarRight = !scalarLeft && chance(0.4);
    std::string out = scalarLeft ? scalar(depth - 1) : vector(depth - 1);
    out += ' ' + op + matching() + ' ';
    return out + (scalarRight ? scalar(depth - 1) : vector(depth - 1));
}

std::string PromqlTexts::aggregation(int depth)
{
    std::string name = oneOf({"sum", "avg", "count", "min", "max", "group", "stddev", "SUM"});
    std::string arguments = "(" + vector(depth - 1) + ")";
    if (chance(0.2)) {
        name = oneOf({"topk", "bottomk", "quantile"});
        arguments = "(" + scalar(depth - 1) + ", " + vector(depth - 1) + ")";
    }
    const std::string grouping = oneOf({" by", " without"}) + blank() + labels();
    if (chance(0.3))
        return name + arguments;
    return chance(0.5) ? name + grouping + arguments : name + arguments + grouping;
}

std::string PromqlTexts::vector(int depth)
{
    if (depth <= 0 || chance(0.25))
        return selector() + moved();
    switch (below(10)) {
    case 0:
    case 1:
        return oneOf({"abs", "ceil", "exp", "sort", "timestamp", "absent", "sgn"}) + "(" + blank() +
               vector(depth - 1) + blank() + ")";
    case 2:
    case 3:
        return oneOf({"rate", "increase", "delta", "sum_over_time", "absent_over_time"}) + "(" +
               range(depth - 1) + ")";
    case 4:
    case 5:
        return aggregation(depth);
    case 6:
        return oneOf({"-", "+"}) + vector(depth - 1);
    case 7:
        return "(" + vector(depth - 1) + ")";
    default:
        return binary(depth);
    }
}

std::string PromqlTexts::range(int depth)
{
    if (chance(0.6))
        return selector() + "[" + duration() + "]" + moved();
    return vector(depth) + "[" + duration() + ":" + (chance(0.5) ? duration() : "") + "]" + moved();
}

std::string PromqlTexts::scalar(int depth)
{
    if (depth <= 0 || chance(0.6))
        return oneOf({"1", "0.5", "1e3", "0x1f", "Inf", "NaN", ".5", "5.", "0755", "-3"});
    if (chance(0.3))
        return "scalar(" + vector(depth - 1) + ")";
    if (chance(0.3))
        return oneOf({"time()", "pi()"});
    return scalar(depth - 1) + oneOf({" + ", " * ", " ^ ", " > bool ", " == ", " and "}) +
           scalar(depth - 1);
}

std::string PromqlTexts::expression(int depth)
{
    if (chance(0.2))
        return scalar(depth);
    return chance(0.2) ? range(depth) : vector(depth);
}

std::string PromqlTexts::broken(std::string text)
{
    for (std::size_t times = 1 + below(2); times > 0; --times) {
        const std::size_t at = below(text.size() + 1);
        if (chance(0.4))
            text.erase(at, 1 + below(2));
        else
            text.insert(at,
                        oneOf({"(",  ")",     "{", "}",    "[",          "]",      ",",      ":",
                               "=",  "=~",    "!", "@",    "by",         "offset", "on",     "5m",
                               "1",  "\"a\"", "'", "foo",  "sum",        "-",      "^",      "#",
                               "1e", "$",     " ", "rate", "group_left", "bool",   "start()"}));
    }
    return text;
}

} // namespace tinyobs::test
