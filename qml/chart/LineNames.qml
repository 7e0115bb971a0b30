// The names of a small chart's lines in one row, with their colours.

import QtQuick
import TinyObs
import TinyObs.Ui

ListView {
    id: root

    required property LegendModel legend

    implicitHeight: 18
    orientation: ListView.Horizontal
    interactive: false
    clip: true
    spacing: 12
    model: legend

    delegate: Row {
        id: row

        required property string name
        required property int colorIndex

        height: root.height
        spacing: 6

        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            width: 12
            height: 3
            radius: 1.5
            color: Theme.series(row.colorIndex)
        }

        AppText {
            width: Math.min(implicitWidth, root.width - 18)
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            text: row.name
            color: Theme.muted
            font.pixelSize: Theme.secondarySize
        }
    }
}
