#include "ui/actions/palettemodel.h"

#include "core/engine/querypool.h"
#include "ui/text/format.h"
#include "ui/text/fuzzymatch.h"

#include <QCoreApplication>
#include <QPointer>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr double PrefixBonus = 20; // what begins as it is typed goes first
constexpr std::size_t SearchedMetrics = 500;

struct Ranked
{
    PaletteEntry entry;
    double score;
};

void rank(std::vector<Ranked> &out, std::vector<PaletteEntry> entries, const FuzzyPattern &fuzzy,
          const QString &pattern)
{
    for (PaletteEntry &entry : entries) {
        const std::string text = (entry.title + u' ' + entry.kind).toStdString();
        if (const std::optional<double> score = fuzzy.score(text)) {
            const bool isPrefix = entry.title.startsWith(pattern, Qt::CaseInsensitive);
            out.push_back({std::move(entry), *score + (isPrefix ? PrefixBonus : 0)});
        }
    }
}

std::vector<PaletteEntry> metricEntries(const MetricForest &forest,
                                        const std::vector<MetricForest::Place> &places)
{
    std::vector<PaletteEntry> entries;
    for (const MetricForest::Place &place : places) {
        const MetricForest::Service &service = forest.services[place.service];
        const Family &family = service.families[std::size_t(place.family)];
        QStringList details{
            QString::fromUtf8(toText(family.kind).data(), qsizetype(toText(family.kind).size()))};
        if (!family.unit.empty())
            details.append(QString::fromStdString(family.unit));
        details.append(QString::fromStdString(service.name));
        if (!family.help.empty())
            details.append(QString::fromStdString(family.help));
        entries.push_back({u"metric"_s, QString::fromStdString(service.name + '\n' + family.name),
                           QString::fromStdString(family.name), details.join(u" · "_s)});
    }
    return entries;
}

} // namespace

PaletteModel::PaletteModel(QueryPool &pool, QSettings &settings, QObject *parent)
    : QAbstractListModel(parent)
    , m_pool(pool)
    , m_settings(settings)
{
}

PaletteModel::~PaletteModel()
{
    m_cancel.cancel();
}

void PaletteModel::addSource(const QString &kind, Source source, Opener opener)
{
    m_sources.push_back({kind, std::move(source), std::move(opener)});
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const PaletteEntry &entry = m_rows[std::size_t(index.row())];
    switch (role) {
    case Kind:
        return entry.kind;
    case Title:
        return entry.title;
    case Detail:
        return entry.detail;
    default:
        return {};
    }
}

QHash<int, QByteArray> PaletteModel::roleNames() const
{
    return {{Kind, "kind"}, {Title, "title"}, {Detail, "detail"}};
}

void PaletteModel::setPattern(const QString &pattern)
{
    m_pattern = pattern;
    Q_EMIT patternChanged();
    search();
}

void PaletteModel::search()
{
    m_cancel.cancel();
    m_cancel = CancelToken();
    const QString pattern = m_pattern.trimmed();
    if (pattern.isEmpty()) {
        std::vector<PaletteEntry> entries = recent();
        if (entries.empty()) {
            for (const SourceRow &source : m_sources) {
                std::vector<PaletteEntry> all = source.source();
                std::move(all.begin(), all.end(), std::back_inserter(entries));
            }
        }
        const std::size_t more = entries.size() - std::min(entries.size(), MaxRows);
        return show(std::move(entries), more);
    }
    std::vector<PaletteEntry> small;
    for (const SourceRow &source : m_sources) {
        std::vector<PaletteEntry> all = source.source();
        std::move(all.begin(), all.end(), std::back_inserter(small));
    }
    const auto job = [forest = m_forest, pattern, small = std::move(small), cancel = m_cancel,
                      self = QPointer<PaletteModel>(this)] {
        const FuzzyPattern fuzzy(pattern.toStdString());
        std::vector<Ranked> ranked;
        rank(ranked, small, fuzzy, pattern);
        const auto places = searchForest(*forest, pattern.toStdString(), SearchedMetrics, cancel);
        std::vector<PaletteEntry> metrics = metricEntries(*forest, places);
        const std::size_t before = ranked.size();
        rank(ranked, metrics, fuzzy, pattern);
        // What matched by its help alone has no score of its own: behind everything.
        for (PaletteEntry &metric : metrics) {
            const bool isRanked =
                metric.title.isEmpty() ||
                std::any_of(ranked.begin() + std::ptrdiff_t(before), ranked.end(),
                            [&metric](const Ranked &each) { return each.entry.id == metric.id; });
            if (!isRanked)
                ranked.push_back({metric, -1000});
        }
        std::stable_sort(ranked.begin(), ranked.end(),
                         [](const Ranked &a, const Ranked &b) { return a.score > b.score; });
        std::vector<PaletteEntry> entries;
        for (Ranked &each : ranked) {
            if (entries.size() < MaxRows)
                entries.push_back(std::move(each.entry));
        }
        const std::size_t more = ranked.size() - entries.size();
        if (cancel.isCancelled())
            return;
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, cancel, entries = std::move(entries), more] {
                if (self && !cancel.isCancelled())
                    self->show(entries, more);
            },
            Qt::QueuedConnection);
    };
    if (!m_pool.submit(job))
        show({}, 0);
}

void PaletteModel::show(std::vector<PaletteEntry> entries, std::size_t more)
{
    entries.resize(std::min(entries.size(), MaxRows));
    if (entries != m_rows) {
        beginResetModel();
        m_rows = std::move(entries);
        endResetModel();
    }
    m_moreText = more == 0 ? QString() : tr("and %1 more").arg(formatCount(more));
    Q_EMIT answered();
}

void PaletteModel::open(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    const PaletteEntry entry = m_rows[std::size_t(row)];
    remember(entry);
    if (entry.kind == "metric"_L1 && m_openMetric)
        return m_openMetric(entry.id);
    for (const SourceRow &source : m_sources) {
        if (source.kind == entry.kind)
            return source.opener(entry.id);
    }
}

std::vector<PaletteEntry> PaletteModel::recent() const
{
    std::vector<PaletteEntry> entries;
    const QVariantList list = m_settings.value("palette"_L1).toList();
    for (const QVariant &each : list) {
        const QStringList parts = each.toStringList();
        if (parts.size() == 4)
            entries.push_back({parts[0], parts[1], parts[2], parts[3]});
    }
    return entries;
}

void PaletteModel::remember(const PaletteEntry &entry)
{
    QVariantList list{QStringList{entry.kind, entry.id, entry.title, entry.detail}};
    for (const PaletteEntry &old : recent()) {
        const bool isSame = old.kind == entry.kind && old.id == entry.id;
        if (!isSame && list.size() < MaxRecent)
            list.append(QStringList{old.kind, old.id, old.title, old.detail});
    }
    m_settings.setValue("palette"_L1, list);
}

} // namespace tinyobs::ui
