#include "ui/dashboard/dashboardmodel.h"

#include "core/base/units.h"
#include "core/dashboard/dashboardjson.h"
#include "ui/chart/timerange.h"
#include "ui/dashboard/inpool.h"

#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

using dashboard::Dashboard;
using dashboard::Panel;

constexpr std::chrono::milliseconds SaveDelay{400};

} // namespace

DashboardModel::DashboardModel(Engine &engine, TimeRange &range,
                               std::shared_ptr<DashboardLibrary> library, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_range(range)
    , m_library(std::move(library))
    , m_panels(engine, range)
    , m_editor(*this)
    , m_settings(*this)
{
    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(SaveDelay);
    connect(&m_saveTimer, &QTimer::timeout, this, &DashboardModel::flush);
}

DashboardModel::~DashboardModel()
{
    // The last moment: the pool may have ended.
    if (isOpen() && !isReadOnly() && board() != m_stored)
        m_library->folder().save(m_name, board());
}

bool DashboardModel::isReadOnly() const
{
    return m_name.starts_with("ready/") || m_name.starts_with("automatic/") ||
           m_name.starts_with("provisioned/");
}

QString DashboardModel::originText() const
{
    if (m_name.starts_with("ready/"))
        return tr("comes with TinyObs");
    if (m_name.starts_with("automatic/"))
        return tr("made of what this service sends");
    return m_name.starts_with("provisioned/") ? tr("provisioned, read only") : QString();
}

void DashboardModel::setEditing(bool isEditing)
{
    if (m_isEditing == isEditing || (isEditing && isReadOnly()))
        return;
    m_isEditing = isEditing;
    if (!isEditing)
        m_editor.select(-1);
    layOut(board());
    Q_EMIT editingChanged();
}

void DashboardModel::load(std::function<void(const LoadResult &)> done)
{
    inPool(
        m_engine, this, [library = m_library, name = m_name] { return library->load(name); },
        [this, opening = m_openings, done = std::move(done)](const LoadResult &result) {
            if (opening == m_openings)
                done(result);
        });
}

void DashboardModel::open(const std::string &name)
{
    flush();
    setEditing(false);
    ++m_openings;
    m_name = name;
    m_choices.clear();
    m_folds.clear();
    m_resolved = {};
    m_history.reset({});
    m_stored = {};
    m_panels.show({}, {}, {});
    m_variables.show({}, {});
    setProblem({});
    setSaveText({});
    Q_EMIT opened();
    Q_EMIT changed();
    if (!name.empty())
        load([this](const LoadResult &result) { showLoaded(result); });
}

void DashboardModel::close()
{
    open({});
}

void DashboardModel::showLoaded(const LoadResult &result)
{
    if (!result)
        return setProblem(QString::fromStdString(result.error().message));
    m_stored = result->dashboard;
    m_history.reset(result->dashboard);
    if (const auto span = parseDuration(board().range); span && m_range.isLive())
        m_range.setSpan(span->count());
    resolve();
    Q_EMIT changed();
}

void DashboardModel::reload()
{
    if (!isOpen() || m_saveTimer.isActive() || m_isSaving)
        return;
    load([this](const LoadResult &result) {
        if (!result) {
            // Removed or broken by somebody else: what is shown stays, and says so.
            return setProblem(QString::fromStdString(result.error().message));
        }
        setProblem({});
        if (result->dashboard == m_stored || m_saveTimer.isActive() || m_isSaving)
            return;
        m_stored = result->dashboard;
        m_history.push(result->dashboard, tr("Change of the file").toStdString());
        resolve();
        Q_EMIT changed();
    });
}

void DashboardModel::flush()
{
    m_saveTimer.stop();
    if (!isOpen() || isReadOnly() || board() == m_stored || m_isSaving)
        return;
    m_isSaving = true;
    m_stored = board();
    const bool isTaken = inPool(
        m_engine, this,
        [library = m_library, name = m_name, saved = board()] {
            return library->folder().save(name, saved);
        },
        [this, opening = m_openings](const Result<void> &result) {
            m_isSaving = false;
            if (opening != m_openings)
                return;
            setSaveText(result ? tr("Saved") : QString());
            if (!result)
                setProblem(tr("Not saved: %1").arg(QString::fromStdString(result.error().message)));
            if (board() != m_stored)
                m_saveTimer.start();
        });
    if (!isTaken) {
        m_isSaving = false;
        m_stored = {};
        m_saveTimer.start();
    }
}

void DashboardModel::setProblem(const QString &problem)
{
    if (m_problem == problem)
        return;
    m_problem = problem;
    Q_EMIT problemChanged();
}

void DashboardModel::setSaveText(const QString &text)
{
    if (m_saveText == text)
        return;
    m_saveText = text;
    Q_EMIT savedChanged();
}

void DashboardModel::stepTaken()
{
    setSaveText(tr("Saving"));
    m_saveTimer.start();
    resolve();
    Q_EMIT changed();
}

void DashboardModel::edit(const QString &what, const std::string &merge,
                          const std::function<void(Dashboard &)> &change)
{
    if (isReadOnly() || !isOpen())
        return;
    Dashboard next = board();
    change(next);
    if (next == board())
        return layOut(board());
    m_history.push(std::move(next), what.toStdString(), merge);
    stepTaken();
}

void DashboardModel::preview(const Dashboard &board)
{
    layOut(board);
}

void DashboardModel::undo()
{
    if (!canUndo() || isReadOnly())
        return;
    m_history.undo();
    m_editor.keepWithin(board().panels.size());
    stepTaken();
}

void DashboardModel::redo()
{
    if (!canRedo() || isReadOnly())
        return;
    m_history.redo();
    m_editor.keepWithin(board().panels.size());
    stepTaken();
}

void DashboardModel::toggleFold(int row)
{
    if (row < 0 || std::size_t(row) >= m_panels.shown().size())
        return;
    const std::size_t index = m_panels.shown()[std::size_t(row)].panel;
    const bool isFolded = m_panels.panelAt(row)->isFolded();
    if (m_isEditing) {
        return edit(tr("Fold a row"), {},
                    [&](Dashboard &board) { board.panels[index].isFolded = !isFolded; });
    }
    m_folds[board().panels[index].title] = !isFolded;
    layOut(board());
}

void DashboardModel::choose(int variable, const QString &value)
{
    if (variable < 0 || variable >= m_variables.rowCount())
        return;
    const std::string name = m_variables.variable(variable).name;
    m_choices[name] = m_variables.toggled(variable, value.toStdString());
    resolve();
}

QString DashboardModel::json() const
{
    return QString::fromStdString(dashboard::writeDashboard(board()));
}

void DashboardModel::resolve()
{
    const std::uint64_t asked = ++m_asked;
    if (board().variables.empty()) {
        m_resolved = {};
        m_variables.show({}, {});
        return layOut(board());
    }
    inPool(
        m_engine, this,
        [&engine = m_engine, variables = board().variables, choices = m_choices,
         from = m_range.startMs(),
         to = m_range.endMs()] { return resolveVariables(engine, variables, choices, from, to); },
        [this, asked](const ResolvedVariables &resolved) {
            if (asked != m_asked)
                return;
            m_resolved = resolved;
            m_variables.show(board().variables, resolved.variables);
            layOut(board());
        });
}

void DashboardModel::layOut(const Dashboard &board)
{
    if (m_isEditing || m_folds.empty())
        return m_panels.show(board, m_resolved.repeats, m_resolved.scope);
    Dashboard looked = board;
    for (Panel &panel : looked.panels) {
        const auto fold = m_folds.find(panel.title);
        if (panel.kind == dashboard::PanelKind::Row && fold != m_folds.end())
            panel.isFolded = fold->second;
    }
    m_panels.show(looked, m_resolved.repeats, m_resolved.scope);
}

void DashboardModel::noteChanges(const std::vector<SeriesId> &changed, bool seriesChanged)
{
    m_panels.noteChanges(changed, seriesChanged);
}

} // namespace tinyobs::ui
