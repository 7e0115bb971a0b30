#pragma once

// What the example simulates: one row per workload, one per service. Adding a row is all it takes
// to add a route, a queue or a cache; the page, the series and the tests follow from these tables.

#include "example/shapes.h"

#include <span>
#include <string_view>

namespace tinyobs::example {

/// What a workload does with its numbers; see models.h.
enum class Model { Requests, Queue, Cache, Pool, Orders, Process };

struct Workload
{
    std::string_view service;
    std::string_view name;   ///< method and route, or the queue, cache, pool, means of payment
    std::string_view metric; ///< the series to look at first
    Model model;
    Shape shape;
    double rate;    ///< events a second, on average over a day
    double typical; ///< median seconds; hit share; share of connections; euros; bytes
    double spread;  ///< of the logarithm of the value around its median
    double failShare;
};

struct ServiceRow
{
    std::string_view name;
    int firstMinor;            ///< starts as version 1.<firstMinor>.0
    double deployEverySeconds; ///< 0: never
    double rolloutSeconds; ///< from the first request to the new version until the last to the old
    double
        slowReleaseLatency; ///< every second release is this much slower; the next one repairs it
};

std::span<const Workload> workloads();
std::span<const ServiceRow> services();

} // namespace tinyobs::example
