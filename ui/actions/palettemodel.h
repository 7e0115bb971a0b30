#pragma once

// The command palette: actions, services, metrics and whatever else is offered, by a few letters.
// Small sets are searched at once, metrics in the query pool; the rows of the newest search win.
// Without a pattern: what was chosen of late. Lives in the GUI thread.

#include "core/base/canceltoken.h"
#include "ui/explore/metricforest.h"

#include <QAbstractListModel>
#include <QSettings>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <memory>
#include <vector>

namespace tinyobs {
class QueryPool;
}

namespace tinyobs::ui {

struct PaletteEntry
{
    QString kind; // "action", "service", "metric", ...
    QString id;   // what the kind's opener is given
    QString title;
    QString detail;

    bool operator==(const PaletteEntry &) const = default;
};

class PaletteModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the workbench")
    Q_PROPERTY(QString pattern READ pattern WRITE setPattern NOTIFY patternChanged)
    Q_PROPERTY(QString moreText READ moreText NOTIFY answered)
    Q_PROPERTY(int count READ count NOTIFY answered)

public:
    enum Role { Kind = Qt::UserRole, Title, Detail };

    static constexpr std::size_t MaxRows = 50;
    static constexpr int MaxRecent = 25;

    using Source = std::function<std::vector<PaletteEntry>()>;
    using Opener = std::function<void(const QString &id)>;

    PaletteModel(QueryPool &pool, QSettings &settings, QObject *parent = nullptr);
    ~PaletteModel() override;

    /// A small set of entries of one kind, asked for at each search, and how one is opened.
    void addSource(const QString &kind, Source source, Opener opener);
    void setMetricOpener(Opener opener) { m_openMetric = std::move(opener); }
    void setForest(std::shared_ptr<const MetricForest> forest) { m_forest = std::move(forest); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }

    QString pattern() const { return m_pattern; }
    void setPattern(const QString &pattern);
    /// "and 83 more", or empty.
    QString moreText() const { return m_moreText; }

    Q_INVOKABLE void open(int row);

Q_SIGNALS:
    void patternChanged();
    void answered();

private:
    struct SourceRow
    {
        QString kind;
        Source source;
        Opener opener;
    };

    void search();
    void show(std::vector<PaletteEntry> entries, std::size_t more);
    std::vector<PaletteEntry> recent() const;
    void remember(const PaletteEntry &entry);

    QueryPool &m_pool;
    QSettings &m_settings;
    std::vector<SourceRow> m_sources;
    Opener m_openMetric;
    std::shared_ptr<const MetricForest> m_forest = std::make_shared<MetricForest>();
    CancelToken m_cancel;
    QString m_pattern;
    std::vector<PaletteEntry> m_rows;
    QString m_moreText;
};

} // namespace tinyobs::ui
