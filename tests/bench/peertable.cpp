#include "tests/bench/peer.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace tinyobs::bench {

using namespace Qt::StringLiterals;

namespace {

QByteArray firstLineOf(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    process.waitForFinished();
    return process.readLine().trimmed();
}

/// Debian's: not every program knows its own.
QByteArray packageVersion(const QString &program)
{
    const QString package = program.section(u'/', -1);
    return firstLineOf(u"dpkg-query"_s, {u"--show"_s, u"--showformat=${Version}"_s, package});
}

QByteArray ownVersion(const QString &program)
{
    return firstLineOf(program, {u"--version"_s}).split(' ').value(1);
}

QStringList tinyobsArguments(const QString &folder, quint16 port)
{
    return {u"--port"_s, QString::number(port), u"--data"_s, folder, u"--self-metrics"_s,
            u"off"_s,    u"--host-metrics"_s,   u"off"_s};
}

QStringList victoriaArguments(const QString &folder, quint16 port)
{
    return {u"-httpListenAddr=127.0.0.1:%1"_s.arg(port), u"-storageDataPath="_s + folder,
            u"-retentionPeriod=1"_s, u"-loggerLevel=ERROR"_s};
}

QStringList prometheusArguments(const QString &folder, quint16 port)
{
    QDir().mkpath(folder);
    QFile config(folder + u"/../prometheus.yml"_s); // nothing to scrape
    config.open(QIODevice::WriteOnly);
    return {u"--web.enable-remote-write-receiver"_s,          u"--web.enable-admin-api"_s,
            u"--config.file="_s + config.fileName(),          u"--storage.tsdb.path="_s + folder,
            u"--web.listen-address=127.0.0.1:%1"_s.arg(port), u"--log.level=error"_s};
}

std::optional<std::uint64_t> countByList(Peer &peer, int)
{
    const QJsonDocument answer =
        QJsonDocument::fromJson(peer.ask("GET", "/api/metrics?limit=1&job~=service-.%2B"));
    if (!answer.isObject())
        return std::nullopt;
    return answer[u"total_metrics"].toInteger();
}

/// VictoriaMetrics shows the last half minute only without its cache; others ignore the parameter.
std::optional<std::uint64_t> countByQuery(Peer &peer, int seconds)
{
    const QByteArray answer =
        peer.ask("GET", "/api/v1/query?nocache=1&timeout=110s&query=sum(count_over_time("
                        "%7Bjob%3D~%22service-.%2B%22%7D%5B" +
                            QByteArray::number(seconds) + "s%5D))");
    const QJsonDocument json = QJsonDocument::fromJson(answer);
    if (json[u"status"] != u"success"_s)
        return std::nullopt;
    return json[u"data"][u"result"][0][u"value"][1].toString().toULongLong();
}

std::optional<std::uint64_t> countInVictoria(Peer &peer, int seconds)
{
    peer.ask("GET", "/internal/force_flush");
    return countByQuery(peer, seconds);
}

/// Of a snapshot: it holds the head as sealed chunks, without the write-ahead log.
std::uint64_t snapshotBytes(Peer &peer)
{
    const QJsonDocument answer =
        QJsonDocument::fromJson(peer.ask("POST", "/api/v1/admin/tsdb/snapshot"));
    const QString name = answer[u"data"][u"name"].toString();
    return name.isEmpty() ? 0 : Peer::diskBytes(peer.folder() + u"/snapshots/"_s + name);
}

/// The first snapshot flushes; days that are closed are merged then.
std::uint64_t snapshotBytesWhenMerged(Peer &peer)
{
    snapshotBytes(peer);
    peer.waitUntilSettled();
    return snapshotBytes(peer);
}

std::uint64_t mergedBytes(Peer &peer)
{
    peer.ask("GET", "/internal/force_flush");
    peer.ask("GET", "/internal/force_merge");
    peer.waitUntilSettled();
    return Peer::diskBytes(peer.folder());
}

constexpr PeerRow Peers[] = {
    {"tinyobsd", ownVersion, tinyobsArguments, "/-/ready", countByList, snapshotBytesWhenMerged},
    {"victoria-metrics", packageVersion, victoriaArguments, "/health", countInVictoria,
     mergedBytes},
    {"prometheus", packageVersion, prometheusArguments, "/-/ready", countByQuery, snapshotBytes},
};

} // namespace

std::span<const PeerRow> peerTable()
{
    return Peers;
}

} // namespace tinyobs::bench
