#include "ui/chart/chartpicture.h"

#include "core/engine/engine.h"
#include "ui/text/format.h"

#include <QCollator>
#include <QElapsedTimer>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace tinyobs::ui {
namespace {

constexpr std::size_t MaxSeriesAsked = 1000;

/// The labels by which a series belongs to a service of the catalog: `service`, else `job`.
Result<std::vector<Matcher>> serviceMatchers(const std::string &service, bool byJob)
{
    using Condition = std::pair<std::string, std::string>;
    std::vector<Condition> conditions;
    if (service == "other")
        conditions = {{"service", ""}, {"job", ""}};
    else if (byJob)
        conditions = {{"service", ""}, {"job", service}};
    else if (!service.empty())
        conditions = {{"service", service}};
    std::vector<Matcher> matchers;
    for (auto &[label, value] : conditions) {
        Result<Matcher> matcher = Matcher::make(Matcher::Op::Equal, label, value);
        if (!matcher)
            return Failure(matcher.error());
        matchers.push_back(std::move(*matcher));
    }
    return matchers;
}

Result<RangeResult> ask(const Engine &engine, const ChartRequest &request, const ViewQuery &asked,
                        bool byJob, const CancelToken &cancel)
{
    Result<std::vector<Matcher>> matchers = serviceMatchers(request.service, byJob);
    if (!matchers)
        return Failure(matchers.error());
    for (const LabelFilter &filter : request.filters) {
        Result<Matcher> matcher = Matcher::make(filter.op, filter.label, filter.value);
        if (!matcher)
            return Failure(matcher.error());
        matchers->push_back(std::move(*matcher));
    }
    RangeQuery query;
    query.metric = asked.metric;
    query.matchers = std::move(*matchers);
    query.startMs = request.startMs;
    query.endMs = request.endMs;
    query.reduce = asked.reduce;
    query.limit = MaxSeriesAsked;
    // One point for about two and a half pixels: enough for a smooth line.
    const auto wanted = std::size_t(std::clamp(request.widthPx * 2 / 5, 60, 500));
    query.stepMs = chooseStep(request.endMs - request.startMs, wanted);
    if (asked.reduce == Reduce::Raw)
        query.maxPoints = std::numeric_limits<std::size_t>::max();
    return engine.queryRange(query, cancel);
}

std::vector<Line> linesOf(RangeResult &result)
{
    std::vector<Line> lines;
    lines.reserve(result.series.size());
    for (RangeSeries &series : result.series) {
        LabelMap labels;
        for (const LabelView label : series.labels) {
            if (label.name != MetricNameLabel)
                labels.emplace(label.name, label.value);
        }
        lines.push_back({std::move(labels), std::move(series.points)});
    }
    return lines;
}

/// The labels that do not have the same value in every line, sorted.
std::set<std::string> differingLabels(const std::vector<Line> &lines)
{
    std::set<std::string> names;
    for (const Line &line : lines) {
        for (const auto &[name, value] : line.labels)
            names.insert(name);
    }
    std::erase_if(names, [&lines](const std::string &name) {
        const auto valueIn = [&name](const Line &line) {
            const auto found = line.labels.find(name);
            return found == line.labels.end() ? std::string() : found->second;
        };
        return std::all_of(lines.begin(), lines.end(), [&](const Line &line) {
            return valueIn(line) == valueIn(lines.front());
        });
    });
    return names;
}

QString labelText(const LabelMap &labels, const std::set<std::string> &names, bool isWithin)
{
    QStringList parts;
    for (const auto &[name, value] : labels) {
        if (names.contains(name) == isWithin)
            parts.append(QString::fromStdString(name + "=\"" + value + "\""));
    }
    return parts.join(u' ');
}

QString nameOf(const Line &line, const std::set<std::string> &apart, const std::string &fallback)
{
    if (apart.empty())
        return QString::fromStdString(fallback);
    if (apart.size() == 1) {
        const auto found = line.labels.find(*apart.begin());
        return QString::fromStdString(found == line.labels.end() ? "no " + *apart.begin()
                                                                 : found->second);
    }
    return labelText(line.labels, apart, true);
}

/// A lone line takes its colour from the metric, so that a page of single lines is not all one
/// blue.
std::vector<SeriesStyle> stylesOf(const std::vector<Line> &lines, const ChartRequest &request)
{
    std::vector<std::string> keys;
    for (const Line &line : lines)
        keys.push_back(lines.size() == 1 ? request.service + "/" + request.name
                                         : identityOf(line.labels));
    return assignStyles(keys);
}

void setAxes(ChartPicture &picture, const ChartRequest &request)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const DrawnLine &line : picture.lines) {
        if (std::isnan(line.figures.min))
            continue;
        low = std::min(low, line.figures.min);
        high = std::max(high, line.figures.max);
    }
    if (low > high)
        low = high = 0;
    if (request.view.zeroBased)
        low = std::min(low, 0.0);
    high = std::max(high, request.reachesTo);
    picture.valueAxis = valueTicks(low, high, picture.unit, request.isSmall ? 3 : 5);
    picture.timeAxis = timeTicks(picture.startMs, picture.endMs, request.zone, request.widthPx);
}

void setLines(ChartPicture &picture, std::vector<Line> lines, const ChartRequest &request)
{
    std::erase_if(lines, [](const Line &line) { return line.points.size() == 0; });
    picture.linesLeft = keepTop(lines, request.maxLines);
    const std::set<std::string> apart = differingLabels(lines);
    if (!lines.empty() && request.by.empty())
        picture.commonLabels = labelText(lines.front().labels, apart, false);
    const std::vector<SeriesStyle> styles = stylesOf(lines, request);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        DrawnLine drawn;
        drawn.name = nameOf(lines[i], apart, request.name);
        drawn.key = identityOf(lines[i].labels);
        drawn.style = styles[i];
        drawn.figures = figuresOf(lines[i].points);
        drawn.pieces = drawnPieces(lines[i].points, picture.startMs, picture.endMs, picture.stepMs,
                                   request.widthPx);
        drawn.labels = std::move(lines[i].labels);
        drawn.points = std::move(lines[i].points);
        picture.linePoints += drawn.points.size();
        picture.lines.push_back(std::move(drawn));
    }
    QCollator collator(QLocale::c());
    collator.setNumericMode(true);
    std::stable_sort(picture.lines.begin(), picture.lines.end(),
                     [&collator](const DrawnLine &a, const DrawnLine &b) {
                         return collator.compare(a.name, b.name) < 0;
                     });
}

} // namespace

Result<std::shared_ptr<const ChartPicture>>
drawChart(const Engine &engine, const ChartRequest &request, const CancelToken &cancel)
{
    QElapsedTimer timer;
    timer.start();
    auto picture = std::make_shared<ChartPicture>();
    picture->startMs = request.startMs;
    picture->endMs = request.endMs;
    picture->unit = request.view.unit;
    picture->how = request.view.how;

    std::vector<std::vector<Line>> answers;
    for (const ViewQuery &query : request.view.queries) {
        Result<RangeResult> result = ask(engine, request, query, false, cancel);
        if (result && result->matched == 0 && !request.service.empty())
            result = ask(engine, request, query, true, cancel);
        if (!result)
            return Failure(result.error());
        picture->stepMs = result->stepMs;
        picture->seriesMatched += result->matched;
        for (const RangeSeries &series : result->series)
            picture->ids.push_back(series.id);
        answers.push_back(linesOf(*result));
    }
    std::sort(picture->ids.begin(), picture->ids.end());
    setLines(*picture, request.view.build(std::move(answers), request.by), request);
    setAxes(*picture, request);
    picture->tookMs = double(timer.nsecsElapsed()) / 1e6;
    return std::shared_ptr<const ChartPicture>(std::move(picture));
}

} // namespace tinyobs::ui
