// The labels of the explored metric; one opened shows its values with how many series have them. A
// click on a value filters by it.

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

ColumnLayout {
    id: root

    required property ExploreModel explore
    property string openLabel

    spacing: 4

    Connections {
        target: root.explore

        function onChanged() {
            if (root.explore.labels.indexOf(root.openLabel) < 0)
                root.openLabel = "";
        }
    }

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: 1
        color: Theme.line
    }

    AppText {
        Layout.fillWidth: true
        Layout.leftMargin: 6
        Layout.topMargin: 6
        text: qsTr("Labels of %1").arg(root.explore.metric)
        color: Theme.muted
        font.pixelSize: Theme.secondarySize
        elide: Text.ElideMiddle
    }

    ListView {
        id: list

        Layout.fillWidth: true
        Layout.fillHeight: true
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: {
            const rows = [];
            for (const label of root.explore.labels) {
                rows.push({
                    "label": label,
                    "value": "",
                    "count": -1,
                    "share": 0
                });
                if (label !== root.openLabel)
                    continue;
                for (const each of root.explore.valueCounts)
                    rows.push({
                        "label": label,
                        "value": each.value,
                        "count": each.count,
                        "share": each.share
                    });
            }
            return rows;
        }

        ScrollBar.vertical: ScrollBar {
        }

        delegate: AppButton {
            id: row

            required property var modelData

            readonly property bool isValue: modelData.count >= 0
            readonly property bool isOpen: !isValue && modelData.label === root.openLabel

            width: list.width
            implicitHeight: 26
            isFlat: true
            Accessible.name: isValue ? qsTr("Only %1 %2, %3 series").arg(modelData.label).arg(modelData.value).arg(modelData.count) : qsTr("Values of %1").arg(modelData.label)
            onClicked: {
                if (isValue)
                    return root.explore.addFilter(modelData.label, "=", modelData.value);
                root.openLabel = isOpen ? "" : modelData.label;
                if (root.openLabel !== "")
                    root.explore.loadLabelValues(root.openLabel);
            }

            Rectangle {
                visible: row.isValue
                x: 26
                anchors.verticalCenter: parent.verticalCenter
                width: (parent.width - 34) * row.modelData.share
                height: 20
                radius: 3
                color: Theme.accentBackground
            }

            Loader {
                x: 2
                anchors.verticalCenter: parent.verticalCenter
                active: !row.isValue
                sourceComponent: Icon {
                    name: row.isOpen ? "down" : "right"
                    scale: 0.6
                }
            }

            AppText {
                x: row.isValue ? 32 : 24
                width: parent.width - x - 56
                anchors.verticalCenter: parent.verticalCenter
                text: row.isValue ? (row.modelData.value === "" ? qsTr("(none)") : row.modelData.value) : row.modelData.label
                font.family: Theme.mono
                font.pixelSize: Theme.codeSize
            }

            AppText {
                anchors.right: parent.right
                anchors.rightMargin: 8
                anchors.verticalCenter: parent.verticalCenter
                visible: row.isValue
                text: row.modelData.count
                color: Theme.muted
                font.pixelSize: Theme.secondarySize
            }
        }
    }
}
