#pragma once

// The window's root model: its pages' models, the shared range, the state of the server for the
// status bar, and what is remembered between starts. Lives in the GUI thread.

#include "ui/actions/actionmodel.h"
#include "ui/actions/palettemodel.h"
#include "ui/chart/exporter.h"
#include "ui/chart/timerange.h"
#include "ui/dashboard/dashboardsmodel.h"
#include "ui/explore/exploremodel.h"
#include "ui/home/overviewmodel.h"
#include "ui/ingestmodel.h"
#include "ui/storage/storagemodel.h"

#include <QObject>
#include <QPointer>
#include <QSettings>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <vector>

namespace tinyobs {
struct LiveUpdate;
}

namespace tinyobs::ui {

class Workbench : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by main")
    Q_PROPERTY(tinyobs::ui::TimeRange *range READ range CONSTANT)
    Q_PROPERTY(tinyobs::ui::OverviewModel *overview READ overview CONSTANT)
    Q_PROPERTY(tinyobs::ui::ExploreModel *explore READ explore CONSTANT)
    Q_PROPERTY(tinyobs::ui::ActionModel *actions READ actions CONSTANT)
    Q_PROPERTY(tinyobs::ui::PaletteModel *palette READ palette CONSTANT)
    Q_PROPERTY(tinyobs::ui::StorageModel *storage READ storage CONSTANT)
    Q_PROPERTY(tinyobs::ui::Exporter *exporter READ exporter CONSTANT)
    Q_PROPERTY(tinyobs::ui::DashboardsModel *dashboards READ dashboards CONSTANT)
    Q_PROPERTY(bool isLoaded READ isLoaded NOTIFY statusChanged)
    Q_PROPERTY(QString page READ page WRITE setPage NOTIFY pageChanged)
    Q_PROPERTY(QString themeMode READ themeMode WRITE setThemeMode NOTIFY themeChanged)
    Q_PROPERTY(bool dark READ isDark NOTIFY themeChanged)
    Q_PROPERTY(QString address READ address NOTIFY serverChanged)
    Q_PROPERTY(QString serverProblem READ serverProblem NOTIFY serverChanged)
    Q_PROPERTY(QString curlCommand READ curlCommand NOTIFY serverChanged)
    Q_PROPERTY(QStringList facts READ facts NOTIFY statusChanged)
    Q_PROPERTY(QString refusedText READ refusedText NOTIFY statusChanged)
    Q_PROPERTY(bool hasRecentRefusals READ hasRecentRefusals NOTIFY statusChanged)
    Q_PROPERTY(tinyobs::ui::IngestModel *ingest READ ingest CONSTANT)
    Q_PROPERTY(QString version READ version CONSTANT)

public:
    /// Engine and settings must outlive the workbench; the settings may be a file of a test.
    Workbench(Engine &engine, QSettings &settings, QObject *parent = nullptr);

    TimeRange *range() { return &m_range; }
    OverviewModel *overview() { return &m_overview; }
    ExploreModel *explore() { return &m_explore; }
    DashboardsModel *dashboards() { return &m_dashboards; }
    IngestModel *ingest() { return &m_ingest; }
    ActionModel *actions() { return &m_actions; }
    PaletteModel *palette() { return &m_palette; }
    StorageModel *storage() { return &m_storage; }
    Exporter *exporter() { return &m_exporter; }

    bool isLoaded() const { return m_isLoaded; }
    /// One of the names in Pages.
    QString page() const { return m_page; }
    void setPage(const QString &page);
    /// "auto", "light" or "dark".
    QString themeMode() const { return m_themeMode; }
    void setThemeMode(const QString &mode);
    bool isDark() const;
    QString address() const { return m_address; }
    QString serverProblem() const { return m_serverProblem; }
    /// Sends one sample to this server; works when pasted into a shell.
    QString curlCommand() const;
    /// Series, samples per second, memory of the budget, what is kept: for the status bar.
    QStringList facts() const { return m_facts; }
    QString refusedText() const { return m_refusedText; }
    /// In the last five minutes.
    bool hasRecentRefusals() const { return m_hasRecentRefusals; }
    QString version() const;

    /// Where the server listens, or why it does not.
    void setServer(const QString &address, const QString &problem = {});

    Q_INVOKABLE void openMetric(const QString &service, const QString &metric);
    /// A chart of the same subject in a window of its own; chartDetached tells.
    Q_INVOKABLE void detach(tinyobs::ui::ChartModel *chart);
    Q_INVOKABLE void copyText(const QString &text) const;
    Q_INVOKABLE void refreshAll();
    /// Goes round: auto, light, dark.
    Q_INVOKABLE void nextTheme();
    Q_INVOKABLE QVariant remembered(const QString &key, const QVariant &otherwise) const;
    Q_INVOKABLE void remember(const QString &key, const QVariant &value);

Q_SIGNALS:
    void pageChanged();
    void themeChanged();
    void serverChanged();
    void statusChanged();
    /// The user wants what a chart shows on a dashboard.
    void dashboardRequested(tinyobs::ui::ChartModel *chart);
    void chartDetached(tinyobs::ui::ChartModel *chart);
    /// The user asks to try the port again.
    void retryRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Facts;

    void loadState();
    void run(const QString &action);
    void offerToPalette();
    void showState(const Facts &facts);
    void noteUpdate(const LiveUpdate &update);

    Engine &m_engine;
    QSettings &m_settings;
    TimeRange m_range;
    OverviewModel m_overview;
    ExploreModel m_explore;
    DashboardsModel m_dashboards;
    IngestModel m_ingest;
    StorageModel m_storage;
    ActionModel m_actions;
    PaletteModel m_palette;
    Exporter m_exporter{m_range};
    std::vector<QPointer<ChartModel>> m_detached;
    QTimer m_stateTimer;
    std::shared_ptr<const MetricForest> m_forest = std::make_shared<MetricForest>();
    std::uint64_t m_generation = 0;
    QString m_page;
    QString m_themeMode;
    QString m_address;
    QString m_serverProblem;
    QStringList m_facts;
    QString m_refusedText;
    bool m_hasRecentRefusals = false;
    bool m_isLoaded = false;
    bool m_isDefaultRange = false; // while a range is set that nobody chose
    bool m_isLoading = false;
};

} // namespace tinyobs::ui
