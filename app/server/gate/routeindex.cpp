#include "app/server/gate/routeindex.h"

#include "app/server/gate/foreignpaths.h"
#include "app/server/gate/httptext.h"

#include <numeric>

namespace tinyobs::server {

namespace {

constexpr std::size_t MaxComparedPath = 100;
constexpr std::array<int, 7> NoRows{-1, -1, -1, -1, -1, -1, -1};

QByteArray allowedMethods(const std::array<int, 7> &rowOf)
{
    QByteArray allow;
    for (std::size_t i = 0; i < rowOf.size(); ++i) {
        if (rowOf[i] < 0)
            continue;
        const std::string_view name = toText(Method(i));
        allow.append(name.data(), qsizetype(name.size())).append(", ");
        if (Method(i) == Method::Get && rowOf[std::size_t(Method::Head)] < 0)
            allow.append("HEAD, ");
    }
    return allow.append("OPTIONS");
}

} // namespace

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t(0));
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

RouteIndex::RouteIndex(RouteTable routes)
    : m_routes(std::move(routes))
{
    for (std::size_t row = 0; row < m_routes.size(); ++row) {
        const Route &route = m_routes[row];
        Entry *entry = nullptr;
        if (route.path.ends_with("/*")) {
            const std::string_view prefix = route.path.substr(0, route.path.size() - 1);
            auto found = std::find_if(m_prefixes.begin(), m_prefixes.end(),
                                      [&](const auto &each) { return each.first == prefix; });
            if (found == m_prefixes.end())
                found = m_prefixes.insert(found, {prefix, Entry{NoRows, {}}});
            entry = &found->second;
        } else {
            entry = &m_literal.try_emplace(route.path, Entry{NoRows, {}}).first->second;
        }
        entry->rowOf[std::size_t(route.method)] = int(row);
        entry->allow = allowedMethods(entry->rowOf);
    }
    std::sort(m_prefixes.begin(), m_prefixes.end(),
              [](const auto &a, const auto &b) { return a.first.size() > b.first.size(); });
}

const RouteIndex::Entry *RouteIndex::entryOf(std::string_view path) const
{
    if (const auto found = m_literal.find(path); found != m_literal.end())
        return &found->second;
    for (const auto &[prefix, entry] : m_prefixes) {
        if (path.starts_with(prefix))
            return &entry;
    }
    return nullptr;
}

RouteIndex::Match RouteIndex::find(Method method, std::string_view path) const
{
    const Entry *entry = entryOf(path);
    if (!entry)
        return {0, unknownPath(method, path), {}};
    int row = entry->rowOf[std::size_t(method)];
    if (row < 0 && method == Method::Head)
        row = entry->rowOf[std::size_t(Method::Get)];
    if (row >= 0)
        return {std::size_t(row), {}, entry->allow};
    return {0,
            GateRefusal{405, "method_not_allowed",
                        std::string(toText(method)) + " is not allowed on " + std::string(path) +
                            ", allowed: " + entry->allow.toStdString()},
            entry->allow};
}

bool RouteIndex::isRoute(std::string_view path) const
{
    return std::any_of(m_routes.begin(), m_routes.end(),
                       [path](const Route &route) { return route.path == path; });
}

/// Of one method, or of all.
std::string_view RouteIndex::nearestPath(std::string_view path, std::optional<Method> method) const
{
    std::string lower(path);
    std::transform(lower.begin(), lower.end(), lower.begin(), asciiLower);
    std::string_view nearest;
    std::size_t nearestDistance = std::max<std::size_t>(2, path.size() / 3) + 1;
    for (const Route &route : m_routes) {
        if (route.path.size() <= 1 || route.path.ends_with('*') ||
            (method && route.method != *method))
            continue;
        const std::size_t distance = editDistance(lower, route.path);
        if (distance < nearestDistance) {
            nearest = route.path;
            nearestDistance = distance;
        }
    }
    return nearest;
}

GateRefusal RouteIndex::unknownPath(Method method, std::string_view path) const
{
    const std::string_view shown = path.substr(0, MaxComparedPath);
    const std::string message = "no such path: " + std::string(shown);
    const std::string hint =
        foreignPathHint(shown, [this](std::string_view each) { return isRoute(each); });
    if (!hint.empty())
        return {404, "not_found", message + hint};
    std::string_view nearest = nearestPath(shown, method);
    if (nearest.empty())
        nearest = nearestPath(shown, {});
    if (!nearest.empty())
        return {404, "not_found", message + ", did you mean " + std::string(nearest) + "?"};
    return {404, "not_found", message + "; GET /api lists them all"};
}

} // namespace tinyobs::server
