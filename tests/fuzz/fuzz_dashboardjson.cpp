// Any bytes as a dashboard's file: no crash; what is read is written and read again to the same.

#include "core/dashboard/dashboardjson.h"
#include "core/dashboard/layout.h"
#include "core/dashboard/variables.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace tinyobs::dashboard;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto read = readDashboard({reinterpret_cast<const char *>(data), size});
    if (!read) {
        if (read.error().message.empty())
            std::abort();
        return 0;
    }
    const auto again = readDashboard(writeDashboard(read->dashboard));
    if (!again || !(again->dashboard == read->dashboard))
        std::abort();
    VariableScope scope;
    for (const Variable &variable : read->dashboard.variables)
        scope.chosen[variable.name] = chosenValues(variable, {"a", "b.c"});
    for (const Panel &panel : read->dashboard.panels) {
        for (const Query &query : panel.queries)
            expandQuery(query.expr, scope);
    }
    if (shownPanels(read->dashboard, {{"v", {"1", "2"}}}).size() > MaxShownPanels)
        std::abort();
    return 0;
}
