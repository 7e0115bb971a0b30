#pragma once

// One panel as it is drawn: a stored panel with the variables' values filled in. Everything but
// text and rows has a chart model behind it, also where numbers are shown. Lives in the GUI thread.

#include "core/dashboard/dashboard.h"
#include "core/dashboard/layout.h"
#include "core/dashboard/variables.h"
#include "ui/chart/chartmodel.h"
#include "ui/text/texttable.h"

#include <QObject>
#include <QStringList>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

namespace tinyobs::ui {

class PanelModel : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by a dashboard")
    Q_PROPERTY(QString kind READ kind NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString description READ description NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed) // rich text
    Q_PROPERTY(bool isRow READ isRow NOTIFY changed)
    Q_PROPERTY(bool isFolded READ isFolded NOTIFY changed)
    Q_PROPERTY(bool isRepeated READ isRepeated NOTIFY changed)
    Q_PROPERTY(bool hasQueries READ hasQueries NOTIFY changed)
    Q_PROPERTY(tinyobs::ui::ChartModel *chart READ chart CONSTANT)
    Q_PROPERTY(QVariantList values READ values NOTIFY valuesChanged)
    Q_PROPERTY(QVariantList states READ states NOTIFY valuesChanged)
    Q_PROPERTY(QStringList tableTitles READ tableTitles NOTIFY valuesChanged)
    Q_PROPERTY(tinyobs::ui::TextTable *table READ table CONSTANT)

public:
    PanelModel(Engine &engine, const TimeRange &range, QObject *parent = nullptr);

    QString kind() const;
    /// With the variables' values.
    QString title() const { return m_title; }
    QString description() const { return m_description; }
    QString text() const { return m_text; }
    bool isRow() const { return m_panel.kind == dashboard::PanelKind::Row; }
    bool isFolded() const { return m_panel.isFolded; }
    bool isRepeated() const { return !m_repeats.empty(); }
    bool hasQueries() const { return !m_panel.queries.empty(); }
    ChartModel *chart() { return &m_chart; }
    QVariantList values() const { return m_values; }
    QVariantList states() const { return m_states; }
    QStringList tableTitles() const { return m_tableTitles; }
    TextTable *table() { return &m_table; }

    const dashboard::Panel &panel() const { return m_panel; }
    /// Whether it shows this already, wherever it stands.
    bool shows(const dashboard::Panel &panel, const dashboard::ShownPanel &shown) const;
    void show(const dashboard::Panel &panel, const dashboard::ShownPanel &shown,
              const dashboard::VariableScope &scope);

Q_SIGNALS:
    void changed();
    void valuesChanged();

private:
    void updateValues();

    dashboard::Panel m_panel;
    std::vector<std::pair<std::string, std::string>> m_repeats;
    QString m_title;
    QString m_description;
    QString m_text;
    ChartModel m_chart;
    QVariantList m_values;
    QVariantList m_states;
    QStringList m_tableTitles;
    TextTable m_table;
};

} // namespace tinyobs::ui
