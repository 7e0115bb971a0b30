// The truth about the server: where it listens, what it holds, what it refused.

import QtQuick
import TinyObs.Ui

Rectangle {
    id: root

    required property Workbench workbench

    color: Theme.panel
    clip: true

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }

    Row {
        x: Theme.pagePadding
        height: parent.height
        spacing: 20

        AppText {
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            text: "●  " + (root.workbench.serverProblem === "" ? root.workbench.address : qsTr("not listening"))
            color: root.workbench.serverProblem === "" ? Theme.ok : Theme.bad
            font.pixelSize: Theme.secondarySize
        }

        Repeater {
            model: root.workbench.facts

            AppText {
                required property string modelData

                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: modelData
                color: Theme.muted
                font.pixelSize: Theme.secondarySize
            }
        }
    }

    AppText {
        anchors.right: parent.right
        anchors.rightMargin: Theme.pagePadding
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        text: root.workbench.refusedText
        color: root.workbench.hasRefusals ? Theme.warn : Theme.muted
        font.pixelSize: Theme.secondarySize
    }
}
