#include "ui/explore/metrictree.h"

#include "ui/text/format.h"
#include "ui/text/fuzzymatch.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr std::size_t MaxMatches = 500; // more rows than anybody scrolls through

bool isNamed(const Family &family, const std::string &metric)
{
    return !metric.empty() && (family.name == metric || family.bucket == metric ||
                               family.sum == metric || family.count == metric);
}

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

} // namespace

int MetricTree::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant MetricTree::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    const ServiceEntry &service = m_services[row.service];
    const Family *family = row.family < 0 ? nullptr : &service.families[std::size_t(row.family)];
    switch (role) {
    case Name:
        return text(family ? family->name : service.name);
    case Service:
        return text(service.name);
    case IsService:
        return family == nullptr;
    case IsOpen:
        return m_open.contains(service.name) || !m_pattern.isEmpty();
    case Detail:
        return family ? text(toText(family->kind)) : plural(service.families.size(), u"metric"_s);
    case IsCurrent:
        return family && service.name == m_currentService && isNamed(*family, m_currentMetric);
    case Help:
        return family ? text(family->help) : QString();
    default:
        return {};
    }
}

QHash<int, QByteArray> MetricTree::roleNames() const
{
    return {{Name, "name"},     {Service, "service"}, {IsService, "isService"},
            {IsOpen, "isOpen"}, {Detail, "detail"},   {IsCurrent, "isCurrent"},
            {Help, "help"}};
}

void MetricTree::setPattern(const QString &pattern)
{
    if (m_pattern == pattern)
        return;
    m_pattern = pattern;
    Q_EMIT patternChanged();
    rebuild();
}

void MetricTree::setCatalog(const std::shared_ptr<const Catalog> &catalog)
{
    m_services.clear();
    for (const CatalogService &service : catalog->services) {
        m_services.push_back(
            {service.name, service.label, service.internal, familiesOf(service.metrics)});
        if (m_seen.insert(service.name).second && !service.internal)
            m_open.insert(service.name);
    }
    rebuild();
}

void MetricTree::setCurrent(const std::string &service, const std::string &metric)
{
    m_currentService = service;
    m_currentMetric = metric;
    if (m_open.insert(service).second)
        rebuild();
    else if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {IsCurrent});
}

std::string MetricTree::labelOf(const std::string &service) const
{
    const auto entry =
        std::find_if(m_services.begin(), m_services.end(),
                     [&service](const ServiceEntry &each) { return each.name == service; });
    return entry == m_services.end() ? std::string() : entry->label;
}

const Family *MetricTree::find(const std::string &service, const std::string &metric) const
{
    for (const ServiceEntry &entry : m_services) {
        if (!service.empty() && entry.name != service)
            continue;
        const auto found =
            std::find_if(entry.families.begin(), entry.families.end(),
                         [&metric](const Family &family) { return isNamed(family, metric); });
        if (found != entry.families.end())
            return &*found;
    }
    return nullptr;
}

std::pair<std::string, std::string> MetricTree::firstMetric() const
{
    for (const ServiceEntry &entry : m_services) {
        if (const Family *family = headlineOf(entry.families))
            return {entry.name, family->name};
    }
    return {};
}

void MetricTree::toggleService(const QString &name)
{
    const std::string service = name.toStdString();
    if (m_open.erase(service) == 0)
        m_open.insert(service);
    rebuild();
}

void MetricTree::appendMatches(std::vector<Row> &rows) const
{
    struct Match
    {
        Row row;
        double score;
    };
    const FuzzyPattern pattern(m_pattern.toStdString());
    std::vector<Match> matches;
    for (std::size_t i = 0; i < m_services.size(); ++i) {
        for (std::size_t j = 0; j < m_services[i].families.size(); ++j) {
            const auto score =
                pattern.score(m_services[i].families[j].name + ' ' + m_services[i].name);
            if (score)
                matches.push_back({{i, int(j)}, *score});
        }
    }
    std::stable_sort(matches.begin(), matches.end(),
                     [](const Match &a, const Match &b) { return a.score > b.score; });
    matches.resize(std::min(matches.size(), MaxMatches));
    // Best first within a service, services in their order.
    std::stable_sort(matches.begin(), matches.end(),
                     [](const Match &a, const Match &b) { return a.row.service < b.row.service; });
    for (const Match &match : matches) {
        if (rows.empty() || rows.back().service != match.row.service)
            rows.push_back({match.row.service, -1});
        rows.push_back(match.row);
    }
}

void MetricTree::rebuild()
{
    std::vector<Row> rows;
    if (!m_pattern.trimmed().isEmpty()) {
        appendMatches(rows);
    } else {
        for (std::size_t i = 0; i < m_services.size(); ++i) {
            rows.push_back({i, -1});
            if (!m_open.contains(m_services[i].name))
                continue;
            for (std::size_t j = 0; j < m_services[i].families.size(); ++j)
                rows.push_back({i, int(j)});
        }
    }
    // Rows of the same shape stay, so that a renewed catalog does not scroll the list to its top.
    if (rows == m_rows) {
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    Q_EMIT countChanged();
}

} // namespace tinyobs::ui
