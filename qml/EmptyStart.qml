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

        CommandBox {
            Layout.fillWidth: true
            workbench: root.workbench
        }
    }
}
