#include "core/promql/functions/window.h"

#include "core/promql/functions/windowrows.h"

namespace tinyobs::promql {

const WindowRow *findWindowFunction(FunctionId id)
{
    for (const std::span<const WindowRow> rows :
         {rateFunctions(), overTimeFunctions(), rankFunctions(), regressionFunctions(),
          changeFunctions()}) {
        for (const WindowRow &row : rows) {
            if (row.id == id)
                return &row;
        }
    }
    return nullptr;
}

} // namespace tinyobs::promql
