// The command that sends a sample, and the way to copy it.

import QtQuick
import TinyObs.Ui

Rectangle {
    id: root

    required property Workbench workbench

    implicitHeight: command.implicitHeight + 2 * Theme.gap
    radius: Theme.controlRadius
    color: Theme.bg
    border.width: 1
    border.color: Theme.line

    TextEdit {
        id: command

        anchors.left: parent.left
        anchors.right: copy.left
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.gap
        anchors.rightMargin: Theme.gap
        readOnly: true
        selectByMouse: true
        wrapMode: TextEdit.WrapAnywhere
        color: Theme.text
        selectionColor: Theme.accent
        font.family: Theme.mono
        font.pixelSize: Theme.codeSize
        text: root.workbench.curlCommand
        Accessible.name: qsTr("Command that sends a sample")
    }

    AppButton {
        id: copy

        property bool isDone: false

        anchors.right: parent.right
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        iconName: isDone ? "check" : "copy"
        text: isDone ? qsTr("Copied") : qsTr("Copy")
        onClicked: {
            root.workbench.copyText(root.workbench.curlCommand);
            isDone = true;
            back.start();
        }

        Timer {
            id: back

            interval: 2000
            onTriggered: copy.isDone = false
        }
    }
}
