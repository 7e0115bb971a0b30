#include "ui/explore/exploremodel.h"

#include "core/engine/engine.h"

#include <QCoreApplication>
#include <QPointer>
#include <QVariantMap>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace tinyobs::ui {
namespace {

constexpr std::array<std::pair<std::string_view, Matcher::Op>, 4> Operators{{
    {"=", Matcher::Op::Equal},
    {"!=", Matcher::Op::NotEqual},
    {"=~", Matcher::Op::Match},
    {"!~", Matcher::Op::NotMatch},
}};

std::string_view textOf(Matcher::Op op)
{
    return std::find_if(Operators.begin(), Operators.end(),
                        [op](const auto &row) { return row.second == op; })
        ->first;
}

} // namespace

ExploreModel::ExploreModel(Engine &engine, const TimeRange &range, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_chart(engine, range)
{
}

QVariantList ExploreModel::views() const
{
    QVariantList list;
    if (!hasMetric())
        return list;
    for (const View &view : viewsOf(m_family))
        list.append(QVariantMap{{u"id"_s, QString::fromStdString(view.id)},
                                {u"name"_s, QString::fromStdString(view.name)}});
    return list;
}

void ExploreModel::setViewId(const QString &id)
{
    if (viewId() == id)
        return;
    m_viewId = id.toStdString();
    apply();
}

QStringList ExploreModel::labels() const
{
    QStringList list;
    for (const std::string &label : m_family.labels)
        list.append(QString::fromStdString(label));
    return list;
}

void ExploreModel::setGroupBy(const QString &label)
{
    if (groupBy() == label)
        return;
    m_groupBy = label.toStdString();
    apply();
}

QStringList ExploreModel::filters() const
{
    QStringList list;
    for (const LabelFilter &filter : m_filters) {
        const std::string_view op = textOf(filter.op);
        list.append(
            QString::fromStdString(filter.label + ' ' + std::string(op) + ' ' + filter.value));
    }
    return list;
}

void ExploreModel::setCatalog(const std::shared_ptr<const Catalog> &catalog)
{
    m_tree.setCatalog(catalog);
    if (const auto [service, metric] = m_tree.firstMetric();
        !hasMetric() || (!m_isChosen && service != m_service)) {
        show(service, metric);
        return;
    }
    const Family *family = m_tree.find(m_service, m_family.name);
    if (!family)
        return;
    const bool sameShape = family->bucket == m_family.bucket && family->kind == m_family.kind;
    m_family = *family;
    if (sameShape)
        Q_EMIT changed();
    else
        apply();
}

void ExploreModel::open(const QString &service, const QString &metric)
{
    m_isChosen = true;
    show(service.toStdString(), metric.toStdString());
}

void ExploreModel::show(const std::string &service, const std::string &metric)
{
    const Family *family = m_tree.find(service, metric);
    if (!family)
        return;
    m_service = service;
    m_family = *family;
    m_viewId = viewsOf(m_family).front().id;
    m_groupBy.clear();
    m_filters.clear();
    m_tree.setCurrent(m_service, m_family.name);
    apply();
}

void ExploreModel::addFilter(const QString &label, const QString &op, const QString &value)
{
    const std::string opText = op.toStdString();
    const auto row = std::find_if(Operators.begin(), Operators.end(),
                                  [&opText](const auto &each) { return each.first == opText; });
    if (label.isEmpty() || row == Operators.end())
        return;
    LabelFilter filter{row->second, label.toStdString(), value.toStdString()};
    if (std::find(m_filters.begin(), m_filters.end(), filter) != m_filters.end())
        return;
    m_filters.push_back(std::move(filter));
    apply();
}

void ExploreModel::removeFilter(int index)
{
    if (index < 0 || index >= int(m_filters.size()))
        return;
    m_filters.erase(m_filters.begin() + index);
    apply();
}

void ExploreModel::loadLabelValues(const QString &label)
{
    m_labelValues.clear();
    Q_EMIT labelValuesChanged();
    const std::string metric = m_family.bucket.empty() ? m_family.name : m_family.bucket;
    Result<Matcher> name = Matcher::make(Matcher::Op::Equal, std::string(MetricNameLabel), metric);
    if (!name)
        return;
    const auto job = [&engine = m_engine, matcher = *name, label = label.toStdString(),
                      self = QPointer<ExploreModel>(this)] {
        QStringList values;
        for (const std::string &value : engine.labelValues(label, {matcher}))
            values.append(QString::fromStdString(value));
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, values] {
                if (!self)
                    return;
                self->m_labelValues = values;
                Q_EMIT self->labelValuesChanged();
            },
            Qt::QueuedConnection);
    };
    // A full pool leaves the list empty; the value can still be typed.
    (void)m_engine.queries().submit(job);
}

void ExploreModel::apply()
{
    Selection selection{serviceFilters(m_service, m_tree.labelOf(m_service)), m_groupBy};
    selection.filters.insert(selection.filters.end(), m_filters.begin(), m_filters.end());
    ChartSubject subject = subjectOf(viewOf(m_family, m_viewId), m_family, m_service, selection);
    m_chart.setSubject(std::move(subject));
    Q_EMIT changed();
}

} // namespace tinyobs::ui
