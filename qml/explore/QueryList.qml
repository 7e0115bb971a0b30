// The queries of the chart: letter, text, whether shown; and a way to add one.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

// A column and not a layout: Qt 6.4's layouts use rows that a model's reset has deleted.
Column {
    id: root

    required property ExploreModel explore
    required property Workbench workbench

    spacing: 6

    Repeater {
        model: root.explore.queries

        QueryLine {
            width: root.width
            explore: root.explore
            workbench: root.workbench
            isOnly: root.explore.queries.count === 1
        }
    }

    RowLayout {
        width: root.width
        spacing: 6

        AppButton {
            implicitHeight: Theme.controlInPanel
            isFlat: true
            text: qsTr("Add query")
            detail: "+"
            tip: qsTr("Another query on the same chart; a formula names the others by their letters: A / B")
            onClicked: root.explore.queries.add()
        }

        Item {
            Layout.fillWidth: true
        }

        AppButton {
            implicitHeight: Theme.controlInPanel
            enabled: root.explore.queries.count > 0
            text: qsTr("Add to dashboard")
            onClicked: root.workbench.dashboardRequested(root.explore.chart)
        }

        Repeater {
            model: [qsTr("Chart"), qsTr("Table"), qsTr("Samples")]

            AppButton {
                required property int index
                required property string modelData

                implicitHeight: Theme.controlInPanel
                text: modelData
                isSelected: root.explore.table.mode === index
                onClicked: root.explore.table.mode = index
            }
        }
    }
}
