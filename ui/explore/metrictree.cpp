#include "ui/explore/metrictree.h"

#include "core/engine/querypool.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr std::size_t MaxMatches = 500; // more rows than anybody scrolls through
constexpr std::size_t AtOnce = 5000;    // families searched in about a millisecond

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

} // namespace

MetricTree::MetricTree(QueryPool *pool, QObject *parent)
    : QAbstractListModel(parent)
    , m_pool(pool)
{
}

MetricTree::~MetricTree()
{
    m_cancel.cancel();
}

int MetricTree::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant MetricTree::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    const MetricForest::Service &service = m_forest->services[row.service];
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

void MetricTree::setForest(std::shared_ptr<const MetricForest> forest)
{
    // Rows are places in the forest they were made of: they go with it.
    const bool sameShape =
        std::equal(forest->services.begin(), forest->services.end(), m_forest->services.begin(),
                   m_forest->services.end(), [](const auto &a, const auto &b) {
                       return a.name == b.name && a.families.size() == b.families.size();
                   });
    for (const MetricForest::Service &service : forest->services) {
        if (m_seen.insert(service.name).second && !service.isInternal)
            m_open.insert(service.name);
    }
    if (!sameShape) {
        beginResetModel();
        m_rows.clear();
        m_forest = std::move(forest);
        endResetModel();
    } else {
        m_forest = std::move(forest);
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
    const MetricForest::Service *found = m_forest->find(service);
    return found ? found->label : std::string();
}

std::pair<std::string, std::string> MetricTree::firstMetric() const
{
    for (const MetricForest::Service &entry : m_forest->services) {
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

/// Each service above its families.
std::vector<MetricTree::Row> MetricTree::withServices(const std::vector<Row> &families)
{
    std::vector<Row> rows;
    for (const Row &family : families) {
        if (rows.empty() || rows.back().service != family.service)
            rows.push_back({family.service, -1});
        rows.push_back(family);
    }
    return rows;
}

void MetricTree::search()
{
    const std::string pattern = m_pattern.toStdString();
    if (!m_pool || m_forest->families <= AtOnce)
        return setRows(withServices(searchForest(*m_forest, pattern, MaxMatches, m_cancel)));
    const auto job = [forest = m_forest, pattern, cancel = m_cancel,
                      self = QPointer<MetricTree>(this)] {
        std::vector<Row> found = searchForest(*forest, pattern, MaxMatches, cancel);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, cancel, forest, found = std::move(found)] {
                // Places of another forest would be those of other metrics.
                if (self && !cancel.isCancelled() && self->m_forest == forest)
                    self->setRows(withServices(found));
            },
            Qt::QueuedConnection);
    };
    if (!m_pool->submit(job))
        setRows({});
}

void MetricTree::rebuild()
{
    m_cancel.cancel();
    m_cancel = CancelToken();
    if (!m_pattern.trimmed().isEmpty())
        return search();
    std::vector<Row> rows;
    for (std::size_t i = 0; i < m_forest->services.size(); ++i) {
        rows.push_back({i, -1});
        if (!m_open.contains(m_forest->services[i].name))
            continue;
        for (std::size_t j = 0; j < m_forest->services[i].families.size(); ++j)
            rows.push_back({i, int(j)});
    }
    setRows(std::move(rows));
}

void MetricTree::setRows(std::vector<Row> rows)
{
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
