#include "ui/dashboard/dashboardsmodel.h"

#include "core/dashboard/limits.h"
#include "ui/dashboard/inpool.h"

#include <QFile>

#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

using dashboard::Dashboard;

Result<std::string> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly)) {
        return fail(Error::Code::Io,
                    "cannot read " + path.toStdString() + ": " + file.errorString().toStdString());
    }
    return file.read(qint64(dashboard::MaxDocumentBytes) + 1).toStdString();
}

QString messageOf(const Error &error)
{
    return QString::fromStdString(error.message);
}

} // namespace

DashboardsModel::DashboardsModel(Engine &engine, TimeRange &range, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_library(std::make_shared<DashboardLibrary>(engine))
    , m_open(engine, range, m_library)
    , m_watcher(m_library->folder().path())
{
    connect(&m_watcher, &dashboard::DashboardWatcher::changed, this, [this] {
        reload();
        m_open.reload();
    });
}

QString DashboardsModel::folder() const
{
    return QString::fromStdString(m_library->folder().path());
}

QString DashboardsModel::removedTitle() const
{
    return m_removed ? QString::fromStdString(m_removed->dashboard.title) : QString();
}

void DashboardsModel::setProblem(const QString &problem)
{
    if (m_problem == problem)
        return;
    m_problem = problem;
    Q_EMIT problemChanged();
}

void DashboardsModel::reload()
{
    inPool(
        m_engine, this, [library = m_library] { return library->list(); },
        [this](const std::vector<DashboardListing> &entries) { m_list.setEntries(entries); });
}

void DashboardsModel::open(const QString &name)
{
    setProblem({});
    m_open.open(name.toStdString());
}

void DashboardsModel::close()
{
    m_open.close();
    reload();
}

void DashboardsModel::openMade(const Result<std::string> &name, bool isEdited)
{
    setProblem(name ? QString() : messageOf(name.error()));
    reload();
    if (!name)
        return;
    m_open.open(*name);
    m_open.setEditing(isEdited);
}

void DashboardsModel::create(const QString &title)
{
    Dashboard board;
    board.title = title.trimmed().isEmpty() ? tr("New dashboard").toStdString()
                                            : title.trimmed().toStdString();
    inPool(
        m_engine, this, [library = m_library, board] { return library->folder().create(board); },
        [this](const Result<std::string> &name) { openMade(name, true); });
}

void DashboardsModel::copy()
{
    Dashboard board = m_open.board();
    if (!m_open.isReadOnly())
        board.title = tr("Copy of %1").arg(QString::fromStdString(board.title)).toStdString();
    inPool(
        m_engine, this, [library = m_library, board] { return library->folder().create(board); },
        [this](const Result<std::string> &name) { openMade(name, true); });
}

void DashboardsModel::rename(const QString &title)
{
    const std::string wanted = title.trimmed().toStdString();
    if (wanted.empty() || m_open.isReadOnly() || wanted == m_open.board().title)
        return;
    m_open.flush();
    inPool(
        m_engine, this,
        [library = m_library, name = m_open.name().toStdString(), wanted] {
            return library->folder().rename(name, wanted);
        },
        [this](const Result<std::string> &name) { openMade(name, m_open.isEditing()); });
}

void DashboardsModel::remove(const QString &name)
{
    const std::string file = name.toStdString();
    if (m_open.name() == name)
        m_open.close();
    inPool(
        m_engine, this,
        [library = m_library, file]() -> Result<Removed> {
            auto read = library->load(file);
            if (!read)
                return Failure(read.error());
            return library->folder().remove(file).map([&] {
                return Removed{file, std::move(read->dashboard)};
            });
        },
        [this](const Result<Removed> &result) {
            setProblem(result ? QString() : messageOf(result.error()));
            if (result)
                m_removed = *result;
            Q_EMIT removedChanged();
            reload();
        });
}

void DashboardsModel::bringBack()
{
    if (!m_removed)
        return;
    inPool(
        m_engine, this,
        [library = m_library, removed = *m_removed] {
            return library->folder().save(removed.name, removed.dashboard);
        },
        [this](const Result<void> &result) {
            setProblem(result ? QString() : messageOf(result.error()));
            reload();
        });
    forgetRemoved();
}

void DashboardsModel::forgetRemoved()
{
    m_removed.reset();
    Q_EMIT removedChanged();
}

void DashboardsModel::runImport(std::function<Result<std::string>()> read)
{
    inPool(
        m_engine, this,
        [library = m_library, read = std::move(read)] {
            Import import{read().and_then([](const std::string &json) {
                              return dashboard::importDashboard(json);
                          }),
                          {}};
            if (!import.read)
                return import;
            if (const auto name = library->folder().create(import.read->dashboard))
                import.name = *name;
            else
                import.read = Failure(name.error());
            return import;
        },
        [this](const Import &import) {
            m_importProblem = import.read ? QString() : messageOf(import.read.error());
            m_importedName = QString::fromStdString(import.name);
            m_importNotes.clear();
            if (import.read) {
                for (const dashboard::ImportNote &note : import.read->notes) {
                    m_importNotes.append(
                        QVariantMap{{u"panel"_s, QString::fromStdString(note.panel)},
                                    {u"reason"_s, QString::fromStdString(note.reason)}});
                }
            }
            Q_EMIT imported();
            reload();
        });
}

void DashboardsModel::importText(const QString &json)
{
    runImport([text = json.toStdString()]() -> Result<std::string> { return text; });
}

void DashboardsModel::importFile(const QUrl &file)
{
    runImport([path = file.toLocalFile()] { return readFile(path); });
}

void DashboardsModel::forgetImport()
{
    m_importNotes.clear();
    m_importedName.clear();
    m_importProblem.clear();
    Q_EMIT imported();
}

void DashboardsModel::noteChanges(const std::vector<SeriesId> &changed, bool seriesChanged)
{
    m_open.noteChanges(changed, seriesChanged);
}

} // namespace tinyobs::ui
