#pragma once

// The services and metric families of a catalog, made ready to be searched: a hundred thousand
// names take a moment, so it is made and searched in the query pool. An immutable value, shared
// between threads.

#include "core/base/canceltoken.h"
#include "core/engine/catalog.h"
#include "ui/chart/family.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace tinyobs::ui {

struct MetricForest
{
    struct Service
    {
        std::string name;
        std::string label; // that names it
        bool isInternal = false;
        std::vector<Family> families;
    };
    /// A place in it; the service itself has no family.
    struct Place
    {
        std::size_t service = 0;
        int family = -1;

        bool operator==(const Place &) const = default;
    };

    std::vector<Service> services;
    std::size_t families = 0; // in all

    const Service *find(const std::string &service) const;
    /// The family of a metric, also by the name of one of its parts; an empty service means any.
    const Family *find(const std::string &service, const std::string &metric) const;
};

/// Whether a family goes by this name, or one of its parts does.
bool isNamed(const Family &family, const std::string &metric);

std::shared_ptr<const MetricForest> makeForest(const Catalog &catalog);

/// The families that match, best first within a service, services in their order, at most `most`:
/// by name and service; where that fails, by help and labels. Empty when cancelled.
std::vector<MetricForest::Place> searchForest(const MetricForest &forest,
                                              const std::string &pattern, std::size_t most,
                                              const CancelToken &cancel);

} // namespace tinyobs::ui
