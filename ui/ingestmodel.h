#pragma once

// The page of what comes in: senders, protocols, open ports, and what was refused. The dashboard's
// lib/ingest.ts says the same in the same words. Lives in the GUI thread.

#include "core/engine/ingeststatus.h"
#include "ui/text/texttable.h"

#include <QObject>
#include <QTimeZone>
#include <QtQml/qqmlregistration.h>

namespace tinyobs::ui {

class IngestModel : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the workbench")
    Q_PROPERTY(tinyobs::ui::TextTable *senders READ senders CONSTANT)
    Q_PROPERTY(tinyobs::ui::TextTable *protocols READ protocols CONSTANT)
    Q_PROPERTY(tinyobs::ui::TextTable *ports READ ports CONSTANT)
    Q_PROPERTY(tinyobs::ui::TextTable *refusals READ refusals CONSTANT)
    Q_PROPERTY(bool isLoaded READ isLoaded NOTIFY loaded)

public:
    explicit IngestModel(QTimeZone zone = QTimeZone::systemTimeZone(), QObject *parent = nullptr);

    /// Sender, protocol, samples a second, refused, last seen.
    TextTable *senders() { return &m_senders; }
    /// Protocol, requests, samples, refused.
    TextTable *protocols() { return &m_protocols; }
    /// Name, address or why it is not open, "open" or "closed".
    TextTable *ports() { return &m_ports; }
    /// Time, sender, path, reason, message, hint, count, and the details in lines.
    TextTable *refusals() { return &m_refusals; }
    bool isLoaded() const { return m_isLoaded; }

    void setStatus(const IngestStatus &status);

Q_SIGNALS:
    void loaded();

private:
    QString timeText(TimeMs timeMs, TimeMs nowMs) const;

    const QTimeZone m_zone;
    TextTable m_senders;
    TextTable m_protocols;
    TextTable m_ports;
    TextTable m_refusals;
    bool m_isLoaded = false;
};

} // namespace tinyobs::ui
