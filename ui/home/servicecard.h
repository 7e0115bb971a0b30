#pragma once

// A service at a glance: is it sending, how much does it do. Lives in the GUI thread.

#include "ui/chart/chartmodel.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <string>

namespace tinyobs::ui {

class ServiceCard : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the overview's model")
    Q_PROPERTY(QString name READ name CONSTANT)
    Q_PROPERTY(Health health READ health NOTIFY changed)
    Q_PROPERTY(QString note READ note NOTIFY changed)
    Q_PROPERTY(tinyobs::ui::ChartModel *chart READ chart CONSTANT)

public:
    enum Health { Sending, Quiet, Stopped };
    Q_ENUM(Health)

    ServiceCard(Engine &engine, const TimeRange &range, std::string name,
                QObject *parent = nullptr);

    QString name() const { return QString::fromStdString(m_name); }
    Health health() const { return m_health; }
    /// "12 series" while it sends, "last seen 4 min ago" after.
    QString note() const { return m_note; }
    ChartModel *chart() { return &m_chart; }

    void setState(TimeMs ageMs, std::size_t series);

Q_SIGNALS:
    void changed();

private:
    std::string m_name;
    ChartModel m_chart;
    Health m_health = Sending;
    QString m_note;
};

} // namespace tinyobs::ui
