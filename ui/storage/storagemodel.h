#pragma once

// The page of what is kept: tiers, sizes, growth, what would be kept under other limits, and what
// makes the store large. Changes run in the query pool; a deletion waits some seconds first, and
// can be taken back until then. Lives in the GUI thread.

#include "core/engine/catalog.h"
#include "core/engine/status.h"
#include "core/storage/cardinality.h"
#include "core/storage/retentionlimits.h"
#include "ui/storage/forecast.h"
#include "ui/text/texttable.h"

#include <QObject>
#include <QTimer>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

namespace tinyobs {
class Engine;
}

namespace tinyobs::ui {

struct StorageFacts
{
    RetentionLimits limits;
    Cardinality cardinality;
};

class StorageModel : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the workbench")
    Q_PROPERTY(bool isLoaded READ isLoaded NOTIFY loaded)
    Q_PROPERTY(tinyobs::ui::TextTable *tiers READ tiers CONSTANT)
    Q_PROPERTY(QString summary READ summary NOTIFY loaded)
    Q_PROPERTY(double budgetShare READ budgetShare NOTIFY loaded)
    Q_PROPERTY(double budgetGib READ budgetGib NOTIFY limitsChanged)
    Q_PROPERTY(double keepDays READ keepDays NOTIFY limitsChanged)
    Q_PROPERTY(QVariantList services READ services NOTIFY loaded)
    Q_PROPERTY(QVariantList metrics READ metrics NOTIFY loaded)
    Q_PROPERTY(QVariantList labels READ labels NOTIFY loaded)
    Q_PROPERTY(QVariantList pairs READ pairs NOTIFY loaded)
    Q_PROPERTY(QString pendingText READ pendingText NOTIFY pendingChanged)
    Q_PROPERTY(int pendingSeconds READ pendingSeconds NOTIFY pendingChanged)

public:
    static constexpr std::size_t ListLength = 20;
    static constexpr int UndoSeconds = 8;

    explicit StorageModel(Engine &engine, QObject *parent = nullptr);

    bool isLoaded() const { return m_isLoaded; }
    /// Tier, kept for, as bytes or rows: what stands in which resolution how long.
    TextTable *tiers() { return &m_tiers; }
    QString summary() const { return m_summary; }
    double budgetShare() const;
    double budgetGib() const;
    double keepDays() const;
    /// Each {name, count, share (of all series, or of the greatest), isExploding}.
    QVariantList services() const { return m_services; }
    QVariantList metrics() const { return m_metrics; }
    QVariantList labels() const { return m_labels; }
    QVariantList pairs() const { return m_pairs; }
    /// The deletion that waits; empty: none.
    QString pendingText() const { return m_pendingText; }
    int pendingSeconds() const { return m_pendingSeconds; }

    void setFacts(const Status &status, const Catalog &catalog, const StorageFacts &facts);

    /// What these limits would mean, in words.
    Q_INVOKABLE QString forecast(double budgetGib, double keepDays) const;
    /// What applying them would delete at once, in words; empty: nothing.
    Q_INVOKABLE QString consequence(double budgetGib, double keepDays) const;
    Q_INVOKABLE void apply(double budgetGib, double keepDays);

    /// Deletes the series of a metric or a service after UndoSeconds.
    Q_INVOKABLE void deleteMetric(const QString &name);
    Q_INVOKABLE void deleteService(const QString &name);
    Q_INVOKABLE void undo();

Q_SIGNALS:
    void loaded();
    void limitsChanged();
    void pendingChanged();
    /// What was done, or why not.
    void done(const QString &text, bool isProblem);

private:
    StorageLimits limitsOf(double budgetGib, double keepDays) const;
    void schedule(const QString &text, std::vector<Matcher> selector);
    void deleteNow();

    Engine &m_engine;
    QTimer m_countdown;
    StorageState m_state;
    RetentionLimits m_limits;
    TextTable m_tiers;
    QString m_summary;
    QVariantList m_services;
    QVariantList m_metrics;
    QVariantList m_labels;
    QVariantList m_pairs;
    std::map<std::string, std::string> m_serviceLabels;
    std::vector<Matcher> m_pending;
    QString m_pendingText;
    int m_pendingSeconds = 0;
    bool m_isLoaded = false;
};

} // namespace tinyobs::ui
