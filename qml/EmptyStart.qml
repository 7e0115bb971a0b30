// The first start: how to send something, and a light that waits for it.

import QtQuick
import QtQuick.Layouts
import TinyObs.Ui

Panel {
    id: root

    required property Workbench workbench

    implicitHeight: column.implicitHeight + 2 * 24

    ColumnLayout {
        id: column

        anchors.fill: parent
        anchors.margins: 24
        spacing: Theme.gap

        RowLayout {
            spacing: 10

            Rectangle {
                implicitWidth: 10
                implicitHeight: 10
                radius: 5
                color: "transparent"
                border.width: 2
                border.color: Theme.faint
            }

            AppText {
                text: qsTr("Waiting for the first sample")
                font.pixelSize: Theme.pageTitleSize
                font.weight: Font.DemiBold
            }
        }

        AppText {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            color: Theme.muted
            text: qsTr("Send one from a terminal. Its chart appears here within a second.")
        }

        Rectangle {
            Layout.fillWidth: true
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
    }
}
