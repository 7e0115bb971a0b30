#include "ui/chart/view.h"

#include "core/promql/syntax/quoting.h"
#include "core/promql/syntax/selectors.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace tinyobs::ui {
namespace {

struct SimpleRow
{
    std::string_view id;
    std::string_view words;
    std::string_view expr;
    bool isRate; // its unit is per second
};

// Of each series; grouped, `fold` goes around it.
constexpr std::array<SimpleRow, 7> SimpleRows{{
    {"rate", "rate per second", "rate(%1[$__rate_interval])", true},
    {"increase", "increase per step", "increase(%1[$__interval])", false},
    {"last", "last value", "%1", false},
    {"avg", "average", "avg_over_time(%1[$__interval])", false},
    {"min", "minimum", "min_over_time(%1[$__interval])", false},
    {"max", "maximum", "max_over_time(%1[$__interval])", false},
    {"raw", "every sample as stored", "%1[$__range]", false},
}};
constexpr std::array<std::string_view, 4> CounterOrder{"rate", "increase", "last", "raw"};
constexpr std::array<std::string_view, 6> GaugeOrder{"last", "avg", "min", "max", "raw", "rate"};

std::string_view foldOf(std::string_view id, bool isCounter)
{
    if (id == "min" || id == "max")
        return id;
    return isCounter || id == "rate" || id == "increase" ? "sum" : "avg";
}

View simpleView(const std::string &metric, const std::string &unitWord, bool isCounter,
                std::string_view id)
{
    const SimpleRow &row = *std::find_if(SimpleRows.begin(), SimpleRows.end(),
                                         [id](const SimpleRow &each) { return each.id == id; });
    const Unit unit = unitOf(metric, unitWord);
    View view;
    view.id = view.name = row.id;
    view.words = row.words;
    view.unit = row.isRate ? perSecond(metric, unit) : unit;
    view.addsUp = isCounter || row.isRate;
    view.zeroBased =
        view.addsUp || unit.base == Unit::Base::Bytes || unit.base == Unit::Base::Percent;
    const std::string fold(foldOf(id, isCounter));
    // Samples as they are cannot be grouped.
    view.queries = {{id == "raw" ? std::string(row.expr)
                                 : "<" + fold + "%g (>" + std::string(row.expr) + "<)>"}};
    return view;
}

constexpr std::string_view BucketRates = "<sum %l (>rate(%b[$__rate_interval])<)>";
constexpr std::string_view NativeRates = "<sum%g (>rate(%1[$__rate_interval])<)>";
constexpr std::string_view AllBucketRates = "sum %l (rate(%b[$__rate_interval]))";
constexpr std::string_view AllNativeRates = "sum%g (rate(%1[$__rate_interval]))";

bool isNative(const Family &family)
{
    return family.bucket.empty();
}

std::string quantileOf(int percent, std::string_view rates)
{
    std::string text = std::to_string(percent);
    while (text.size() > 1 && text.back() == '0')
        text.pop_back();
    return "histogram_quantile(0." + text + ", " + std::string(rates) + ")";
}

View quantileView(const Family &family, int percent)
{
    View view;
    view.id = view.name = "p" + std::to_string(percent);
    view.words = std::to_string(percent) + "th percentile";
    view.unit = unitOf(family.name, family.unit);
    view.queries = {{quantileOf(percent, isNative(family) ? NativeRates : BucketRates)}};
    view.addsUp = false;
    return view;
}

View quantilesView(const Family &family, std::initializer_list<int> percents, std::string id,
                   std::string words)
{
    View view;
    view.id = std::move(id);
    view.name = "p50 p95 p99";
    view.words = std::move(words);
    view.unit = unitOf(family.name, family.unit);
    view.addsUp = false;
    const std::string_view rates = isNative(family) ? AllNativeRates : AllBucketRates;
    for (const int percent : percents)
        view.queries.push_back({quantileOf(percent, rates), "p" + std::to_string(percent) + "%n"});
    return view;
}

View heatmapView(const Family &family)
{
    View view;
    view.id = view.name = "heatmap";
    view.words = "observations in each bucket";
    view.unit = unitOf(family.name, family.unit);
    view.drawing = Drawing::Heatmap;
    view.queries = {{isNative(family) ? "sum (increase(%1[$__interval]))"
                                      : "sum by (le) (increase(%b[$__interval]))"}};
    return view;
}

View countView(const Family &family)
{
    View view;
    view.id = view.name = "rate";
    view.words = "observations per second";
    view.unit = {Unit::Base::Number, 1, "/s"};
    const bool hasCount = !family.count.empty() && family.count != family.name;
    if (hasCount)
        view.queries = {{"<sum%g (>rate(%c[$__rate_interval])<)>"}};
    else if (isNative(family))
        view.queries = {{"histogram_count(<sum%g (>rate(%1[$__rate_interval])<)>)"}};
    else // the +Inf bucket counts everything
        view.queries = {{"<sum%g (>rate(%i[$__rate_interval])<)>"}};
    return view;
}

View meanView(const Family &family)
{
    View view;
    view.id = view.name = "mean";
    view.words = "mean per observation";
    view.unit = unitOf(family.name, family.unit);
    view.addsUp = false;
    view.queries = {{family.sum.empty() ? "histogram_avg(<sum%g (>rate(%1[$__rate_interval])<)>)"
                                        : "<sum%g (>rate(%s[$__rate_interval])<)> / "
                                          "<sum%g (>rate(%c[$__rate_interval])<)>"}};
    return view;
}

std::vector<View> histogramViews(const Family &family)
{
    std::vector<View> views;
    for (const int percent : {95, 50, 99})
        views.push_back(quantileView(family, percent));
    views.push_back(
        quantilesView(family, {50, 95, 99}, "quantiles", "50th, 95th and 99th percentile"));
    views.push_back(heatmapView(family));
    views.push_back(countView(family));
    if (isNative(family) || (!family.sum.empty() && !family.count.empty()))
        views.push_back(meanView(family));
    return views;
}

std::vector<View> summaryViews(const Family &family)
{
    std::vector<View> views;
    if (!family.quantiles.empty())
        views.push_back(simpleView(family.quantiles, family.unit, false, "last"));
    views.push_back(meanView(family));
    views.push_back(countView(family));
    return views;
}

void replaceAll(std::string &text, std::string_view what, const std::string &with)
{
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

/// Keeps what stands between < and >, or leaves it out.
std::string optional(std::string_view text, bool keeps)
{
    std::string out;
    bool isInside = false;
    for (const char c : text) {
        if (c == '<' || c == '>')
            isInside = c == '<';
        else if (!isInside || keeps)
            out += c;
    }
    return out;
}

std::vector<LabelFilter> with(std::vector<LabelFilter> filters, LabelFilter more)
{
    filters.push_back(std::move(more));
    return filters;
}

std::string exprOf(const View::Query &query, const Family &family, const Selection &selection)
{
    const bool isGrouped = !selection.by.empty();
    const bool isByLabel = isGrouped && selection.by != "*";
    const std::string by =
        promql::isPlainLabelName(selection.by) ? selection.by : promql::quotedText(selection.by);
    std::string expr = optional(query.expr, isGrouped);
    replaceAll(expr, "%g", isByLabel ? " by (" + by + ")" : "");
    replaceAll(expr, "%l", isByLabel ? "by (le, " + by + ")" : "by (le)");
    const auto select = [&selection](const std::string &metric) {
        return selectorText(metric, selection.filters);
    };
    // Label values may hold anything, a %1 too: each part goes in once.
    const std::array<std::pair<std::string_view, std::string>, 5> parts{{
        {"%1", select(family.quantiles.empty() ? family.name : family.quantiles)},
        {"%b", select(family.bucket)},
        {"%i",
         selectorText(family.bucket, with(selection.filters, {Matcher::Op::Equal, "le", "+Inf"}))},
        {"%s", select(family.sum)},
        {"%c", select(family.count)},
    }};
    std::string out;
    for (std::size_t i = 0; i < expr.size(); ++i) {
        const auto part = std::find_if(parts.begin(), parts.end(), [&](const auto &each) {
            return std::string_view(expr).substr(i, 2) == each.first;
        });
        if (part == parts.end()) {
            out += expr[i];
            continue;
        }
        out += part->second;
        ++i;
    }
    return out;
}

} // namespace

std::vector<View> viewsOf(const Family &family)
{
    if (!family.bucket.empty() || family.kind == MetricKind::Histogram)
        return histogramViews(family);
    if (!family.count.empty())
        return summaryViews(family);
    const bool isCounter = family.kind == MetricKind::Counter;
    std::vector<View> views;
    const auto add = [&](const auto &order) {
        for (const std::string_view id : order)
            views.push_back(simpleView(family.name, family.unit, isCounter, id));
    };
    isCounter ? add(CounterOrder) : add(GaugeOrder);
    return views;
}

View smallViewOf(const Family &family)
{
    View view = viewsOf(family).front();
    if (family.bucket.empty() && family.kind != MetricKind::Histogram)
        return view;
    return quantilesView(family, {50, 95}, view.id, "p50 and p95 of all");
}

View viewOf(const Family &family, const std::string &id)
{
    std::vector<View> views = viewsOf(family);
    const auto found =
        std::find_if(views.begin(), views.end(), [&id](const View &view) { return view.id == id; });
    return std::move(found == views.end() ? views.front() : *found);
}

std::vector<LabelFilter> serviceFilters(const std::string &service, const std::string &label)
{
    if (service.empty())
        return {};
    if (label.empty())
        return {{Matcher::Op::Equal, "service", ""}, {Matcher::Op::Equal, "job", ""}};
    return {{Matcher::Op::Equal, label, service}};
}

std::string selectorText(const std::string &metric, const std::vector<LabelFilter> &filters)
{
    const bool isPlain = promql::isPlainMetricName(metric);
    std::string text = isPlain ? metric : "{" + promql::quotedText(metric);
    bool isFirst = isPlain;
    if (filters.empty())
        return isPlain ? text : text + "}";
    if (isPlain)
        text += '{';
    for (const LabelFilter &filter : filters) {
        text += isFirst ? "" : ", ";
        isFirst = false;
        text += promql::isPlainLabelName(filter.label) ? filter.label
                                                       : promql::quotedText(filter.label);
        text += std::string(promql::toText(filter.op)) + promql::quotedText(filter.value);
    }
    return text + '}';
}

std::vector<ChartQuery> queriesOf(const View &view, const Family &family,
                                  const Selection &selection)
{
    std::vector<ChartQuery> queries;
    for (const View::Query &query : view.queries) {
        ChartQuery made;
        made.letter = std::string(1, char('A' + int(queries.size())));
        made.expr = exprOf(query, family, selection);
        made.legend = query.legend;
        const bool isByLabel = !selection.by.empty() && selection.by != "*";
        replaceAll(made.legend, "%n", isByLabel ? " {{" + selection.by + "}}" : "");
        queries.push_back(std::move(made));
    }
    return queries;
}

ChartSubject subjectOf(const View &view, const Family &family, const std::string &service,
                       const Selection &selection)
{
    ChartSubject subject;
    subject.title = QString::fromStdString(family.name);
    subject.subtitle = QString::fromStdString(view.words);
    if (selection.by == "*")
        subject.subtitle += QCoreApplication::translate("View", ", all together");
    else if (!selection.by.empty())
        subject.subtitle +=
            QCoreApplication::translate("View", " by %1").arg(QString::fromStdString(selection.by));
    subject.service = service;
    subject.metric = family.name;
    subject.queries = queriesOf(view, family, selection);
    subject.options.unit = view.unit;
    subject.options.scale = view.zeroBased ? ValueScale::FromZero : ValueScale::Auto;
    subject.options.addsUp = view.addsUp;
    subject.options.drawing = view.drawing;
    return subject;
}

} // namespace tinyobs::ui
