#pragma once

// The overview: a section per service with a small chart per metric, the machine, TinyObs itself,
// and above them a card per service. Rows are sections; charts are kept while their metric exists,
// so that nothing jumps when series appear. Lives in the GUI thread.

#include "core/engine/catalog.h"
#include "ui/home/servicecard.h"

#include <QAbstractListModel>
#include <QList>
#include <QtQml/qqmlregistration.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace tinyobs::ui {

class OverviewModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the workbench")
    Q_PROPERTY(QList<QObject *> cards READ cards NOTIFY cardsChanged)
    Q_PROPERTY(bool hasServices READ hasServices NOTIFY cardsChanged)

public:
    enum Role { Title = Qt::UserRole, Detail, Charts, MoreCount, IsExpanded };

    OverviewModel(Engine &engine, const TimeRange &range, QObject *parent = nullptr);
    ~OverviewModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QList<QObject *> cards() const;
    bool hasServices() const { return !m_cards.empty(); }

    void setCatalog(const std::shared_ptr<const Catalog> &catalog);
    /// Ages of the cards, once a second.
    void updateAges(TimeMs nowMs);
    void noteChanges(const std::vector<SeriesId> &changed, bool seriesChanged);

    /// Into how many columns that many panels go, where `most` fit beside each other: as few rows
    /// as possible, filled evenly.
    Q_INVOKABLE int columnsFor(int count, int most) const;
    /// Shows all charts of a section, or the first ones again.
    Q_INVOKABLE void toggleExpanded(int row);

Q_SIGNALS:
    void cardsChanged();

private:
    struct Section
    {
        std::string key;
        QString title;
        QString detail;
        std::vector<std::string> charts; // keys of all, in order
        std::size_t first = 0;           // shown while not expanded
    };

    ChartModel &chart(const std::string &key, const std::function<ChartSubject()> &subject);
    Section serviceSection(const CatalogService &service, std::size_t first, bool isOwn);
    Section machineSection(const CatalogService &host);
    void setSections(std::vector<Section> sections);
    void setCards(const Catalog &catalog);
    void dropUnused(const std::vector<Section> &sections);
    QList<QObject *> chartsOf(const Section &section) const;
    std::size_t shownOf(const Section &section) const;

    Engine &m_engine;
    const TimeRange &m_range;
    std::shared_ptr<const Catalog> m_catalog;
    std::vector<Section> m_sections;
    std::map<std::string, std::unique_ptr<ChartModel>> m_charts; // by section and metric
    std::vector<std::unique_ptr<ServiceCard>> m_cards;
    std::set<std::string> m_expanded;
};

} // namespace tinyobs::ui
