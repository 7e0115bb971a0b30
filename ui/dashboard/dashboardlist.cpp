#include "ui/dashboard/dashboardlist.h"

#include "ui/text/format.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

QString sectionText(DashboardListing::Origin origin)
{
    switch (origin) {
    case DashboardListing::Origin::Own:
        return DashboardList::tr("Your dashboards");
    case DashboardListing::Origin::Provisioned:
        return DashboardList::tr("Provisioned");
    case DashboardListing::Origin::Ready:
        return DashboardList::tr("Ready to use");
    case DashboardListing::Origin::Automatic:
        break;
    }
    return DashboardList::tr("By service, made of what it sends");
}

QString tagText(const DashboardListing &entry)
{
    QStringList tags;
    for (const std::string &tag : entry.tags)
        tags << QString::fromStdString(tag);
    return tags.join(u"  "_s);
}

bool equal(const DashboardListing &a, const DashboardListing &b)
{
    return a.name == b.name && a.title == b.title && a.description == b.description &&
           a.tags == b.tags && a.panels == b.panels && a.error == b.error;
}

} // namespace

int DashboardList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int DashboardList::ownCount() const
{
    return int(
        std::ranges::count(m_entries, DashboardListing::Origin::Own, &DashboardListing::origin));
}

QVariant DashboardList::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const DashboardListing &entry = m_entries[m_rows[std::size_t(index.row())]];
    const std::string_view origin = toText(entry.origin);
    switch (role) {
    case Name:
        return QString::fromStdString(entry.name);
    case Title:
        return QString::fromStdString(entry.title);
    case Description:
        return QString::fromStdString(entry.description);
    case Tags:
        return tagText(entry);
    case Origin:
        return QString::fromUtf8(origin.data(), qsizetype(origin.size()));
    case Section:
        return sectionText(entry.origin);
    case Detail:
        return entry.panels > 0 ? plural(entry.panels, u"panel"_s) : QString();
    case Error:
        return QString::fromStdString(entry.error);
    default:
        return {};
    }
}

QHash<int, QByteArray> DashboardList::roleNames() const
{
    return {{Name, "name"},     {Title, "title"},    {Description, "description"},
            {Tags, "tags"},     {Origin, "origin"},  {Section, "section"},
            {Detail, "detail"}, {Error, "errorText"}};
}

void DashboardList::setFilter(const QString &filter)
{
    if (m_filter == filter)
        return;
    m_filter = filter;
    narrow();
    Q_EMIT filterChanged();
}

void DashboardList::setEntries(std::vector<DashboardListing> entries)
{
    if (std::ranges::equal(entries, m_entries, equal))
        return;
    m_entries = std::move(entries);
    narrow();
}

void DashboardList::narrow()
{
    beginResetModel();
    m_rows.clear();
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const DashboardListing &entry = m_entries[i];
        const QString text =
            QString::fromStdString(entry.title + ' ' + entry.name) + u' ' + tagText(entry);
        if (m_filter.isEmpty() || text.contains(m_filter, Qt::CaseInsensitive))
            m_rows.push_back(i);
    }
    endResetModel();
    Q_EMIT countChanged();
}

QString DashboardList::nameAt(int row) const
{
    return data(index(row), Name).toString();
}

} // namespace tinyobs::ui
