#include "tests/integration/querygenerator.h"

namespace tinyobs::test {

QByteArray QueryGenerator::pick(const QList<QByteArray> &of)
{
    return of[below(int(of.size()))];
}

QByteArray QueryGenerator::next()
{
    switch (below(24)) {
    case 0:
    case 1:
        return scalar(3);
    case 2:
        return selection();
    default:
        return vector(3);
    }
}

/// Outermost only: which of equal values is kept depends on the order of series, which is nobody's
/// to say, and what is computed from it would differ.
QByteArray QueryGenerator::selection()
{
    return pick({"topk", "bottomk"}) + (below(4) == 0 ? QByteArray(" ") : grouping()) + '(' +
           pick({"1", "2", "3", "0"}) + ", " + vector(2) + ')';
}

QByteArray QueryGenerator::shift()
{
    switch (below(10)) {
    case 0:
        return " offset " + pick({"1m", "30s", "7m", "-2m"});
    case 1:
        return " @ " + pick({"start()", "end()"});
    default:
        return {};
    }
}

QByteArray QueryGenerator::selector()
{
    static const QList<QByteArray> metrics = {"requests_total", "level",    "errors_total",
                                              "odd_values",     "sparse",   "latency_bucket",
                                              "latency_sum",    "churning", "missing"};
    static const QList<QByteArray> matchers = {
        "job=\"api\"",         "job!=\"api\"",          "instance=~\"[ab]\"",
        "instance!~\"a|c\"",   "code=~\"5..\"",         "code=\"\"",
        "job=~\"a.*\"",        "nothing=\"\"",          "instance=\"a\",job=\"web\"",
        "zone=~\"east|west\"", "job=~\".+\",code!=\"\""};
    const QByteArray metric = pick(metrics);
    if (below(14) == 0)
        return "{__name__=~\"" + metric.left(4) + ".*\"," + pick(matchers) + "}";
    return below(3) == 0 ? metric + '{' + pick(matchers) + '}' : metric;
}

QByteArray QueryGenerator::range(int depth)
{
    static const QList<QByteArray> lengths = {"1m", "2m", "5m", "90s", "10m", "20s"};
    if (depth > 0 && below(6) == 0)
        return vector(depth - 1).prepend('(') + ")[" + pick({"3m", "5m", "8m"}) + ':' +
               pick({"30s", "1m", ""}) + ']' + shift();
    return selector() + '[' + pick(lengths) + ']' + shift();
}

QByteArray QueryGenerator::scalar(int depth)
{
    switch (below(depth > 0 ? 7 : 3)) {
    case 0:
        return pick({"0", "1", "2.5", "-3", "1e3", "0.001", "NaN", "Inf", "-Inf"});
    case 1:
        return "time()";
    case 2:
        return pick({"1", "2", "10", "0.5"});
    case 3:
        return "scalar(" + vector(depth - 1) + ')';
    case 4:
        return '(' + scalar(depth - 1) +
               pick({" + ", " - ", " * ", " / ", " % ", " ^ ", " atan2 "}) + scalar(depth - 1) +
               ')';
    case 5:
        return '(' + scalar(depth - 1) + pick({" == bool ", " > bool ", " <= bool ", " != bool "}) +
               scalar(depth - 1) + ')';
    default:
        return "-" + scalar(depth - 1);
    }
}

QByteArray QueryGenerator::grouping()
{
    static const QList<QByteArray> labels = {"job", "instance", "job, instance", "code",
                                             "",    "le",       "nothing",       "zone, job"};
    return pick({" by (", " without ("}) + pick(labels) + ") ";
}

QByteArray QueryGenerator::aggregation(int depth)
{
    static const QList<QByteArray> plain = {"sum",   "avg",    "min",    "max",
                                            "count", "stddev", "stdvar", "group"};
    const QByteArray group = below(4) == 0 ? QByteArray(" ") : grouping();
    const QByteArray inner = vector(depth - 1);
    switch (below(8)) {
    case 1:
        return "quantile" + group + '(' + pick({"0.5", "0.9", "0", "1", "-0.1", "1.5"}) + ", " +
               inner + ')';
    case 2:
        // Of values that nothing was computed from: the last digit would be another label.
        return "count_values" + group + "(\"value\", " + selector() + shift() + ')';
    default:
        return pick(plain) + group + '(' + inner + ')';
    }
}

QByteArray QueryGenerator::matching(bool &isSet)
{
    static const QList<QByteArray> labels = {"job", "instance", "job, instance",
                                             "job, instance, code", ""};
    const QByteArray words = pick({" on (", " ignoring ("}) + pick(labels) + ") ";
    if (isSet || below(3) > 0)
        return words;
    return words + pick({"group_left () ", "group_right () ", "group_left (zone) "});
}

QByteArray QueryGenerator::binary(int depth)
{
    static const QList<QByteArray> arithmetic = {" + ", " - ", " * ",    " / ",
                                                 " % ", " ^ ", " atan2 "};
    static const QList<QByteArray> comparisons = {" == ", " != ", " > ", " < ", " >= ", " <= "};
    const int kind = below(10);
    if (kind < 2)
        return vector(depth - 1) + pick(arithmetic) + scalar(depth - 1);
    if (kind < 3)
        return scalar(depth - 1) + pick(comparisons) + vector(depth - 1);
    if (kind < 4)
        return vector(depth - 1) + pick(comparisons) + pick({"bool ", ""}) + scalar(depth - 1);
    bool isSet = kind < 6;
    const QByteArray op = isSet      ? pick({" and ", " or ", " unless "})
                          : below(2) ? pick(arithmetic)
                                     : pick(comparisons) + pick({"", "", "bool "});
    const QByteArray match = below(3) == 0 ? QByteArray() : matching(isSet);
    return '(' + vector(depth - 1) + ')' + op + match + '(' + vector(depth - 1) + ')';
}

QByteArray QueryGenerator::windowCall(int depth)
{
    static const QList<QByteArray> functions = {"rate",
                                                "increase",
                                                "delta",
                                                "irate",
                                                "idelta",
                                                "resets",
                                                "changes",
                                                "deriv",
                                                "sum_over_time",
                                                "avg_over_time",
                                                "min_over_time",
                                                "max_over_time",
                                                "count_over_time",
                                                "last_over_time",
                                                "stddev_over_time",
                                                "stdvar_over_time",
                                                "present_over_time",
                                                "absent_over_time"};
    switch (below(8)) {
    case 0:
        return "quantile_over_time(" + pick({"0.5", "0.9", "0.1", "1"}) + ", " + range(depth) + ')';
    case 1:
        return "predict_linear(" + range(depth) + ", " + pick({"60", "3600", "-30"}) + ')';
    default:
        return pick(functions) + '(' + range(depth) + ')';
    }
}

QByteArray QueryGenerator::call(int depth)
{
    static const QList<QByteArray> functions = {
        "abs",   "ceil",  "floor",       "exp",          "ln",           "log2",
        "log10", "sqrt",  "sgn",         "round",        "sin",          "cos",
        "atan",  "deg",   "rad",         "absent",       "timestamp",    "minute",
        "hour",  "month", "year",        "sort",         "tan",          "sinh",
        "asinh", "tanh",  "day_of_week", "day_of_month", "days_in_month"};
    switch (below(9)) {
    case 0:
        return "clamp(" + vector(depth - 1) + ", " + pick({"0", "-5", "3"}) + ", " +
               pick({"10", "1", "100"}) + ')';
    case 1:
        return pick({"clamp_min(", "clamp_max("}) + vector(depth - 1) + ", " + scalar(0) + ')';
    case 2:
        return "label_replace(" + vector(depth - 1) +
               pick({", \"job\", \"$1-x\", \"instance\", \"(.*)\")",
                     ", \"zone\", \"\", \"zone\", \".*\")",
                     ", \"new\", \"${1}\", \"job\", \"(a).*\")"});
    case 3:
        return "label_join(" + vector(depth - 1) + ", \"both\", \"-\", \"job\", \"instance\")";
    case 4:
        return "histogram_quantile(" + pick({"0.5", "0.9", "0.99", "0", "1"}) + ", " +
               pick({"latency_bucket", "rate(latency_bucket[5m])",
                     "sum by (le, job) (rate(latency_bucket[2m]))",
                     "sum by (le) (latency_bucket)"}) +
               ')';
    case 5:
        return "vector(" + scalar(depth - 1) + ')';
    default:
        return pick(functions) + '(' + vector(depth - 1) + ')';
    }
}

QByteArray QueryGenerator::vector(int depth)
{
    if (depth == 0)
        return selector() + shift();
    switch (below(10)) {
    case 0:
        return selector() + shift();
    case 1:
        return '-' + vector(depth - 1);
    case 2:
    case 3:
        return aggregation(depth);
    case 4:
    case 5:
        return binary(depth).prepend('(') + ')';
    case 6:
        return call(depth);
    default:
        return windowCall(depth - 1);
    }
}

} // namespace tinyobs::test
