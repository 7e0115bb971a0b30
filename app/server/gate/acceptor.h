#pragma once

// A listening socket: hands every accepted descriptor to the network thread that has the fewest
// connections. Lives in the first network thread.

#include "app/server/gate/networkworker.h"

#include <QTcpServer>

#include <vector>

namespace tinyobs::server {

struct WorkerEntry
{
    NetworkWorker *worker;
    GateCounters *counters;
};

class Acceptor : public QTcpServer
{
    Q_OBJECT

public:
    Acceptor(std::vector<WorkerEntry> workers, const Site &site, QObject *parent);

    /// Io with a message that says what to do; without that when there is no option for the port.
    Result<void> listenOn(const ListenAddress &address, std::string_view portOption);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    std::vector<WorkerEntry> m_workers;
    const Site &m_site;
};

} // namespace tinyobs::server
