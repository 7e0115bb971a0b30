#pragma once

// A query that is well typed, made of any bytes: every function of the table from its signature,
// every aggregation and operator with every modifier, selectors, subqueries and their shifts,
// experimental ones too. Over the metrics of querydata.h.

#include "core/promql/syntax/functions.h"
#include "tests/fuzz/fuzzbytes.h"

#include <string>

namespace tinyobs::test {

class QueryText
{
public:
    explicit QueryText(FuzzBytes &bytes)
        : m_bytes(bytes)
    {
    }

    /// Any of the types; most are instant vectors.
    std::string next();

private:
    std::string expression(promql::ValueType type, int depth);
    std::string vector(int depth);
    std::string scalar(int depth);
    std::string range(int depth);
    std::string extendedRate();
    std::string subquery(int depth);
    std::string text();
    std::string number();
    std::string selector();
    std::string duration();
    std::string shift();
    std::string labels();
    std::string call(promql::ValueType result, int depth);
    std::string aggregation(int depth);
    std::string vectors(int depth);
    std::string withScalar(int depth);
    std::string scalars(int depth);
    std::string matching(bool isSet);

    FuzzBytes &m_bytes;
    std::size_t m_left = 40; // nodes that may still be made
};

} // namespace tinyobs::test
