#include "core/promql/functions/instant.h"

#include "core/promql/functions/histogramfunctions.h"
#include "core/promql/functions/mathfunctions.h"

namespace tinyobs::promql {

const InstantRow *findInstantFunction(FunctionId id)
{
    for (const std::span<const InstantRow> rows :
         {mathFunctions(), dateFunctions(), histogramFunctions()}) {
        for (const InstantRow &row : rows) {
            if (row.id == id)
                return &row;
        }
    }
    return nullptr;
}

} // namespace tinyobs::promql
