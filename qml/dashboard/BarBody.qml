// A bar for each line: its name, how much of the bounds it has reached, its value.

import QtQuick
import QtQuick.Controls.Basic
import TinyObs
import TinyObs.Ui

ListView {
    id: root

    required property PanelModel panel

    readonly property int nameWidth: Math.min(width * 0.4, 180)

    clip: true
    model: panel.values
    boundsBehavior: Flickable.StopAtBounds
    interactive: contentHeight > height

    ScrollBar.vertical: ScrollBar {
    }

    delegate: Item {
        id: row

        required property var modelData

        width: root.width
        height: 28
        Accessible.role: Accessible.StaticText
        Accessible.name: modelData.name + " " + modelData.text

        TableCell {
            id: label

            width: root.nameWidth
            height: parent.height
            text: row.modelData.name
            color: Theme.muted
            font.pixelSize: Theme.secondarySize
        }

        Rectangle {
            id: track

            anchors.left: label.right
            anchors.leftMargin: 10
            anchors.right: value.left
            anchors.rightMargin: 10
            anchors.verticalCenter: parent.verticalCenter
            height: 12
            radius: 3
            color: Theme.grid

            Rectangle {
                width: Math.max(row.modelData.share > 0 ? 3 : 0, track.width * row.modelData.share)
                height: parent.height
                radius: 3
                color: row.modelData.level < 0 ? Theme.series(row.modelData.color) : [Theme.ok, Theme.warn, Theme.bad][row.modelData.level]
            }
        }

        AppText {
            id: value

            anchors.right: parent.right
            anchors.rightMargin: 6
            width: 76
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            horizontalAlignment: Text.AlignRight
            text: row.modelData.text
        }
    }
}
