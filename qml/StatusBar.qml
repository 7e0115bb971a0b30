// The truth about the server: where it listens, what it holds, what it refused.

import QtQuick
import QtQuick.Templates as T
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

    T.AbstractButton {
        id: refused

        anchors.right: parent.right
        anchors.rightMargin: Theme.pagePadding
        height: parent.height
        implicitWidth: words.implicitWidth
        Accessible.role: Accessible.Link
        Accessible.name: root.workbench.refusedText
        onClicked: root.workbench.page = "ingest"

        contentItem: AppText {
            id: words

            verticalAlignment: Text.AlignVCenter
            text: root.workbench.refusedText
            color: root.workbench.hasRecentRefusals ? Theme.warn : Theme.muted
            font.pixelSize: Theme.secondarySize
            font.underline: refused.hovered || refused.visualFocus
        }

        Tip {
            text: qsTr("What was refused (g i)")
            visible: refused.hovered
            y: -height - 6
        }
    }
}
