#include "ui/workbench.h"

#include "core/base/version.h"
#include "core/engine/engine.h"
#include "ui/text/format.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QEvent>
#include <QGuiApplication>
#include <QPalette>
#include <QQmlEngine>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr std::chrono::seconds StateInterval{1};
constexpr TimeMs RecentRefusalMs = 5 * 60 * 1000;
constexpr TimeMs YoungMs = 5 * 60 * 1000;
constexpr std::array<const char16_t *, 3> ThemeModes{u"auto", u"light", u"dark"};
constexpr std::array<const char16_t *, 5> Pages{u"overview", u"explore", u"dashboards", u"ingest",
                                                u"storage"};

template <typename Names>
bool isOneOf(const QString &text, const Names &names)
{
    return std::any_of(names.begin(), names.end(),
                       [&text](const char16_t *name) { return text == QStringView(name); });
}

} // namespace

struct Workbench::Facts
{
    Status status;
    std::shared_ptr<const Catalog> catalog;
    std::shared_ptr<const MetricForest> forest; // where the catalog is new
    std::optional<IngestStatus> ingest;         // while its page is shown
    std::optional<StorageFacts> storage;        // likewise
};

Workbench::Workbench(Engine &engine, QSettings &settings, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_settings(settings)
    , m_range(engine.clock())
    , m_overview(engine, m_range)
    , m_explore(engine, m_range)
    , m_dashboards(engine, m_range)
    , m_storage(engine)
    , m_palette(engine.queries(), settings)
    , m_page(settings.value("page"_L1, u"overview"_s).toString())
    , m_themeMode(settings.value("theme"_L1, u"auto"_s).toString())
{
    if (!isOneOf(m_page, Pages))
        m_page = u"overview"_s;
    if (!isOneOf(m_themeMode, ThemeModes))
        m_themeMode = u"auto"_s;
    if (const qint64 span = settings.value("spanMs"_L1).toLongLong(); span > 0)
        m_range.setSpan(span);
    connect(&m_range, &TimeRange::changed, this, [this] {
        if (m_range.isLive() && !m_isDefaultRange)
            m_settings.setValue("spanMs"_L1, qint64(m_range.spanMs()));
    });
    connect(&m_stateTimer, &QTimer::timeout, this, &Workbench::loadState);
    m_stateTimer.start(StateInterval);
    loadState();
    connect(&engine.live(), &LiveUpdates::updated, this,
            [this](const std::shared_ptr<const LiveUpdate> &update) { noteUpdate(*update); });
    qGuiApp->installEventFilter(this);
    connect(&m_actions, &ActionModel::triggered, this, &Workbench::run);
    offerToPalette();
}

/// What the window itself has to do (a search field, a sheet) it hears by the same signal.
void Workbench::run(const QString &action)
{
    using Step = void (*)(Workbench &);
    static constexpr std::array<std::pair<std::string_view, Step>, 9> Steps{{
        {"range-out", [](Workbench &self) { self.m_range.zoomOut(); }},
        {"range-earlier", [](Workbench &self) { self.m_range.shift(-1); }},
        {"range-later", [](Workbench &self) { self.m_range.shift(1); }},
        {"range-back", [](Workbench &self) { self.m_range.goBack(); }},
        {"range-forward", [](Workbench &self) { self.m_range.goForward(); }},
        {"live", [](Workbench &self) { self.m_range.toggleLive(); }},
        {"refresh", [](Workbench &self) { self.refreshAll(); }},
        {"theme-next", [](Workbench &self) { self.nextTheme(); }},
        {"copy-address", [](Workbench &self) { self.copyText(u"http://"_s + self.m_address); }},
    }};
    if (action.startsWith("page-"_L1))
        return setPage(action.mid(5));
    const std::string id = action.toStdString();
    for (const auto &[name, step] : Steps) {
        if (name == id)
            return step(*this);
    }
}

void Workbench::offerToPalette()
{
    m_palette.addSource(
        u"action"_s,
        [this] {
            std::vector<PaletteEntry> entries;
            for (int row = 0; row < m_actions.rowCount(); ++row) {
                const QModelIndex index = m_actions.index(row);
                QStringList keys = index.data(ActionModel::Keys).toStringList();
                for (QString &key : keys)
                    key = ActionModel::keyText(key);
                const QString group = index.data(ActionModel::Group).toString();
                entries.push_back({u"action"_s, index.data(ActionModel::Id).toString(),
                                   index.data(ActionModel::Text).toString(),
                                   keys.isEmpty() ? group : group + u" · "_s + keys.join(u", "_s)});
            }
            return entries;
        },
        [this](const QString &id) { m_actions.run(id); });
    m_palette.addSource(
        u"service"_s,
        [this] {
            std::vector<PaletteEntry> entries;
            for (const MetricForest::Service &service : m_forest->services) {
                const QString name = QString::fromStdString(service.name);
                entries.push_back(
                    {u"service"_s, name, name, plural(service.families.size(), u"metric"_s)});
            }
            return entries;
        },
        [this](const QString &id) {
            const MetricForest::Service *service = m_forest->find(id.toStdString());
            const Family *headline = service ? headlineOf(service->families) : nullptr;
            if (headline)
                openMetric(id, QString::fromStdString(headline->name));
        });
    m_palette.setMetricOpener(
        [this](const QString &id) { openMetric(id.section(u'\n', 0, 0), id.section(u'\n', 1)); });
}

void Workbench::setPage(const QString &page)
{
    if (m_page == page || !isOneOf(page, Pages))
        return;
    m_page = page;
    m_settings.setValue("page"_L1, page);
    loadState();
    Q_EMIT pageChanged();
}

void Workbench::setThemeMode(const QString &mode)
{
    if (m_themeMode == mode || !isOneOf(mode, ThemeModes))
        return;
    m_themeMode = mode;
    m_settings.setValue("theme"_L1, mode);
    Q_EMIT themeChanged();
}

bool Workbench::isDark() const
{
    if (m_themeMode != "auto"_L1)
        return m_themeMode == "dark"_L1;
    // Qt 6.4 does not say the system's scheme; its palette follows it where there is one.
    return QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
}

bool Workbench::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ApplicationPaletteChange && watched == qGuiApp)
        Q_EMIT themeChanged();
    return QObject::eventFilter(watched, event);
}

void Workbench::nextTheme()
{
    std::size_t current = 0;
    while (m_themeMode != QStringView(ThemeModes[current]))
        ++current;
    setThemeMode(QString::fromUtf16(ThemeModes[(current + 1) % ThemeModes.size()]));
}

QString Workbench::curlCommand() const
{
    return u"curl http://%1/ingest -d '{\"metrics\":[{\"name\":\"demo\",\"value\":1,"_s.arg(
               m_address) +
           u"\"labels\":{\"service\":\"shell\"}}]}'"_s;
}

QString Workbench::version() const
{
    return QString::fromUtf8(tinyobs::version().data(), qsizetype(tinyobs::version().size()));
}

void Workbench::setServer(const QString &address, const QString &problem)
{
    m_address = address;
    m_serverProblem = problem;
    Q_EMIT serverChanged();
}

void Workbench::openMetric(const QString &service, const QString &metric)
{
    m_explore.open(service, metric);
    setPage(u"explore"_s);
}

void Workbench::detach(ChartModel *chart)
{
    if (!chart)
        return;
    // Its window owns it from now on, and ends it.
    auto *copy = new ChartModel(m_engine, m_range);
    copy->copyFrom(*chart);
    QQmlEngine::setObjectOwnership(copy, QQmlEngine::JavaScriptOwnership);
    std::erase_if(m_detached, [](const QPointer<ChartModel> &each) { return each.isNull(); });
    m_detached.emplace_back(copy);
    Q_EMIT chartDetached(copy);
}

void Workbench::copyText(const QString &text) const
{
    QGuiApplication::clipboard()->setText(text);
}

void Workbench::refreshAll()
{
    Q_EMIT m_range.changed();
}

QVariant Workbench::remembered(const QString &key, const QVariant &otherwise) const
{
    return m_settings.value(key, otherwise);
}

void Workbench::remember(const QString &key, const QVariant &value)
{
    m_settings.setValue(key, value);
}

void Workbench::loadState()
{
    if (m_isLoading)
        return;
    m_isLoading = true;
    const auto job = [&engine = m_engine, self = QPointer<Workbench>(this), page = m_page,
                      isLoaded = m_isLoaded, generation = m_generation] {
        const auto facts = std::make_shared<Facts>();
        facts->status = engine.status();
        facts->catalog = engine.catalog();
        if (!isLoaded || facts->catalog->generation != generation)
            facts->forest = makeForest(*facts->catalog);
        if (page == "ingest"_L1)
            facts->ingest = engine.ingestStatus();
        if (page == "storage"_L1)
            facts->storage =
                StorageFacts{engine.retention(), engine.cardinality(StorageModel::ListLength)};
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, facts] {
                if (self)
                    self->showState(*facts);
            },
            Qt::QueuedConnection);
    };
    if (!m_engine.queries().submit(job))
        m_isLoading = false;
}

void Workbench::showState(const Facts &facts)
{
    m_isLoading = false;
    const Status &status = facts.status;
    m_facts = {
        plural(status.store.series, u"series"_s),
        tr("%1 samples/s").arg(formatValue(status.samplesPerSecond, {}, 2)),
        tr("%1 samples held").arg(formatCount(status.store.samples)),
        tr("%1 of %2 for samples")
            .arg(formatBytes(double(status.store.memoryBytes)),
                 formatBytes(double(status.memoryBudgetBytes))),
        tr("%1 memory").arg(formatBytes(double(status.residentBytes))),
        tr("%1 on disk").arg(formatBytes(double(status.store.diskBytes))),
        tr("keeps %1").arg(formatSpan(TimeMs(status.keepForMs))),
    };
    m_hasRecentRefusals =
        status.lastRefusalMs > 0 && status.nowMs - status.lastRefusalMs < RecentRefusalMs;
    m_refusedText = tr("%1 refused").arg(formatCount(status.refusals()));
    if (facts.ingest)
        m_ingest.setStatus(*facts.ingest);
    if (facts.storage)
        m_storage.setFacts(status, *facts.catalog, *facts.storage);

    // A young store looks empty in a long range.
    const bool isYoung = status.store.samples > 0 && status.nowMs - status.store.oldestMs < YoungMs;
    if (!m_isLoaded && isYoung && !m_settings.contains("spanMs"_L1)) {
        m_isDefaultRange = true;
        m_range.setSpan(YoungMs);
        m_isDefaultRange = false;
    }

    m_isLoaded = true;
    if (facts.forest) {
        m_generation = facts.catalog->generation;
        m_overview.setCatalog(facts.catalog);
        m_forest = facts.forest;
        m_explore.setForest(facts.forest);
        m_palette.setForest(facts.forest);
    }
    m_overview.updateAges(status.nowMs);
    Q_EMIT statusChanged();
}

void Workbench::noteUpdate(const LiveUpdate &update)
{
    std::vector<SeriesId> changed;
    changed.reserve(update.latest.size());
    for (const LatestSample &sample : update.latest)
        changed.push_back(sample.id);
    const bool seriesChanged = update.generation != m_generation;
    // Beyond the listed ones anything may have changed.
    const bool anything = seriesChanged || update.more > 0;
    m_overview.noteChanges(changed, anything);
    m_dashboards.noteChanges(changed, anything);
    m_explore.chart()->noteChanges(changed, anything);
    for (const QPointer<ChartModel> &chart : m_detached) {
        if (chart)
            chart->noteChanges(changed, anything);
    }
    if (seriesChanged)
        loadState();
}

} // namespace tinyobs::ui
