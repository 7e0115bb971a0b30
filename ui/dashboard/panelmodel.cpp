#include "ui/dashboard/panelmodel.h"

#include "core/dashboard/words.h"
#include "ui/dashboard/markdown.h"
#include "ui/dashboard/panelsubject.h"
#include "ui/dashboard/panelvalues.h"

#include <utility>

namespace tinyobs::ui {
namespace {

using dashboard::Panel;
using dashboard::PanelKind;

bool hasChart(PanelKind kind)
{
    return kind != PanelKind::Text && kind != PanelKind::Row;
}

bool equalQueries(const std::vector<ChartQuery> &a, const std::vector<ChartQuery> &b)
{
    return std::ranges::equal(a, b, [](const ChartQuery &one, const ChartQuery &other) {
        return one.letter == other.letter && one.expr == other.expr && one.legend == other.legend &&
               one.isHidden == other.isHidden;
    });
}

Panel withoutPlace(Panel panel)
{
    panel.place = {};
    return panel;
}

} // namespace

PanelModel::PanelModel(Engine &engine, const TimeRange &range, QObject *parent)
    : QObject(parent)
    , m_chart(engine, range)
{
    connect(&m_chart, &ChartModel::drawn, this, &PanelModel::updateValues);
}

QString PanelModel::kind() const
{
    const std::string_view word = dashboard::toWord(m_panel.kind);
    return QString::fromUtf8(word.data(), qsizetype(word.size()));
}

bool PanelModel::shows(const Panel &panel, const dashboard::ShownPanel &shown) const
{
    return m_repeats == shown.repeats && withoutPlace(m_panel) == withoutPlace(panel);
}

void PanelModel::show(const Panel &panel, const dashboard::ShownPanel &shown,
                      const dashboard::VariableScope &scope)
{
    dashboard::VariableScope own = scope;
    own.step = {};
    for (const auto &[name, value] : shown.repeats)
        own = dashboard::withOneValue(std::move(own), name, value);
    const bool isEqual = withoutPlace(m_panel) == withoutPlace(panel);
    m_panel = panel;
    m_repeats = shown.repeats;
    m_title = QString::fromStdString(dashboard::expandText(panel.title, own));
    m_description = QString::fromStdString(dashboard::expandText(panel.description, own));
    m_text = markdownHtml(QString::fromStdString(dashboard::expandText(panel.text, own)));
    Q_EMIT changed();
    if (!hasChart(panel.kind))
        return;
    ChartSubject subject = subjectOf(panel, own);
    if (!isEqual || !equalQueries(subject.queries, m_chart.subject().queries))
        m_chart.setSubject(std::move(subject));
    updateValues();
}

void PanelModel::updateValues()
{
    const ChartPicture &picture = m_chart.picture();
    const bool isState = m_panel.kind == PanelKind::StateTimeline;
    const bool isTable = m_panel.kind == PanelKind::Table;
    QVariantList states = isState ? panelStates(picture, m_panel) : QVariantList();
    QVariantList values = isState || isTable || m_panel.kind == PanelKind::TimeSeries ||
                                  m_panel.kind == PanelKind::Heatmap
                              ? QVariantList()
                              : panelValues(picture, m_panel);
    PanelTable table = isTable ? panelTable(picture, m_panel) : PanelTable();
    m_table.setRows(std::move(table.rows));
    const bool isSame = values == m_values && states == m_states && table.titles == m_tableTitles;
    if (isSame)
        return;
    m_values = std::move(values);
    m_states = std::move(states);
    m_tableTitles = std::move(table.titles);
    Q_EMIT valuesChanged();
}

} // namespace tinyobs::ui
