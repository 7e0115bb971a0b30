// A dashboard in the list.

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import TinyObs
import TinyObs.Ui

T.AbstractButton {
    id: root

    required property string name
    required property string title
    required property string description
    required property string tags
    required property string detail
    required property string errorText
    required property string origin
    required property DashboardsModel dashboards

    implicitHeight: 38
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: title
    Accessible.description: errorText === "" ? description : errorText
    onClicked: {
        if (errorText === "")
            dashboards.open(name);
    }
    Keys.onReturnPressed: clicked()

    background: Rectangle {
        radius: Theme.controlRadius
        color: root.hovered || root.down ? Theme.selection : "transparent"
        border.width: root.visualFocus ? 2 : 0
        border.color: Theme.accent
    }

    contentItem: RowLayout {
        spacing: 12

        AppText {
            Layout.leftMargin: 10
            Layout.preferredWidth: 260
            text: root.title
            color: root.errorText === "" ? Theme.text : Theme.muted
            font.weight: Font.DemiBold
        }

        AppText {
            Layout.fillWidth: true
            text: root.errorText === "" ? root.description : qsTr("Cannot be read: %1").arg(root.errorText)
            color: root.errorText === "" ? Theme.muted : Theme.bad
            font.pixelSize: Theme.secondarySize
        }

        AppText {
            text: root.tags
            color: Theme.muted
            font.pixelSize: Theme.secondarySize
        }

        AppText {
            Layout.preferredWidth: 80
            horizontalAlignment: Text.AlignRight
            text: root.detail
            color: Theme.muted
            font.pixelSize: Theme.secondarySize
        }

        AppButton {
            Layout.rightMargin: 6
            implicitHeight: Theme.controlInPanel
            implicitWidth: Theme.controlInPanel
            padding: 3
            isFlat: true
            opacity: root.origin === "own" && root.errorText === "" && (root.hovered || activeFocus) ? 1 : 0
            enabled: root.origin === "own" && root.errorText === ""
            iconName: "close"
            tip: qsTr("Delete %1").arg(root.title)
            onClicked: root.dashboards.remove(root.name)
        }
    }
}
