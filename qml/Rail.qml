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

                implicitWidth: 40
                implicitHeight: 40
                iconName: modelData.icon
                isFlat: true
                isSelected: root.workbench.page === modelData.id
                tip: modelData.name
                onClicked: root.workbench.page = modelData.id
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
