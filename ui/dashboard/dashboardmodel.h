#pragma once

// The dashboard that is open: its panels, its variables, and its editing. Every change is a step
// that can be taken back, and is written to the file soon after; what somebody else writes into the
// file becomes a step as well. Lives in the GUI thread, files are read and written in the query
// pool.

#include "core/dashboard/dashboardhistory.h"
#include "core/engine/dashboardlibrary.h"
#include "ui/dashboard/dashboardeditor.h"
#include "ui/dashboard/paneleditor.h"
#include "ui/dashboard/panelrows.h"
#include "ui/dashboard/variablerows.h"

#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace tinyobs::ui {

class DashboardModel : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the list of dashboards")
    Q_PROPERTY(QString name READ name NOTIFY opened)
    Q_PROPERTY(bool isOpen READ isOpen NOTIFY opened)
    Q_PROPERTY(bool isReadOnly READ isReadOnly NOTIFY opened)
    Q_PROPERTY(QString originText READ originText NOTIFY opened)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString description READ description NOTIFY changed)
    Q_PROPERTY(bool isEditing READ isEditing WRITE setEditing NOTIFY editingChanged)
    Q_PROPERTY(QString problem READ problem NOTIFY problemChanged)
    Q_PROPERTY(QString saveText READ saveText NOTIFY savedChanged)
    Q_PROPERTY(bool canUndo READ canUndo NOTIFY changed)
    Q_PROPERTY(bool canRedo READ canRedo NOTIFY changed)
    Q_PROPERTY(QString undoText READ undoText NOTIFY changed)
    Q_PROPERTY(QString redoText READ redoText NOTIFY changed)
    Q_PROPERTY(tinyobs::ui::PanelRows *panels READ panels CONSTANT)
    Q_PROPERTY(tinyobs::ui::VariableRows *variables READ variables CONSTANT)
    Q_PROPERTY(tinyobs::ui::PanelEditor *editor READ editor CONSTANT)
    Q_PROPERTY(tinyobs::ui::DashboardEditor *settings READ settings CONSTANT)

public:
    /// Engine and range must outlive the model.
    DashboardModel(Engine &engine, TimeRange &range, std::shared_ptr<DashboardLibrary> library,
                   QObject *parent = nullptr);
    ~DashboardModel() override;

    QString name() const { return QString::fromStdString(m_name); }
    bool isOpen() const { return !m_name.empty(); }
    bool isReadOnly() const;
    /// Where it comes from, when that is not a file of the user's.
    QString originText() const;
    QString title() const { return QString::fromStdString(board().title); }
    QString description() const { return QString::fromStdString(board().description); }
    bool isEditing() const { return m_isEditing; }
    void setEditing(bool isEditing);
    QString problem() const { return m_problem; }
    QString saveText() const { return m_saveText; }
    bool canUndo() const { return m_history.canUndo(); }
    bool canRedo() const { return m_history.canRedo(); }
    QString undoText() const { return QString::fromStdString(m_history.undoText()); }
    QString redoText() const { return QString::fromStdString(m_history.redoText()); }
    PanelRows *panels() { return &m_panels; }
    VariableRows *variables() { return &m_variables; }
    PanelEditor *editor() { return &m_editor; }
    DashboardEditor *settings() { return &m_settings; }

    const dashboard::Dashboard &board() const { return m_history.current(); }

    void open(const std::string &name);
    void close();
    /// The file may have changed.
    void reload();
    /// Writes what is not written yet, now.
    void flush();

    /// One step; `merge` makes steps of one kind that follow one another one step.
    void edit(const QString &what, const std::string &merge,
              const std::function<void(dashboard::Dashboard &)> &change);
    /// Draws another dashboard than the current one until the next step: what is being dragged.
    void preview(const dashboard::Dashboard &board);

    Q_INVOKABLE void undo();
    Q_INVOKABLE void redo();
    Q_INVOKABLE void toggleFold(int row);
    Q_INVOKABLE void choose(int variable, const QString &value);
    Q_INVOKABLE QString json() const;

    void noteChanges(const std::vector<SeriesId> &changed, bool seriesChanged);

Q_SIGNALS:
    void opened();
    void changed();
    void editingChanged();
    void problemChanged();
    void savedChanged();

private:
    using LoadResult = Result<dashboard::ReadDashboard>;

    void load(std::function<void(const LoadResult &)> done);
    void showLoaded(const LoadResult &result);
    void setProblem(const QString &problem);
    void setSaveText(const QString &text);
    void stepTaken();
    void resolve();
    void layOut(const dashboard::Dashboard &board);

    Engine &m_engine;
    TimeRange &m_range;
    const std::shared_ptr<DashboardLibrary> m_library;
    dashboard::DashboardHistory m_history;
    dashboard::Dashboard m_stored; // what the file holds, as far as is known
    std::string m_name;
    PanelRows m_panels;
    VariableRows m_variables;
    PanelEditor m_editor;
    DashboardEditor m_settings;
    Choices m_choices;
    ResolvedVariables m_resolved;
    std::map<std::string, bool> m_folds; // rows folded or opened while only looking, by title
    QTimer m_saveTimer;
    std::uint64_t m_openings = 0; // tells answers of an earlier dashboard from this one's
    std::uint64_t m_asked = 0;    // and those of earlier choices
    QString m_problem;
    QString m_saveText;
    bool m_isEditing = false;
    bool m_isSaving = false;
};

} // namespace tinyobs::ui
