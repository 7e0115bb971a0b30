// One section of the overview: its title, its small charts, and the way to the rest of them.

import QtQuick
import TinyObs.Ui

Column {
    id: root

    required property string title
    required property string detail
    required property var charts
    required property int moreCount
    required property bool isExpanded
    required property int mostPanels
    required property Flickable view
    required property bool isShown
    required property Workbench workbench

    signal toggled

    spacing: Theme.gap

    SectionTitle {
        title: root.title
        detail: root.detail
    }

    Flow {
        id: panels

        readonly property int columns: root.workbench.overview.columnsFor(root.charts.length, root.mostPanels)

        width: parent.width
        spacing: Theme.gap

        Repeater {
            model: root.charts

            SmallChart {
                id: panel

                required property var modelData

                width: Math.floor((panels.width - (panels.columns - 1) * Theme.gap) / panels.columns)
                model: modelData
                workbench: root.workbench

                ChartActivity {
                    chart: panel.model
                    panel: panel
                    view: root.view
                    isShown: root.isShown
                }
            }
        }
    }

    AppButton {
        visible: root.moreCount > 0
        text: root.isExpanded ? qsTr("Show fewer") : qsTr("Show %1 more of %2").arg(root.moreCount).arg(root.title)
        onClicked: root.toggled()
    }
}
