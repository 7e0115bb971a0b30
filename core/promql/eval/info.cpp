// info(): series get labels of the info series (target_info) of the same job and instance.

#include "core/promql/eval/labelops.h"
#include "core/promql/eval/leafoperator.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <re2/re2.h>

namespace tinyobs::promql {
namespace {

constexpr std::uint32_t None = ~std::uint32_t(0);
const std::vector<std::string> IdentifyingLabels{"instance", "job"};

/// What the second argument asks for.
struct Wanted
{
    std::vector<Matcher> metrics; // on the info metric's name
    std::map<std::string, std::vector<Matcher>> labels;

    bool isInfo(std::string_view metric) const
    {
        return !metrics.empty() &&
               std::all_of(metrics.begin(), metrics.end(),
                           [metric](const Matcher &matcher) { return matcher.matches(metric); });
    }
    bool takes(const std::string &label) const { return labels.empty() || labels.contains(label); }
    /// Whether a series without any info series passes.
    bool allowsNone() const
    {
        return std::all_of(labels.begin(), labels.end(), [](const auto &row) {
            return std::all_of(row.second.begin(), row.second.end(),
                               [](const Matcher &matcher) { return matcher.matchesEmpty(); });
        });
    }
};

Result<Matcher> targetInfo()
{
    return Matcher::make(Matcher::Op::Equal, std::string(MetricNameLabel), "target_info");
}

Result<Wanted> wantedBy(const CallExpr &expr)
{
    Wanted wanted;
    if (expr.arguments.size() < 2) {
        auto name = targetInfo();
        if (!name)
            return Failure(name.error());
        wanted.metrics.push_back(*std::move(name));
        return wanted;
    }
    for (const Matcher &matcher : static_cast<const SelectorExpr &>(*expr.arguments[1]).matchers) {
        if (matcher.name() == MetricNameLabel)
            wanted.metrics.push_back(matcher);
        else
            wanted.labels[matcher.name()].push_back(matcher);
    }
    return wanted;
}

/// Selects the info series of any of the base series; without matchers where there can be none.
Result<std::vector<Matcher>> infoMatchers(const Wanted &wanted, const std::vector<Labels> &base)
{
    std::vector<Matcher> matchers;
    for (const std::string &name : IdentifyingLabels) {
        std::set<std::string_view> values;
        for (const Labels &labels : base) {
            if (const std::string_view value = labels.value(name);
                !value.empty() && !wanted.isInfo(labels.metricName()))
                values.insert(value);
        }
        if (values.empty())
            continue;
        std::string regex;
        for (const std::string_view value : values) {
            if (!regex.empty())
                regex += '|';
            regex += re2::RE2::QuoteMeta({value.data(), value.size()});
        }
        auto matcher = Matcher::make(Matcher::Op::Match, name, std::move(regex));
        if (!matcher)
            return Failure(matcher.error());
        matchers.push_back(*std::move(matcher));
    }
    if (matchers.empty())
        return matchers;
    for (const auto &[name, list] : wanted.labels)
        matchers.insert(matchers.end(), list.begin(), list.end());
    matchers.insert(matchers.end(), wanted.metrics.begin(), wanted.metrics.end());
    if (wanted.metrics.empty()) {
        auto name = targetInfo();
        if (!name)
            return Failure(name.error());
        matchers.push_back(*std::move(name));
    }
    return matchers;
}

/// The time of the newest sample; where it is a histogram, that.
Remarks infoTime(const WindowCall &call, Row out)
{
    if (call.samples.hasHistograms()) {
        latestSample(call, out);
        if (!out.histograms->empty())
            return {};
        std::fill(out.floats.begin(), out.floats.end(), AbsentValue);
    }
    return latestTime(call, out);
}

bool hasAt(const RowBlock &block, std::size_t row, std::size_t step)
{
    const auto &histograms = block.histograms(row);
    return !isAbsent(block.floats(row)[step]) || (!histograms.empty() && histograms[step]);
}

std::string identityOf(const Labels &labels)
{
    return keepOnly(labels, IdentifyingLabels).bytes();
}

class InfoJoin
{
public:
    InfoJoin(EvalContext &context, Wanted wanted, const StepGrid &grid)
        : m_context(context)
        , m_wanted(std::move(wanted))
        , m_grid(grid)
        , m_memory(context)
    {
    }

    Result<void> readBase(Operator &source);
    Result<void> readInfo();
    Result<void> enrich(std::size_t series, Rows &out);
    std::size_t size() const { return m_base.size(); }

private:
    using Choice = std::vector<std::uint32_t>; // info series, or None, of each info metric

    Result<std::optional<Labels>> enriched(const Labels &base, const Choice &choice) const;
    Result<RowBlock> readRows(Operator &source);

    EvalContext &m_context;
    Wanted m_wanted;
    StepGrid m_grid;
    MemoryCharge m_memory;
    std::vector<Labels> m_base;
    RowBlock m_baseRows;
    std::vector<bool> m_hasBaseAt; // by step
    std::vector<Labels> m_info;
    RowBlock m_infoTimes;
    /// By info metric and identity: the series whose sample is the newest, at each step.
    std::map<std::string, std::map<std::string, std::vector<std::uint32_t>>> m_chosen;
};

Result<RowBlock> InfoJoin::readRows(Operator &source)
{
    if (auto charged = m_memory.add(rowBytes(source.size(), m_grid.count)); !charged)
        return Failure(charged.error());
    return readAll(source, m_grid.count);
}

Result<void> InfoJoin::readBase(Operator &source)
{
    auto rows = readRows(source);
    if (!rows)
        return Failure(rows.error());
    m_baseRows = *std::move(rows);
    m_hasBaseAt.assign(m_grid.count, false);
    for (std::size_t i = 0; i < m_baseRows.rows(); ++i) {
        m_base.push_back(source.labels(i));
        for (std::size_t step = 0; step < m_grid.count; ++step) {
            if (hasAt(m_baseRows, i, step))
                m_hasBaseAt[step] = true;
        }
    }
    return {};
}

Result<void> InfoJoin::readInfo()
{
    auto matchers = infoMatchers(m_wanted, m_base);
    if (!matchers)
        return Failure(matchers.error());
    if (matchers->empty())
        return {};
    SelectorExpr selector;
    selector.matchers = *std::move(matchers);
    WindowWork work;
    work.run = infoTime;
    work.keepsName = true;
    auto source = planInstant(m_context, selector, std::move(work), m_grid);
    if (!source)
        return Failure(source.error());
    auto times = readRows(**source);
    if (!times)
        return Failure(times.error());
    m_infoTimes = *std::move(times);
    for (std::uint32_t i = 0; i < m_infoTimes.rows(); ++i) {
        m_info.push_back((*source)->labels(i));
        if (!m_infoTimes.histograms(i).empty())
            return fail(Error::Code::Execution,
                        "this should be an info metric, with float samples");
        auto &chosen = m_chosen[std::string(m_info[i].metricName())][identityOf(m_info[i])];
        chosen.resize(m_grid.count, None);
        for (std::size_t step = 0; step < m_grid.count; ++step) {
            const double time = m_infoTimes.floats(i)[step];
            if (!m_hasBaseAt[step] || isAbsent(time))
                continue;
            const std::uint32_t other = chosen[step];
            if (other != None && m_infoTimes.floats(other)[step] == time)
                return fail(Error::Code::Execution, "found duplicate series for info metric " +
                                                        std::string(m_info[i].metricName()) + ": " +
                                                        labelsText(m_info[other]) + " and " +
                                                        labelsText(m_info[i]));
            if (other == None || m_infoTimes.floats(other)[step] < time)
                chosen[step] = i;
        }
    }
    return {};
}

/// None: the series is to be left out.
Result<std::optional<Labels>> InfoJoin::enriched(const Labels &base, const Choice &choice) const
{
    std::map<std::string, std::string> added;
    bool hasInfo = false;
    for (const std::uint32_t info : choice) {
        if (info == None)
            continue;
        hasInfo = true;
        for (const LabelView label : m_info[info]) {
            std::string name(label.name);
            if (name == MetricNameLabel || !m_wanted.takes(name) || !base.value(label.name).empty())
                continue;
            const auto [at, isNew] = added.try_emplace(std::move(name), label.value);
            if (!isNew && at->second != label.value)
                return fail(Error::Code::Execution,
                            "conflicting label: " + std::string(label.name));
        }
    }
    if (!hasInfo && !m_wanted.allowsNone())
        return std::nullopt;
    std::vector<LabelView> pairs(base.begin(), base.end());
    for (const auto &[name, value] : added)
        pairs.push_back({name, value});
    return Labels::fromPairs(std::move(pairs));
}

/// Adds the rows that a series becomes: one for each choice of info series there was.
Result<void> InfoJoin::enrich(std::size_t series, Rows &out)
{
    const Labels &labels = m_base[series];
    const bool isInfo = m_wanted.isInfo(labels.metricName());
    std::vector<const std::vector<std::uint32_t> *> columns;
    for (const auto &[metric, byIdentity] : m_chosen) {
        const auto found = byIdentity.find(identityOf(labels));
        if (!isInfo && found != byIdentity.end())
            columns.push_back(&found->second);
    }
    std::map<Choice, std::optional<std::size_t>> rows; // of the block of this series
    RowBlock block;
    block.reset(0, m_grid.count);
    Choice choice(columns.size());
    for (std::size_t step = 0; step < m_grid.count; ++step) {
        if (!hasAt(m_baseRows, series, step))
            continue;
        for (std::size_t i = 0; i < columns.size(); ++i)
            choice[i] = (*columns[i])[step];
        auto at = rows.find(choice);
        if (at == rows.end()) {
            Result<std::optional<Labels>> result = labels;
            if (!isInfo)
                result = enriched(labels, choice);
            if (!result)
                return Failure(result.error());
            at = rows.emplace(choice, std::nullopt).first;
            if (result->has_value()) {
                RowBlock one;
                one.reset(1, m_grid.count);
                at->second = block.rows();
                block.append(std::move(one));
                out.labels.push_back(**std::move(result));
            }
        }
        if (!at->second)
            continue;
        const Row row = block.row(*at->second);
        row.floats[step] = m_baseRows.floats(series)[step];
        if (const auto &histograms = m_baseRows.histograms(series);
            !histograms.empty() && histograms[step])
            row.setHistogram(step, histograms[step]);
    }
    if (auto charged = m_memory.add(rowBytes(block.rows(), m_grid.count)); !charged)
        return charged;
    out.block.append(std::move(block));
    return m_context.check();
}

} // namespace

Result<OperatorPtr> planInfo(EvalContext &context, const CallExpr &expr, const StepGrid &grid)
{
    auto wanted = wantedBy(expr);
    if (!wanted)
        return Failure(wanted.error());
    auto source = planVector(context, *expr.arguments[0], grid);
    if (!source)
        return source;
    InfoJoin join(context, *std::move(wanted), grid);
    if (auto read = join.readBase(**source); !read)
        return Failure(read.error());
    if (auto read = join.readInfo(); !read)
        return Failure(read.error());
    Rows rows;
    rows.block.reset(0, grid.count);
    for (std::size_t series = 0; series < join.size(); ++series) {
        if (auto joined = join.enrich(series, rows); !joined)
            return Failure(joined.error());
    }
    return mergeEqual(context, makeRows(context, std::move(rows)), grid);
}

} // namespace tinyobs::promql
