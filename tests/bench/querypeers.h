#pragma once

// Data and queries of the benchmarks that ask tinyobsd and its peers in PromQL: the same requests
// of remote write for each, the same questions over one connection. Plain functions.

#include "core/base/clock.h"
#include "tests/bench/peer.h"

#include <QByteArray>
#include <QTcpSocket>

#include <span>
#include <string>
#include <vector>

namespace tinyobs::bench {

inline constexpr TimeMs QueryGapMs = 15'000; // between the samples of a series
inline constexpr int QueryMoments = 720;     // of them: three hours

struct QueryRow
{
    enum class Kind { Instant, Range, Series };

    const char *title;
    Kind kind;
    const char *query;
    int minutes; // of a range
    int stepSeconds;
};

/// The questions; those of the wide metric come last.
std::span<const QueryRow> queryRows();
QByteArray targetOf(const QueryRow &row, TimeMs endMs);

/// Label sets of some metrics, as fields of a TimeSeries, and how many samples each has.
struct QueryMetrics
{
    std::vector<std::string> labels;
    int moments = QueryMoments;
};

/// A few thousand series of three hours, and the wide metric's of two moments.
std::vector<QueryMetrics> makeQueryMetrics(int wide);
void loadQueryMetrics(Peer &peer, const std::vector<QueryMetrics> &metrics, TimeMs endMs);

/// One connection that asks and waits: less of its own time than any answer takes.
class QueryConnection
{
public:
    explicit QueryConnection(quint16 port);

    /// The bytes of the answer's body; negative when there was none.
    qsizetype ask(const QByteArray &target);

private:
    bool read(QByteArray &in);

    QTcpSocket m_socket;
};

/// Of the sorted values; NaN of none.
double quantileOf(std::vector<double> values, double q);

} // namespace tinyobs::bench
