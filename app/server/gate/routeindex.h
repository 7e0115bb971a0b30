#pragma once

// The route table, indexed: which row answers a method and a path, which methods a path knows, and
// which path was probably meant. Built once, immutable, safe from any thread.

#include "app/server/gate/headparser.h"
#include "app/server/route.h"

#include <QByteArray>

#include <array>
#include <unordered_map>

namespace tinyobs::server {

class RouteIndex
{
public:
    explicit RouteIndex(RouteTable routes);

    const RouteTable &routes() const { return m_routes; }

    /// The row for a decoded path; HEAD falls back to GET. A refusal is 404, or 405 with `allow`.
    struct Match
    {
        std::size_t row = 0;
        std::optional<GateRefusal> refusal;
        QByteArray allow; // the methods of the path, when it exists
    };
    Match find(Method method, std::string_view path) const;

private:
    struct Entry
    {
        std::array<int, 7> rowOf; // by method, -1: none
        QByteArray allow;
    };

    const Entry *entryOf(std::string_view path) const;
    GateRefusal unknownPath(Method method, std::string_view path) const;
    std::string_view nearestPath(std::string_view path, std::optional<Method> method) const;
    bool isRoute(std::string_view path) const;

    RouteTable m_routes;
    std::unordered_map<std::string_view, Entry> m_literal;
    std::vector<std::pair<std::string_view, Entry>> m_prefixes; // longest first
};

/// Number of single-character edits between two texts (Levenshtein).
std::size_t editDistance(std::string_view a, std::string_view b);

} // namespace tinyobs::server
