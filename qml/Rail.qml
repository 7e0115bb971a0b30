// The pages, at the left edge.

import QtQuick
import TinyObs.Ui

Rectangle {
    id: root

    required property Workbench workbench

    readonly property var pages: [
        {
            "id": "overview",
            "icon": "overview",
            "name": qsTr("Overview (g h)")
        },
        {
            "id": "explore",
            "icon": "explore",
            "name": qsTr("Explore (g e)")
        },
        {
            "id": "dashboards",
            "icon": "dashboards",
            "name": qsTr("Dashboards (g d)")
        },
        {
            "id": "ingest",
            "icon": "ingest",
            "name": qsTr("Ingest (g i)")
        },
        {
            "id": "storage",
            "icon": "storage",
            "name": qsTr("Storage (g s)")
        }
    ]

    color: Theme.panel

    Rectangle {
        id: mark

        x: 12
        y: 8
        width: 32
        height: 32
        radius: 8
        color: Theme.accent

        Icon {
            anchors.centerIn: parent
            name: "wave"
            color: Theme.panel
        }
    }

    Column {
        anchors.top: mark.bottom
        anchors.topMargin: 16
        anchors.horizontalCenter: parent.horizontalCenter
        spacing: 4

        Repeater {
            model: root.pages

            AppButton {
                required property var modelData
                readonly property bool isMarked: modelData.id === "ingest" && root.workbench.hasRecentRefusals

                implicitWidth: 40
                implicitHeight: 40
                iconName: modelData.icon
                isFlat: true
                isSelected: root.workbench.page === modelData.id
                tip: isMarked ? qsTr("%1: something was refused in the last minutes").arg(modelData.name) : modelData.name
                onClicked: root.workbench.page = modelData.id

                Rectangle {
                    visible: parent.isMarked
                    x: parent.width - 13
                    y: 6
                    width: 8
                    height: 8
                    radius: 4
                    color: Theme.warn
                    border.width: 1
                    border.color: Theme.panel
                }
            }
        }
    }

    AppButton {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 8
        anchors.horizontalCenter: parent.horizontalCenter
        implicitWidth: 40
        implicitHeight: 40
        iconName: "theme"
        isFlat: true
        tip: qsTr("Theme: %1").arg(root.workbench.themeMode)
        onClicked: root.workbench.nextTheme()
    }

    Rectangle {
        anchors.right: parent.right
        width: 1
        height: parent.height
        color: Theme.line
    }
}
