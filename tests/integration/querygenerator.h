#pragma once

// Random queries that make sense: well typed, over the metrics of promdata.h, of every operator,
// aggregation and function that Prometheus 2.42 and 3.x share. The same seed gives the same
// queries.

#include <QByteArray>
#include <QList>

#include <cstdint>
#include <random>

namespace tinyobs::test {

class QueryGenerator
{
public:
    explicit QueryGenerator(std::uint32_t seed)
        : m_random(seed)
    {
    }

    /// An instant vector or a scalar.
    QByteArray next();

private:
    QByteArray selection();
    QByteArray vector(int depth);
    QByteArray scalar(int depth);
    QByteArray range(int depth);
    QByteArray selector();
    QByteArray shift();
    QByteArray aggregation(int depth);
    QByteArray binary(int depth);
    QByteArray call(int depth);
    QByteArray windowCall(int depth);
    QByteArray grouping();
    QByteArray matching(bool &isSet);
    QByteArray pick(const QList<QByteArray> &of);
    int below(int limit) { return std::uniform_int_distribution(0, limit - 1)(m_random); }

    std::mt19937 m_random;
};

} // namespace tinyobs::test
