#include "ui/home/overviewmodel.h"

#include "core/engine/engine.h"
#include "ui/chart/view.h"
#include "ui/home/machinecharts.h"
#include "ui/text/format.h"

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr std::size_t FirstCharts = 8;
constexpr std::size_t FirstOwnCharts = 4;
constexpr std::size_t MaxSmallLines = 5;

/// Of its own metrics, what the program's user wants to see first.
constexpr std::array<std::string_view, 4> OwnFirst{"samples_appended_total", "http_requests_total",
                                                   "resident_memory", "cpu_seconds"};

std::size_t ownRank(const Family &family)
{
    std::size_t rank = 0;
    while (rank < OwnFirst.size() && family.name.find(OwnFirst[rank]) == std::string::npos)
        ++rank;
    return rank;
}

/// All series of a small chart's histogram together; of others each.
ChartSubject smallSubject(const Family &family, const CatalogService &service)
{
    Selection selection{serviceFilters(service.name, service.label), {}};
    ChartSubject subject = subjectOf(smallViewOf(family), family, service.name, selection);
    subject.options.isSmall = true;
    subject.options.maxLines = MaxSmallLines;
    subject.showsValue = family.bucket.empty() && family.kind != MetricKind::Histogram;
    return subject;
}

ChartSubject machineSubject(const MachineChart &machine, const std::string &service)
{
    ChartSubject subject;
    subject.title = machine.title;
    subject.subtitle = machine.subtitle;
    subject.service = service;
    subject.metric = machine.metric;
    subject.queries = machine.queries;
    subject.options.unit = machine.unit;
    subject.options.scale = ValueScale::FromZero;
    subject.options.reachesTo = machine.reachesTo;
    subject.options.isSmall = true;
    subject.showsValue = false;
    return subject;
}

/// What a service's card shows: how much it does, all together.
ChartSubject cardSubject(const Family &family, const CatalogService &service)
{
    const Selection selection{serviceFilters(service.name, service.label), "*"};
    const View view =
        family.kind == MetricKind::Gauge ? viewsOf(family).front() : viewOf(family, "rate");
    ChartSubject subject = subjectOf(view, family, service.name, selection);
    subject.options.isSmall = true;
    return subject;
}

} // namespace

OverviewModel::OverviewModel(Engine &engine, const TimeRange &range, QObject *parent)
    : QAbstractListModel(parent)
    , m_engine(engine)
    , m_range(range)
{
}

OverviewModel::~OverviewModel() = default;

int OverviewModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_sections.size());
}

QVariant OverviewModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Section &section = m_sections[std::size_t(index.row())];
    switch (role) {
    case Title:
        return section.title;
    case Detail:
        return section.detail;
    case Charts:
        return QVariant::fromValue(chartsOf(section));
    case MoreCount:
        return int(section.charts.size() - std::min(section.first, section.charts.size()));
    case IsExpanded:
        return m_expanded.contains(section.key);
    default:
        return {};
    }
}

QHash<int, QByteArray> OverviewModel::roleNames() const
{
    return {{Title, "title"},
            {Detail, "detail"},
            {Charts, "charts"},
            {MoreCount, "moreCount"},
            {IsExpanded, "isExpanded"}};
}

QList<QObject *> OverviewModel::cards() const
{
    QList<QObject *> list;
    for (const auto &card : m_cards)
        list.append(card.get());
    return list;
}

std::size_t OverviewModel::shownOf(const Section &section) const
{
    return m_expanded.contains(section.key) ? section.charts.size()
                                            : std::min(section.first, section.charts.size());
}

QList<QObject *> OverviewModel::chartsOf(const Section &section) const
{
    QList<QObject *> list;
    for (std::size_t i = 0; i < shownOf(section); ++i)
        list.append(m_charts.at(section.charts[i]).get());
    return list;
}

ChartModel &OverviewModel::chart(const std::string &key,
                                 const std::function<ChartSubject()> &subject)
{
    std::unique_ptr<ChartModel> &chart = m_charts[key];
    if (!chart) {
        chart = std::make_unique<ChartModel>(m_engine, m_range);
        chart->setSubject(subject());
    }
    return *chart;
}

OverviewModel::Section OverviewModel::serviceSection(const CatalogService &service,
                                                     std::size_t first, bool isOwn)
{
    std::vector<Family> families = familiesOf(service.metrics);
    if (isOwn)
        std::stable_sort(families.begin(), families.end(),
                         [](const Family &a, const Family &b) { return ownRank(a) < ownRank(b); });
    Section section;
    section.key = service.name;
    section.title = isOwn ? tr("TinyObs itself") : QString::fromStdString(service.name);
    section.detail = plural(families.size(), u"metric"_s);
    section.first = first;
    for (const Family &family : families) {
        // A histogram's parts may come one after the other: then it is another chart.
        const std::string shape = family.bucket.empty() ? "" : "#buckets";
        section.charts.push_back(service.name + '/' + family.name + shape);
        chart(section.charts.back(), [&] { return smallSubject(family, service); });
    }
    return section;
}

OverviewModel::Section OverviewModel::machineSection(const CatalogService &host)
{
    Section section;
    section.key = "#machine";
    section.title = tr("This machine");
    for (const MachineChart &machine : machineCharts()) {
        const bool isSent = std::any_of(
            host.metrics.begin(), host.metrics.end(),
            [&machine](const CatalogMetric &metric) { return metric.name == machine.metric; });
        if (!isSent)
            continue;
        section.charts.push_back(section.key + '/' + machine.id);
        chart(section.charts.back(), [&] { return machineSubject(machine, host.name); });
    }
    section.first = section.charts.size();
    return section;
}

void OverviewModel::setCatalog(const std::shared_ptr<const Catalog> &catalog)
{
    m_catalog = catalog;
    std::vector<Section> sections;
    std::vector<Section> own;
    for (const CatalogService &service : catalog->services) {
        if (!service.internal)
            sections.push_back(serviceSection(service, FirstCharts, false));
        else if (service.name == "host")
            own.insert(own.begin(), machineSection(service));
        else
            own.push_back(serviceSection(service, FirstOwnCharts, true));
    }
    std::move(own.begin(), own.end(), std::back_inserter(sections));
    std::erase_if(sections, [](const Section &section) { return section.charts.empty(); });
    setCards(*catalog);
    setSections(std::move(sections));
}

void OverviewModel::setSections(std::vector<Section> sections)
{
    const bool sameSections =
        std::equal(sections.begin(), sections.end(), m_sections.begin(), m_sections.end(),
                   [](const Section &a, const Section &b) { return a.key == b.key; });
    if (!sameSections) {
        beginResetModel();
        m_sections = std::move(sections);
        dropUnused(m_sections);
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < sections.size(); ++i) {
        if (sections[i].charts == m_sections[i].charts)
            continue;
        const QModelIndex at = index(int(i));
        m_sections[i] = std::move(sections[i]);
        Q_EMIT dataChanged(at, at, {Detail, Charts, MoreCount});
    }
    dropUnused(m_sections);
}

void OverviewModel::dropUnused(const std::vector<Section> &sections)
{
    std::set<std::string> used;
    for (const Section &section : sections)
        used.insert(section.charts.begin(), section.charts.end());
    for (auto it = m_charts.begin(); it != m_charts.end();) {
        if (used.contains(it->first)) {
            ++it;
            continue;
        }
        // Delegates that still hold it let go before the next turn of the event loop.
        it->second->setActive(false);
        it->second.release()->deleteLater();
        it = m_charts.erase(it);
    }
}

void OverviewModel::setCards(const Catalog &catalog)
{
    std::vector<std::unique_ptr<ServiceCard>> cards;
    bool isChanged = false;
    for (const CatalogService &service : catalog.services) {
        if (service.internal)
            continue;
        const std::vector<Family> families = familiesOf(service.metrics);
        const Family *headline = headlineOf(families);
        if (!headline)
            continue;
        const QString name = QString::fromStdString(service.name);
        const auto old = std::find_if(m_cards.begin(), m_cards.end(), [&](const auto &card) {
            return card && card->name() == name;
        });
        isChanged =
            isChanged || old == m_cards.end() || std::size_t(old - m_cards.begin()) != cards.size();
        cards.push_back(old == m_cards.end()
                            ? std::make_unique<ServiceCard>(m_engine, m_range, service.name)
                            : std::move(*old));
        ChartModel &chart = *cards.back()->chart();
        ChartSubject subject = cardSubject(*headline, service);
        const std::vector<ChartQuery> &before = chart.subject().queries;
        if (before.empty() || before.front().expr != subject.queries.front().expr)
            chart.setSubject(std::move(subject));
        cards.back()->setState(catalog.madeAtMs - service.lastTimeMs, service.series);
    }
    isChanged = isChanged || cards.size() != m_cards.size();
    std::swap(cards, m_cards);
    if (isChanged)
        Q_EMIT cardsChanged();
    for (std::unique_ptr<ServiceCard> &card : cards) {
        if (card)
            card.release()->deleteLater();
    }
}

void OverviewModel::updateAges(TimeMs nowMs)
{
    if (!m_catalog)
        return;
    for (const auto &card : m_cards) {
        for (const CatalogService &service : m_catalog->services) {
            if (card->name() == QString::fromStdString(service.name))
                card->setState(nowMs - service.lastTimeMs, service.series);
        }
    }
}

void OverviewModel::noteChanges(const std::vector<SeriesId> &changed, bool seriesChanged)
{
    for (const auto &[key, chart] : m_charts)
        chart->noteChanges(changed, seriesChanged);
    for (const auto &card : m_cards)
        card->chart()->noteChanges(changed, seriesChanged);
}

int OverviewModel::columnsFor(int count, int most) const
{
    most = std::max(1, most);
    if (count <= most)
        return most;
    const int rows = (count + most - 1) / most;
    return (count + rows - 1) / rows;
}

void OverviewModel::toggleExpanded(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    const std::string &key = m_sections[std::size_t(row)].key;
    if (m_expanded.erase(key) == 0)
        m_expanded.insert(key);
    Q_EMIT dataChanged(index(row), index(row), {Charts, IsExpanded});
}

} // namespace tinyobs::ui
