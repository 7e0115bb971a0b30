#include "ui/storage/storagemodel.h"

#include "core/engine/engine.h"
#include "ui/chart/view.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QPointer>
#include <QVariantMap>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr double Gib = double(1ull << 30);
constexpr double DayMs = 86'400'000;
// A label with that many values, and with a value for every tenth series, is an identifier.
constexpr std::uint64_t ManyValues = 100;
constexpr std::uint64_t ValuesPerSeries = 10;

QVariantMap countRow(const QString &name, std::uint64_t count, double share, bool isExploding)
{
    return {{u"name"_s, name},
            {u"count"_s, formatCount(count)},
            {u"share"_s, share},
            {u"isExploding"_s, isExploding}};
}

QVariantList rowsOf(const std::vector<NamedCount> &counts, std::uint64_t of,
                    std::uint64_t explodesFrom = 0)
{
    QVariantList rows;
    for (const NamedCount &each : counts)
        rows.append(countRow(QString::fromStdString(each.name), each.count,
                             of > 0 ? std::min(1.0, double(each.count) / double(of)) : 0,
                             explodesFrom > 0 && each.count >= explodesFrom));
    return rows;
}

/// Rounded to what matters: minutes, after two days hours, after a month days.
QString heldText(TimeMs heldMs)
{
    constexpr TimeMs Minute = 60'000;
    constexpr TimeMs Hour = 60 * Minute;
    constexpr TimeMs Day = 24 * Hour;
    const TimeMs unit = heldMs > 30 * Day ? Day : heldMs > 2 * Day ? Hour : Minute;
    return formatSpan(std::max(unit, (heldMs + unit / 2) / unit * unit));
}

std::vector<Matcher> matchersOf(const std::vector<LabelFilter> &filters)
{
    std::vector<Matcher> matchers;
    for (const LabelFilter &filter : filters) {
        Result<Matcher> matcher = Matcher::make(filter.op, filter.label, filter.value);
        if (matcher)
            matchers.push_back(std::move(*matcher));
    }
    return matchers;
}

} // namespace

StorageModel::StorageModel(Engine &engine, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
{
    m_countdown.setInterval(std::chrono::seconds(1));
    connect(&m_countdown, &QTimer::timeout, this, [this] {
        if (--m_pendingSeconds == 0)
            deleteNow();
        Q_EMIT pendingChanged();
    });
}

double StorageModel::budgetShare() const
{
    return m_limits.keepBytes > 0 ? double(m_state.diskBytes) / double(m_limits.keepBytes) : 0;
}

double StorageModel::budgetGib() const
{
    return double(m_limits.keepBytes) / Gib;
}

double StorageModel::keepDays() const
{
    return double(m_limits.keepRaw().count()) / DayMs;
}

void StorageModel::setFacts(const Status &status, const Catalog &catalog, const StorageFacts &facts)
{
    const bool sameLimits = m_isLoaded && facts.limits == m_limits;
    m_limits = facts.limits;
    m_state.diskBytes = status.store.diskBytes;
    m_state.samples = status.store.samples;
    m_state.samplesPerSecond = status.samplesPerSecond;
    m_state.heldMs = status.store.samples > 0 ? status.nowMs - status.store.oldestMs : 0;

    const auto keeps = [&](Tier tier) {
        return formatSpan(TimeMs(m_limits.keepFor[std::size_t(tier)].count()));
    };
    m_tiers.setRows({
        {tr("every sample"), keeps(Tier::Raw),
         m_state.heldMs > 0 ? tr("held for %1 now").arg(heldText(m_state.heldMs)) : tr("empty")},
        {tr("a row a minute: count, sum, lowest, highest"), keeps(Tier::Minute),
         tr("made at the end of each day")},
        {tr("a row an hour"), keeps(Tier::Hour), tr("made at the end of each day")},
    });
    m_summary =
        tr("%1 of %2 on disk, %3 in %4, %5 a sample")
            .arg(
                formatBytes(double(m_state.diskBytes)),
                m_limits.keepBytes > 0 ? formatBytes(double(m_limits.keepBytes)) : tr("no bound"),
                plural(m_state.samples, u"sample"_s), plural(status.store.series, u"series"_s),
                m_state.samples > 0
                    ? tr("%1 B").arg(double(m_state.diskBytes) / double(m_state.samples), 0, 'f', 2)
                    : u"–"_s);

    m_serviceLabels.clear();
    m_services.clear();
    std::vector<NamedCount> services;
    for (const CatalogService &service : catalog.services) {
        m_serviceLabels[service.name] = service.label;
        services.push_back({service.name, service.series});
    }
    std::stable_sort(services.begin(), services.end(),
                     [](const NamedCount &a, const NamedCount &b) { return a.count > b.count; });
    services.resize(std::min(services.size(), ListLength));
    const Cardinality &cardinality = facts.cardinality;
    m_services = rowsOf(services, cardinality.series);
    m_metrics = rowsOf(cardinality.seriesByMetric, cardinality.series);
    m_pairs = rowsOf(cardinality.seriesByPair, cardinality.series);
    m_labels = rowsOf(cardinality.valuesByLabel,
                      cardinality.valuesByLabel.empty() ? 0 : cardinality.valuesByLabel[0].count,
                      std::max(ManyValues, cardinality.series / ValuesPerSeries));
    m_isLoaded = true;
    Q_EMIT loaded();
    if (!sameLimits)
        Q_EMIT limitsChanged();
}

StorageLimits StorageModel::limitsOf(double budgetGib, double keepDays) const
{
    return {std::uint64_t(std::max(0.0, budgetGib) * Gib), TimeMs(std::max(0.0, keepDays) * DayMs)};
}

QString StorageModel::forecast(double budgetGib, double keepDays) const
{
    const StorageLimits limits = limitsOf(budgetGib, keepDays);
    return toWords(forecastOf(m_state, limits), limits);
}

QString StorageModel::consequence(double budgetGib, double keepDays) const
{
    const double share = forecastOf(m_state, limitsOf(budgetGib, keepDays)).shareToGo;
    if (share <= 0.001)
        return {};
    return tr("Deletes the oldest part of what is held: about %1 %.")
        .arg(std::max(1.0, std::round(share * 100)));
}

void StorageModel::apply(double budgetGib, double keepDays)
{
    const StorageLimits wanted = limitsOf(budgetGib, keepDays);
    RetentionLimits limits = m_limits;
    limits.keepBytes = wanted.keepBytes;
    limits.keepFor[std::size_t(Tier::Raw)] = std::chrono::milliseconds(wanted.keepRawMs);
    const auto job = [&engine = m_engine, limits, self = QPointer<StorageModel>(this)] {
        engine.setRetention(limits);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, limits] {
                if (!self)
                    return;
                self->m_limits = limits;
                Q_EMIT self->limitsChanged();
                Q_EMIT self->done(tr("Applied until the next start; to keep it, set "
                                     "--retention-size and --retention"),
                                  false);
            },
            Qt::QueuedConnection);
    };
    if (const Result<void> submitted = m_engine.queries().submit(job); !submitted)
        Q_EMIT done(QString::fromStdString(submitted.error().message), true);
}

void StorageModel::deleteMetric(const QString &name)
{
    schedule(tr("The series of %1").arg(name),
             matchersOf({{Matcher::Op::Equal, std::string(MetricNameLabel), name.toStdString()}}));
}

void StorageModel::deleteService(const QString &name)
{
    const auto label = m_serviceLabels.find(name.toStdString());
    if (label == m_serviceLabels.end())
        return;
    schedule(tr("All series of the service %1").arg(name),
             matchersOf(serviceFilters(name.toStdString(), label->second)));
}

void StorageModel::schedule(const QString &text, std::vector<Matcher> selector)
{
    // One at a time: the one before is done with.
    if (!m_pending.empty())
        deleteNow();
    m_pending = std::move(selector);
    m_pendingText = text;
    m_pendingSeconds = UndoSeconds;
    m_countdown.start();
    Q_EMIT pendingChanged();
}

void StorageModel::undo()
{
    m_countdown.stop();
    m_pending.clear();
    m_pendingText.clear();
    m_pendingSeconds = 0;
    Q_EMIT pendingChanged();
}

void StorageModel::deleteNow()
{
    const auto job = [&engine = m_engine, selector = std::move(m_pending), text = m_pendingText,
                      self = QPointer<StorageModel>(this)] {
        const Result<std::size_t> deleted = engine.deleteSeries(
            {selector}, std::numeric_limits<TimeMs>::min(), std::numeric_limits<TimeMs>::max());
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, deleted, text] {
                if (!self)
                    return;
                if (deleted)
                    Q_EMIT self->done(tr("%1 deleted: %2").arg(text, plural(*deleted, u"series"_s)),
                                      false);
                else
                    Q_EMIT self->done(
                        tr("%1 cannot be deleted: %2")
                            .arg(text, QString::fromStdString(deleted.error().message)),
                        true);
            },
            Qt::QueuedConnection);
    };
    if (const Result<void> submitted = m_engine.queries().submit(job); !submitted)
        Q_EMIT done(QString::fromStdString(submitted.error().message), true);
    undo();
}

} // namespace tinyobs::ui
