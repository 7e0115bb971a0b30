#include "core/promql/functions/histogramfunctions.h"

#include "core/promql/histogram/histogrammath.h"

#include <cmath>

namespace tinyobs::promql {
namespace {

double countOf(const NativeHistogram &histogram)
{
    return histogram.count;
}

double sumOf(const NativeHistogram &histogram)
{
    return histogram.sum;
}

double meanOf(const NativeHistogram &histogram)
{
    return histogram.sum / histogram.count;
}

double deviationOf(const NativeHistogram &histogram)
{
    return std::sqrt(variance(histogram));
}

template <double (*compute)(const NativeHistogram &)>
Remarks each(const InstantCall &call, Row out)
{
    for (std::size_t step = 0; step < call.histograms.size(); ++step) {
        if (call.histograms[step])
            out.floats[step] = compute(*call.histograms[step]);
    }
    return {};
}

constexpr InstantRow Rows[] = {
    {FunctionId::HistogramAvg, each<meanOf>},         {FunctionId::HistogramCount, each<countOf>},
    {FunctionId::HistogramStddev, each<deviationOf>}, {FunctionId::HistogramStdvar, each<variance>},
    {FunctionId::HistogramSum, each<sumOf>},
};

} // namespace

std::span<const InstantRow> histogramFunctions()
{
    return Rows;
}

} // namespace tinyobs::promql
