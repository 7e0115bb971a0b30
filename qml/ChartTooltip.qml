// The values of all lines at the pointer's time. Flips at the edges and never covers the pointer.

import QtQuick

Panel {
    id: root

    required property string timeText
    required property var rows
    required property real pointerX
    required property int linesLeft

    readonly property int distance: 14

    width: Math.max(140, column.implicitWidth + 2 * Theme.gap)
    height: column.implicitHeight + 2 * 10
    x: pointerX + distance + width <= parent.width ? pointerX + distance : Math.max(0, pointerX - distance - width)
    y: 8
    z: 10

    Column {
        id: column

        x: Theme.gap
        y: 10
        spacing: 3

        AppText {
            text: root.timeText
            color: Theme.muted
            font.pixelSize: Theme.secondarySize
        }

        Repeater {
            model: root.rows.slice(0, root.linesLeft)

            Row {
                id: row

                required property var modelData

                spacing: 8

                Rectangle {
                    anchors.verticalCenter: parent.verticalCenter
                    width: 10
                    height: 3
                    radius: 1.5
                    color: Theme.series(row.modelData.color)
                }

                AppText {
                    width: Math.min(260, implicitWidth)
                    text: row.modelData.name
                    font.pixelSize: Theme.secondarySize
                }

                AppText {
                    text: row.modelData.value
                    font.pixelSize: Theme.secondarySize
                    font.weight: Font.DemiBold
                }
            }
        }

        AppText {
            visible: root.rows.length > root.linesLeft
            text: qsTr("+ %1 more").arg(root.rows.length - root.linesLeft)
            color: Theme.muted
            font.pixelSize: Theme.secondarySize
        }
    }
}
