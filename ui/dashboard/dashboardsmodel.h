#pragma once

// The page of dashboards: the list, the one that is open, and what is done to whole files: making,
// copying, renaming, removing and bringing back, importing. Lives in the GUI thread; files are
// touched in the query pool.

#include "core/dashboard/dashboardwatcher.h"
#include "core/dashboard/grafanaimport.h"
#include "ui/dashboard/dashboardlist.h"
#include "ui/dashboard/dashboardmodel.h"

#include <QObject>
#include <QUrl>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tinyobs::ui {

class DashboardsModel : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the workbench")
    Q_PROPERTY(tinyobs::ui::DashboardList *list READ list CONSTANT)
    Q_PROPERTY(tinyobs::ui::DashboardModel *current READ current CONSTANT)
    Q_PROPERTY(QString folder READ folder CONSTANT)
    Q_PROPERTY(QString problem READ problem NOTIFY problemChanged)
    Q_PROPERTY(QString removedTitle READ removedTitle NOTIFY removedChanged)
    /// {panel, reason} of what the last import left out.
    Q_PROPERTY(QVariantList importNotes READ importNotes NOTIFY imported)
    Q_PROPERTY(QString importedName READ importedName NOTIFY imported)
    Q_PROPERTY(QString importProblem READ importProblem NOTIFY imported)

public:
    /// Engine and range must outlive the model.
    DashboardsModel(Engine &engine, TimeRange &range, QObject *parent = nullptr);

    DashboardList *list() { return &m_list; }
    DashboardModel *current() { return &m_open; }
    QString folder() const;
    QString problem() const { return m_problem; }
    /// Of the dashboard that was removed last and can be brought back.
    QString removedTitle() const;
    QVariantList importNotes() const { return m_importNotes; }
    QString importedName() const { return m_importedName; }
    QString importProblem() const { return m_importProblem; }

    Q_INVOKABLE void open(const QString &name);
    Q_INVOKABLE void close();
    /// An empty one of that title, open for editing.
    Q_INVOKABLE void create(const QString &title);
    /// Of the one that is open, as a file of the user's, open for editing.
    Q_INVOKABLE void copy();
    Q_INVOKABLE void rename(const QString &title);
    Q_INVOKABLE void remove(const QString &name);
    Q_INVOKABLE void bringBack();
    Q_INVOKABLE void importText(const QString &json);
    Q_INVOKABLE void importFile(const QUrl &file);
    Q_INVOKABLE void forgetImport();
    Q_INVOKABLE void forgetRemoved();
    Q_INVOKABLE void reload();

    void noteChanges(const std::vector<SeriesId> &changed, bool seriesChanged);

Q_SIGNALS:
    void problemChanged();
    void removedChanged();
    void imported();

private:
    struct Removed
    {
        std::string name;
        dashboard::Dashboard dashboard;
    };
    struct Import
    {
        Result<dashboard::Imported> read;
        std::string name; // of the file that was made
    };

    void setProblem(const QString &problem);
    void openMade(const Result<std::string> &name, bool isEdited);
    void runImport(std::function<Result<std::string>()> read);

    Engine &m_engine;
    const std::shared_ptr<DashboardLibrary> m_library;
    DashboardList m_list;
    DashboardModel m_open;
    dashboard::DashboardWatcher m_watcher;
    QString m_problem;
    std::optional<Removed> m_removed;
    QVariantList m_importNotes;
    QString m_importedName;
    QString m_importProblem;
};

} // namespace tinyobs::ui
