#include "ui/chart/view.h"

#include "ui/chart/histogramquantile.h"

#include <algorithm>
#include <array>

namespace tinyobs::ui {
namespace {

using Answers = std::vector<std::vector<Line>>;

struct SimpleRow
{
    std::string_view id;
    std::string_view words;
    Reduce reduce;
};

constexpr std::array<SimpleRow, 6> SimpleRows{{
    {"rate", "rate per second", Reduce::Rate},
    {"last", "last value", Reduce::Last},
    {"avg", "average", Reduce::Avg},
    {"min", "minimum", Reduce::Min},
    {"max", "maximum", Reduce::Max},
    {"raw", "every sample as stored", Reduce::Raw},
}};
constexpr std::array<std::string_view, 6> CounterOrder{"rate", "raw", "avg", "min", "max", "last"};
constexpr std::array<std::string_view, 6> GaugeOrder{"last", "avg", "min", "max", "raw", "rate"};

std::vector<Line> firstOf(Answers &answers)
{
    return answers.empty() ? std::vector<Line>{} : std::move(answers.front());
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
    view.unit = row.reduce == Reduce::Rate ? perSecond(metric, unit) : unit;
    view.queries = {{metric, row.reduce}};
    view.how = isCounter || row.reduce == Reduce::Rate ? Combine::Sum : Combine::Mean;
    view.zeroBased = row.reduce == Reduce::Rate || isCounter || unit.base == Unit::Base::Bytes ||
                     unit.base == Unit::Base::Percent;
    view.build = [how = view.how](Answers answers, const std::string &by) {
        return groupLines(firstOf(answers), by, how);
    };
    return view;
}

LabelMap groupOf(const Line &line, const std::string &by)
{
    LabelMap labels = line.labels;
    labels.erase("le");
    if (by.empty())
        return labels;
    const auto found = labels.find(by);
    return found == labels.end() ? LabelMap{} : LabelMap{*found};
}

View quantileView(const Family &family, int percent)
{
    View view;
    view.id = view.name = "p" + std::to_string(percent);
    view.words = std::to_string(percent) + "th percentile";
    view.unit = unitOf(family.name, family.unit);
    view.queries = {{family.bucket, Reduce::Rate}};
    view.build = [q = percent / 100.0](Answers answers, const std::string &by) {
        const std::vector<Line> buckets = firstOf(answers);
        std::map<LabelMap, std::vector<const Line *>> groups;
        for (const Line &line : buckets)
            groups[groupOf(line, by)].push_back(&line);
        std::vector<Line> lines;
        for (const auto &[labels, members] : groups)
            lines.push_back({labels, quantileOver(q, members)});
        return lines;
    };
    return view;
}

View countView(const Family &family)
{
    const bool hasCount = !family.count.empty();
    View view = simpleView(hasCount ? family.count : family.bucket, {}, true, "rate");
    view.words = "observations per second";
    view.unit = {Unit::Base::Number, 1, "/s"};
    if (hasCount)
        return view;
    // Without a _count the +Inf bucket counts everything.
    view.build = [](Answers answers, const std::string &by) {
        std::vector<Line> lines = firstOf(answers);
        std::erase_if(lines, [](const Line &line) {
            const auto le = line.labels.find("le");
            return le == line.labels.end() || le->second != "+Inf";
        });
        for (Line &line : lines)
            line.labels.erase("le");
        return groupLines(std::move(lines), by, Combine::Sum);
    };
    return view;
}

View meanView(const Family &family)
{
    View view;
    view.id = "mean";
    view.name = "mean";
    view.words = "mean per observation";
    view.unit = unitOf(family.name, family.unit);
    view.queries = {{family.sum, Reduce::Rate}, {family.count, Reduce::Rate}};
    view.build = [](Answers answers, const std::string &by) {
        std::vector<Line> result;
        if (answers.size() < 2)
            return result;
        const std::vector<Line> sums = groupLines(std::move(answers[0]), by, Combine::Sum);
        const std::vector<Line> counts = groupLines(std::move(answers[1]), by, Combine::Sum);
        for (const Line &sum : sums) {
            for (const Line &count : counts) {
                if (count.labels == sum.labels)
                    result.push_back({sum.labels, divide(sum.points, count.points)});
            }
        }
        return result;
    };
    return view;
}

std::vector<View> histogramViews(const Family &family)
{
    std::vector<View> views;
    for (const int percent : {95, 50, 99})
        views.push_back(quantileView(family, percent));
    views.push_back(countView(family));
    if (!family.sum.empty() && !family.count.empty())
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

} // namespace

std::vector<View> viewsOf(const Family &family)
{
    if (!family.bucket.empty())
        return histogramViews(family);
    if (family.kind == MetricKind::Histogram) // native
        return {countView(family)};
    if (!family.count.empty())
        return summaryViews(family);
    const bool isCounter = family.kind == MetricKind::Counter;
    std::vector<View> views;
    for (const std::string_view id : isCounter ? CounterOrder : GaugeOrder)
        views.push_back(simpleView(family.name, family.unit, isCounter, id));
    return views;
}

View smallViewOf(const Family &family)
{
    View view = viewsOf(family).front();
    if (family.bucket.empty())
        return view;
    view.words = "p50 and p95 of all";
    view.build = [](Answers answers, const std::string &) {
        const std::vector<Line> buckets = firstOf(answers);
        std::vector<const Line *> members;
        for (const Line &line : buckets)
            members.push_back(&line);
        std::vector<Line> lines;
        for (const int percent : {50, 95})
            lines.push_back({{{"quantile", "p" + std::to_string(percent)}},
                             quantileOver(percent / 100.0, members)});
        return lines;
    };
    return view;
}

View viewOf(const Family &family, const std::string &id)
{
    std::vector<View> views = viewsOf(family);
    const auto found =
        std::find_if(views.begin(), views.end(), [&id](const View &view) { return view.id == id; });
    return std::move(found == views.end() ? views.front() : *found);
}

} // namespace tinyobs::ui
