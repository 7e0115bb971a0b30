#include "example/workloads.h"

#include <array>

namespace tinyobs::example {
namespace {

using enum Model;
using enum Shape;

constexpr std::string_view Latency = "http_request_duration_seconds";
constexpr std::string_view Jobs = "job_duration_seconds";
constexpr std::string_view Hits = "cache_hit_ratio";
constexpr std::string_view Connections = "db_pool_connections";
constexpr std::string_view Sales = "orders_total";
constexpr std::string_view Memory = "process_resident_memory_bytes";

// clang-format off
constexpr std::array Workloads{
    //        service     name                         metric       model     shape    rate  typical spread fail
    Workload{"catalog",  "GET /api/v1/products",      Latency,     Requests, Daily,   420,  0.018,  0.55,  0.0008},
    Workload{"catalog",  "GET /api/v1/products/{id}", Latency,     Requests, Daily,   310,  0.009,  0.50,  0.0005},
    Workload{"catalog",  "GET /api/v1/search",        Latency,     Requests, Daily,   95,   0.064,  0.70,  0.0020},
    Workload{"checkout", "GET /api/v1/users",         Latency,     Requests, Daily,   140,  0.022,  0.50,  0.0010},
    Workload{"checkout", "GET /api/v1/orders",        Latency,     Requests, Daily,   70,   0.035,  0.60,  0.0010},
    Workload{"checkout", "POST /checkout",            Latency,     Requests, Daily,   18,   0.140,  0.60,  0.0040},
    Workload{"payments", "POST /charge",              Latency,     Requests, Daily,   16,   0.210,  0.50,  0.0060},
    Workload{"payments", "POST /refund",              Latency,     Requests, Steady,  0.8,  0.260,  0.50,  0.0040},
    Workload{"worker",   "emails",                    Jobs,        Queue,    Daily,   14,   0.120,  0.60,  0.0030},
    Workload{"worker",   "invoices",                  Jobs,        Queue,    Batches, 6,    0.450,  0.50,  0.0050},
    Workload{"worker",   "thumbnails",                Jobs,        Queue,    Daily,   3,    1.400,  0.80,  0.0100},
    Workload{"catalog",  "products",                  Hits,        Cache,    Daily,   700,  0.940,  0.02,  0},
    Workload{"catalog",  "search",                    Hits,        Cache,    Daily,   95,   0.710,  0.05,  0},
    Workload{"checkout", "sessions",                  Hits,        Cache,    Daily,   230,  0.985,  0.01,  0},
    Workload{"catalog",  "catalog-db",                Connections, Pool,     Daily,   40,   0.300,  0.10,  0},
    Workload{"checkout", "orders-db",                 Connections, Pool,     Daily,   30,   0.400,  0.12,  0},
    Workload{"payments", "ledger-db",                 Connections, Pool,     Daily,   20,   0.350,  0.12,  0},
    Workload{"checkout", "card",                      Sales,       Orders,   Daily,   1.10, 42,     0.80,  0},
    Workload{"checkout", "paypal",                    Sales,       Orders,   Daily,   0.60, 35,     0.80,  0},
    Workload{"checkout", "invoice",                   Sales,       Orders,   Daily,   0.25, 120,    0.70,  0},
    Workload{"catalog",  "process",                   Memory,      Process,  Daily,   0.55, 340e6,  0.03,  0},
    Workload{"checkout", "process",                   Memory,      Process,  Daily,   0.40, 260e6,  0.03,  0},
    Workload{"payments", "process",                   Memory,      Process,  Daily,   0.12, 150e6,  0.02,  0},
    Workload{"worker",   "process",                   Memory,      Process,  Batches, 0.70, 420e6,  0.05,  0},
};

constexpr std::array Services{
    //          name        minor  deploy every  rollout  slow release
    ServiceRow{"catalog",   12,    5400,         180,     1.05},
    ServiceRow{"checkout",  4,     2400,         360,     1.80},
    ServiceRow{"payments",  7,     0,            0,       1},
    ServiceRow{"worker",    2,     0,            0,       1},
};
// clang-format on

} // namespace

std::span<const Workload> workloads()
{
    return Workloads;
}

std::span<const ServiceRow> services()
{
    return Services;
}

} // namespace tinyobs::example
