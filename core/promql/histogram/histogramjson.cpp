#include "core/promql/histogram/histogramjson.h"

#include "core/base/valuetext.h"
#include "core/promql/histogram/histogrammath.h"

#include <cmath>
#include <cstdlib>

namespace tinyobs::promql {
namespace {

/// The shortest text that reads back to the value: "NaN" for any NaN.
void appendNumber(std::string &out, double value)
{
    if (std::isnan(value))
        out += "NaN";
    else
        appendValue(out, value);
}

} // namespace

std::string toText(const NativeHistogram &histogram)
{
    std::string out = "{count:";
    appendNumber(out, histogram.count);
    out += ", sum:";
    appendNumber(out, histogram.sum);
    for (const Bucket &bucket : bucketsOf(histogram)) {
        if (bucket.count == 0)
            continue;
        out += ", ";
        out += bucket.includesLower ? '[' : '(';
        appendNumber(out, bucket.lower);
        out += ',';
        appendNumber(out, bucket.upper);
        out += bucket.includesUpper ? "]:" : "):";
        appendNumber(out, bucket.count);
    }
    return out + '}';
}

void appendJson(std::string &out, const NativeHistogram &histogram)
{
    out += "{\"count\":\"";
    appendNumber(out, histogram.count);
    out += "\",\"sum\":\"";
    appendNumber(out, histogram.sum);
    out += '"';
    bool isFirst = true;
    for (const Bucket &bucket : bucketsOf(histogram)) {
        if (bucket.count == 0)
            continue;
        out += isFirst ? ",\"buckets\":[[" : ",[";
        isFirst = false;
        const int rule =
            bucket.includesLower ? (bucket.includesUpper ? 3 : 1) : (bucket.includesUpper ? 0 : 2);
        out += static_cast<char>('0' + rule);
        for (const double number : {bucket.lower, bucket.upper, bucket.count}) {
            out += ",\"";
            appendNumber(out, number);
            out += '"';
        }
        out += ']';
    }
    out += isFirst ? "}" : "]}";
}

} // namespace tinyobs::promql
