// Any bytes as a dashboard of Grafana: no crash; what is made of it is one that our reader takes.

#include "core/dashboard/dashboardjson.h"
#include "core/dashboard/grafanaimport.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace tinyobs::dashboard;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto imported = importDashboard({reinterpret_cast<const char *>(data), size});
    if (!imported)
        return 0;
    const auto read = readDashboard(writeDashboard(imported->dashboard));
    if (!read || !(read->dashboard == imported->dashboard))
        std::abort();
    return 0;
}
