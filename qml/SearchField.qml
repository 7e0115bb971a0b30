import QtQuick
import QtQuick.Templates as T

T.TextField {
    id: root

    property string hint

    implicitHeight: Theme.control
    leftPadding: 32
    rightPadding: 10
    verticalAlignment: TextInput.AlignVCenter
    color: Theme.text
    selectionColor: Theme.accent
    selectedTextColor: Theme.panel
    font.family: Theme.sans
    font.pixelSize: Theme.bodySize
    selectByMouse: true
    Accessible.name: hint

    background: Rectangle {
        radius: Theme.controlRadius
        color: Theme.panel
        border.width: root.activeFocus ? 2 : 1
        border.color: root.activeFocus ? Theme.accent : Theme.line

        Icon {
            x: 8
            anchors.verticalCenter: parent.verticalCenter
            name: "search"
            scale: 0.85
        }

        AppText {
            anchors.fill: parent
            anchors.leftMargin: root.leftPadding
            anchors.rightMargin: root.rightPadding
            verticalAlignment: Text.AlignVCenter
            visible: root.text === ""
            text: root.hint
            color: Theme.muted
        }
    }
}
