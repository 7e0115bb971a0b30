#include "example/statejson.h"

#include "example/endpoints.h"

#include <QJsonArray>

namespace tinyobs::example {
namespace {

using namespace Qt::StringLiterals;
using Link = client::PushState::Link;

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

QString linkName(Link link)
{
    switch (link) {
    case Link::Starting:
        return u"starting"_s;
    case Link::Connected:
        return u"connected"_s;
    case Link::Away:
        return u"away"_s;
    }
    return {};
}

QString shapeName(Shape shape)
{
    switch (shape) {
    case Shape::Steady:
        return u"steady"_s;
    case Shape::Daily:
        return u"follows the day"_s;
    case Shape::Batches:
        return u"a batch every 5 min"_s;
    }
    return {};
}

QJsonArray faultStates(const Faults &faults, client::TimeMs nowMs)
{
    QJsonArray list;
    for (std::size_t row = 0; row < faultRows().size(); ++row) {
        const auto left = std::chrono::ceil<std::chrono::seconds>(faults.timeLeft(row, nowMs));
        list.append(QJsonObject{{u"id"_s, text(faultRows()[row].id)},
                                {u"active"_s, faults.isActive(row, nowMs)},
                                {u"seconds_left"_s, qint64(left.count())}});
    }
    return list;
}

QJsonArray serviceStates(const Simulation *simulation)
{
    QJsonArray list;
    if (!simulation)
        return list;
    for (const SimulatedService &service : simulation->simulatedServices()) {
        list.append(QJsonObject{{u"name"_s, text(service.row().name)},
                                {u"version"_s, text(service.currentVersion())},
                                {u"series"_s, qint64(service.seriesCount())}});
    }
    return list;
}

} // namespace

QJsonObject describe(const Options &options)
{
    QJsonArray faults;
    for (const FaultRow &row : faultRows()) {
        faults.append(QJsonObject{{u"id"_s, text(row.id)},
                                  {u"title"_s, text(row.title)},
                                  {u"text"_s, text(row.text)},
                                  {u"limit_seconds"_s, qint64(row.limit.count())}});
    }
    QJsonArray workloadList;
    for (const Workload &workload : workloads()) {
        workloadList.append(QJsonObject{{u"service"_s, text(workload.service)},
                                        {u"name"_s, text(workload.name)},
                                        {u"metric"_s, text(workload.metric)},
                                        {u"shape"_s, shapeName(workload.shape)}});
    }
    QJsonArray routes;
    for (const Endpoint &endpoint : endpoints()) {
        routes.append(QJsonObject{{u"method"_s, QLatin1StringView(endpoint.methodName)},
                                  {u"path"_s, QLatin1StringView(endpoint.path)},
                                  {u"summary"_s, QLatin1StringView(endpoint.summary)}});
    }
    return {{u"version"_s, QStringLiteral(TINYOBS_VERSION)},
            {u"dashboard"_s, options.target.toString()},
            {u"interval_ms"_s, qint64(options.interval.count())},
            {u"traffic"_s, options.traffic},
            {u"faults"_s, faults},
            {u"workloads"_s, workloadList},
            {u"endpoints"_s, routes}};
}

QJsonObject stateOf(const Demo &demo, const client::PushState &push, client::TimeMs nowMs)
{
    const QJsonObject pushState{
        {u"link"_s, linkName(push.link)},     {u"sent"_s, qint64(push.sent)},
        {u"waiting"_s, qint64(push.waiting)}, {u"dropped"_s, qint64(push.dropped)},
        {u"refused"_s, qint64(push.refused)}, {u"away_since_ms"_s, qint64(push.awaySinceMs)},
        {u"problem"_s, push.problem}};
    return {{u"now_ms"_s, qint64(nowMs)},
            {u"series"_s, qint64(demo.seriesCount())},
            {u"push"_s, pushState},
            {u"services"_s, serviceStates(demo.simulation())},
            {u"faults"_s, faultStates(demo.faults(), nowMs)}};
}

} // namespace tinyobs::example
