#include "ui/chart/chartpicture.h"

#include "core/engine/engine.h"
#include "ui/chart/placeholders.h"
#include "ui/text/format.h"

#include <QCollator>
#include <QElapsedTimer>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace tinyobs::ui {
namespace {

constexpr int PixelsPerHeatColumn = 8;

/// The labels that do not have the same value in every line of a query, sorted.
std::set<std::string> differingLabels(const std::vector<AskedLine> &lines, std::size_t query)
{
    std::vector<const LabelMap *> all;
    std::set<std::string> names;
    for (const AskedLine &line : lines) {
        if (line.query != query)
            continue;
        all.push_back(&line.line.labels);
        for (const auto &[name, value] : line.line.labels)
            names.insert(name);
    }
    std::erase_if(names, [&all](const std::string &name) {
        const auto valueIn = [&name](const LabelMap *labels) {
            const auto found = labels->find(name);
            return found == labels->end() ? std::string() : found->second;
        };
        return std::all_of(all.begin(), all.end(), [&](const LabelMap *labels) {
            return valueIn(labels) == valueIn(all.front());
        });
    });
    return names;
}

QString labelText(const LabelMap &labels, const std::set<std::string> &names, bool isWithin)
{
    QStringList parts;
    for (const auto &[name, value] : labels) {
        if (names.contains(name) == isWithin && name != MetricNameLabel)
            parts.append(QString::fromStdString(name + "=\"" + value + "\""));
    }
    return parts.join(u' ');
}

QString byLabels(const LabelMap &labels, const std::set<std::string> &apart)
{
    const auto metric = labels.find(std::string(MetricNameLabel));
    const QString name = apart.contains(std::string(MetricNameLabel)) && metric != labels.end()
                             ? QString::fromStdString(metric->second)
                             : QString();
    std::set<std::string> others = apart;
    others.erase(std::string(MetricNameLabel));
    if (others.empty())
        return name;
    if (others.size() == 1 && name.isEmpty()) {
        const auto found = labels.find(*others.begin());
        return QString::fromStdString(found == labels.end() ? "no " + *others.begin()
                                                            : found->second);
    }
    const QString text = labelText(labels, others, true);
    return name.isEmpty() ? text : name + u' ' + text;
}

/// "{{route}}" -> the value of route.
QString byTemplate(const std::string &text, const LabelMap &labels)
{
    std::string out;
    std::size_t done = 0;
    for (std::size_t open = text.find("{{"); open != text.npos; open = text.find("{{", done)) {
        const std::size_t close = text.find("}}", open);
        if (close == text.npos)
            break;
        out.append(text, done, open - done);
        std::string name = text.substr(open + 2, close - open - 2);
        std::erase(name, ' ');
        if (const auto label = labels.find(name); label != labels.end())
            out.append(label->second);
        done = close + 2;
    }
    out.append(text, done);
    return QString::fromStdString(out);
}

class Painter
{
public:
    Painter(const ChartRequest &request, ChartPicture &picture)
        : m_request(request)
        , m_picture(picture)
    {
    }

    void add(ChartAnswer answer, bool isEarlier)
    {
        std::vector<AskedLine> &lines = answer.lines;
        std::vector<std::set<std::string>> apart;
        for (std::size_t query = 0; query < m_request.queries.size(); ++query)
            apart.push_back(differingLabels(lines, query));
        const bool hasTemplates =
            std::any_of(m_request.queries.begin(), m_request.queries.end(),
                        [](const ChartQuery &query) { return !query.legend.empty(); });
        if (!isEarlier && !lines.empty() && !hasTemplates && m_request.queries.size() == 1)
            m_picture.commonLabels = labelText(lines.front().line.labels, apart.front(), false);
        std::vector<std::string> keys;
        for (const AskedLine &line : lines)
            keys.push_back(keyOf(line));
        const std::vector<SeriesStyle> styles = stylesOf(keys, lines.size());
        const std::size_t first = m_picture.lines.size();
        for (std::size_t i = 0; i < lines.size(); ++i) {
            DrawnLine drawn;
            drawn.name = nameOf(lines[i], apart[lines[i].query]);
            drawn.key = isEarlier ? keys[i] + "@earlier" : keys[i];
            drawn.isEarlier = isEarlier;
            drawn.style = styles[i];
            draw(drawn, lines[i], answer.stepMs);
            m_picture.linePoints += drawn.points.size();
            m_picture.lines.push_back(std::move(drawn));
        }
        sortByName(first);
    }

private:
    std::string keyOf(const AskedLine &line) const
    {
        const ChartQuery &query = m_request.queries[line.query];
        LabelMap labels = line.line.labels;
        labels.erase(std::string(MetricNameLabel));
        const std::string identity = identityOf(labels);
        const auto metric = line.line.labels.find(std::string(MetricNameLabel));
        const std::string name = query.legend.empty() && metric != line.line.labels.end()
                                     ? metric->second
                                     : query.legend;
        // Several queries: what they show differs though their labels may not.
        return m_request.queries.size() > 1 || m_isNamed ? query.letter + name + identity
                                                         : identity;
    }

    std::vector<SeriesStyle> stylesOf(const std::vector<std::string> &keys, std::size_t lines) const
    {
        // A lone line takes its colour from the metric, so that a page of single lines is not all
        // one blue.
        if (lines == 1 && !m_request.colorKey.empty())
            return assignStyles({m_request.colorKey});
        return assignStyles(keys);
    }

    QString nameOf(const AskedLine &line, const std::set<std::string> &apart) const
    {
        const ChartQuery &query = m_request.queries[line.query];
        if (!query.legend.empty())
            return byTemplate(query.legend, line.line.labels);
        const QString name = byLabels(line.line.labels, apart);
        if (m_request.queries.size() > 1) {
            const QString letter = QString::fromStdString(query.letter);
            return letter + u' ' + (name.isEmpty() ? QString::fromStdString(query.expr) : name);
        }
        return name.isEmpty() ? QString::fromStdString(m_request.fallbackName) : name;
    }

    std::vector<QList<QPointF>> pieces(const SampleColumns &points, TimeMs stepMs) const
    {
        return drawnPieces(points, m_picture.startMs, m_picture.endMs, stepMs, m_request.widthPx);
    }

    void draw(DrawnLine &drawn, AskedLine &line, TimeMs stepMs)
    {
        drawn.query = line.query;
        drawn.labels = std::move(line.line.labels);
        drawn.labels.erase(std::string(MetricNameLabel));
        drawn.pieces = pieces(line.line.points, stepMs);
        if (line.lowest.size() > 0 && line.highest.size() > 0) {
            drawn.lowest = pieces(line.lowest, stepMs);
            drawn.highest = pieces(line.highest, stepMs);
            m_picture.hasSpread = true;
        }
        drawn.points = std::move(line.line.points);
        SampleColumns within;
        for (std::size_t i = 0; i < drawn.points.size(); ++i) {
            if (drawn.points.timesMs[i] >= m_picture.startMs)
                within.append(drawn.points.timesMs[i], drawn.points.values[i]);
        }
        drawn.figures = figuresOf(within);
    }

    void sortByName(std::size_t first)
    {
        QCollator collator(QLocale::c());
        collator.setNumericMode(true);
        std::stable_sort(m_picture.lines.begin() + std::ptrdiff_t(first), m_picture.lines.end(),
                         [&collator](const DrawnLine &a, const DrawnLine &b) {
                             if (a.query != b.query)
                                 return a.query < b.query;
                             return collator.compare(a.name, b.name) < 0;
                         });
    }

    const ChartRequest &m_request;
    ChartPicture &m_picture;
    const bool m_isNamed =
        std::any_of(m_request.queries.begin(), m_request.queries.end(), [](const ChartQuery &each) {
            return !each.legend.empty() && each.legend.find("{{") == each.legend.npos;
        });
};

void setHeat(ChartPicture &picture, const ChartAnswer &answer)
{
    if (!answer.histograms.empty()) {
        picture.heat = heatGridOf(answer.histograms);
        return;
    }
    std::vector<const Line *> buckets;
    for (const AskedLine &line : answer.lines)
        buckets.push_back(&line.line);
    picture.heat = heatGridOf(buckets);
}

ChartQuestion questionOf(const ChartRequest &request)
{
    ChartQuestion question;
    question.queries = request.queries;
    question.startMs = request.startMs;
    question.endMs = request.endMs;
    question.maxLines = request.options.maxLines;
    question.intervals = request.intervals;
    question.isHeatmap = request.options.drawing == Drawing::Heatmap;
    // One point for about two and a half pixels: enough for a smooth line.
    const int wanted = question.isHeatmap ? request.widthPx / PixelsPerHeatColumn
                                          : std::max(60, request.widthPx * 2 / 5);
    question.wantedPoints = std::size_t(std::clamp(wanted, 20, 500));
    return question;
}

} // namespace

Result<std::shared_ptr<const ChartPicture>>
drawChart(const Engine &engine, const ChartRequest &request, const CancelToken &cancel)
{
    QElapsedTimer timer;
    timer.start();
    ChartQuestion question = questionOf(request);
    Result<ChartAnswer> answer = askChart(engine, question, cancel);
    if (!answer)
        return Failure(answer.error());
    auto picture = std::make_shared<ChartPicture>();
    picture->startMs = request.startMs;
    picture->endMs = request.endMs;
    picture->drawing = request.options.drawing;
    picture->unit = request.options.unit.value_or(answer->unit);
    picture->stepMs = answer->stepMs;
    picture->linesLeft = answer->linesLeft;
    picture->seriesMatched = answer->seriesMatched;
    picture->ids = std::move(answer->ids);
    picture->hasAllIds = answer->hasAllIds;
    picture->isRaw = answer->isRaw;
    picture->exprs = std::move(answer->exprs);
    picture->intervals = std::move(answer->intervals);
    picture->warnings = std::move(answer->warnings);
    picture->timeAxis = timeTicks(request.startMs, request.endMs, request.zone, request.widthPx);
    if (question.isHeatmap) {
        setHeat(*picture, *answer);
    } else {
        Painter painter(request, *picture);
        painter.add(std::move(*answer), false);
        if (request.options.compareMs > 0) {
            question.earlierMs = request.options.compareMs;
            question.intervals = picture->intervals;
            Result<ChartAnswer> earlier = askChart(engine, question, cancel);
            if (!earlier)
                return Failure(earlier.error());
            painter.add(std::move(*earlier), true);
        }
    }
    picture->tookMs = double(timer.nsecsElapsed()) / 1e6;
    return std::shared_ptr<const ChartPicture>(std::move(picture));
}

} // namespace tinyobs::ui
