// Names with a count and a bar for their share; a click opens one, a button deletes its series.

import QtQuick
import QtQuick.Controls.Basic
import TinyObs
import TinyObs.Ui

ListView {
    id: root

    property bool canOpen: false
    property bool canDelete: false
    property int asked: -1

    signal opened(string name)
    signal deletionAsked(string name)

    clip: true
    boundsBehavior: Flickable.StopAtBounds
    onCountChanged: asked = -1

    ScrollBar.vertical: ScrollBar {
    }

    delegate: Item {
        id: row

        required property int index
        required property var modelData

        readonly property bool isAsked: root.asked === index

        width: root.width
        height: 30

        HoverHandler {
            id: hover
        }

        Rectangle {
            y: 3
            width: Math.max(2, (parent.width - 12) * row.modelData.share)
            height: 24
            radius: 4
            color: row.modelData.isExploding ? Qt.alpha(Theme.warn, Theme.areaOpacity) : Theme.accentBackground
        }

        AppText {
            x: 8
            width: parent.width - x - count.width - 24 - actions.width
            anchors.verticalCenter: parent.verticalCenter
            text: row.modelData.name === "" ? qsTr("(none)") : row.modelData.name
            elide: Text.ElideMiddle
            color: opener.containsMouse && root.canOpen ? Theme.accent : Theme.text
            font.family: Theme.mono
            font.pixelSize: Theme.codeSize
            Accessible.role: root.canOpen ? Accessible.Link : Accessible.StaticText
            Accessible.name: qsTr("%1, %2").arg(text).arg(row.modelData.count)

            MouseArea {
                id: opener

                anchors.fill: parent
                enabled: root.canOpen
                hoverEnabled: true
                cursorShape: root.canOpen ? Qt.PointingHandCursor : Qt.ArrowCursor
                onClicked: root.opened(row.modelData.name)
            }
        }

        Row {
            id: actions

            anchors.right: count.left
            anchors.rightMargin: 8
            anchors.verticalCenter: parent.verticalCenter
            visible: root.canDelete && (hover.hovered || row.isAsked)
            width: visible ? implicitWidth : 0
            spacing: 6

            AppButton {
                visible: !row.isAsked
                implicitHeight: Theme.controlInPanel
                text: qsTr("Delete…")
                onClicked: root.asked = row.index
            }

            AppButton {
                visible: row.isAsked
                implicitHeight: Theme.controlInPanel
                text: qsTr("Delete %1 series").arg(row.modelData.count)
                ink: Theme.bad
                onClicked: {
                    root.asked = -1;
                    root.deletionAsked(row.modelData.name);
                }
            }

            AppButton {
                visible: row.isAsked
                implicitHeight: Theme.controlInPanel
                text: qsTr("Keep")
                onClicked: root.asked = -1
            }
        }

        AppText {
            id: count

            anchors.right: parent.right
            anchors.rightMargin: 20
            anchors.verticalCenter: parent.verticalCenter
            text: row.modelData.isExploding ? qsTr("%1, explodes").arg(row.modelData.count) : row.modelData.count
            color: row.modelData.isExploding ? Theme.warn : Theme.muted
        }
    }
}
