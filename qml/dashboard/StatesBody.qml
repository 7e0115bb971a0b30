// The states of each line over time, as pieces of equal value.

import QtQuick
import QtQuick.Controls.Basic
import TinyObs
import TinyObs.Ui

ListView {
    id: root

    required property PanelModel panel

    readonly property int nameWidth: Math.min(width * 0.3, 160)

    function inkOf(piece: var): color {
        if (piece.level >= 0)
            return [Theme.ok, Theme.warn, Theme.bad][piece.level];
        return piece.value === 0 ? Theme.faint : Theme.series(Math.abs(Math.round(piece.value)) - 1);
    }

    clip: true
    model: panel.states
    boundsBehavior: Flickable.StopAtBounds
    interactive: contentHeight > height
    spacing: 4

    ScrollBar.vertical: ScrollBar {
    }

    delegate: Item {
        id: row

        required property var modelData

        width: root.width
        height: 24
        Accessible.role: Accessible.StaticText
        Accessible.name: modelData.pieces.length === 0 ? modelData.name : qsTr("%1, now %2").arg(modelData.name).arg(modelData.pieces[modelData.pieces.length - 1].text)

        TableCell {
            width: root.nameWidth
            height: parent.height
            text: row.modelData.name
            color: Theme.muted
            font.pixelSize: Theme.secondarySize
        }

        Item {
            id: track

            x: root.nameWidth + 10
            width: parent.width - x - 4
            height: parent.height

            Repeater {
                model: row.modelData.pieces

                Rectangle {
                    id: piece

                    required property var modelData

                    x: modelData.from * track.width
                    width: Math.max(1, (modelData.to - modelData.from) * track.width - 1)
                    height: track.height
                    radius: 2
                    color: root.inkOf(modelData)

                    AppText {
                        anchors.centerIn: parent
                        visible: implicitWidth < piece.width - 6
                        text: piece.modelData.text
                        color: Theme.panel
                        font.pixelSize: Theme.axisSize
                    }
                }
            }
        }
    }
}
