// Function, grouping and label filters of the explored metric.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

Item {
    id: root

    required property ExploreModel explore

    implicitHeight: flow.implicitHeight

    Flow {
        id: flow

        width: parent.width
        spacing: 6

        Repeater {
            model: root.explore.views

            AppButton {
                required property var modelData

                implicitHeight: Theme.controlInPanel
                text: modelData.name
                isSelected: modelData.id === root.explore.viewId
                onClicked: root.explore.viewId = modelData.id
            }
        }

        AppText {
            visible: root.explore.labels.length > 0
            height: Theme.controlInPanel
            verticalAlignment: Text.AlignVCenter
            leftPadding: 6
            text: qsTr("by")
            color: Theme.muted
        }

        ChoiceButton {
            visible: root.explore.labels.length > 0
            caption: qsTr("by")
            text: root.explore.groupBy === "" ? qsTr("series") : root.explore.groupBy === "*" ? qsTr("all together") : root.explore.groupBy
            choices: [qsTr("series"), qsTr("all together")].concat(root.explore.labels)
            onChosen: index => root.explore.groupBy = index === 0 ? "" : index === 1 ? "*" : root.explore.labels[index - 2]
        }

        Repeater {
            model: root.explore.filters

            AppButton {
                required property int index
                required property string modelData

                implicitHeight: Theme.controlInPanel
                text: modelData + "  ×"
                isSelected: true
                Accessible.name: qsTr("Remove the filter %1").arg(modelData)
                onClicked: root.explore.removeFilter(index)
            }
        }

        FilterAdder {
            visible: root.explore.labels.length > 0
            explore: root.explore
        }
    }
}
