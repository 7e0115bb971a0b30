// The values of all lines at the pointer's time. Flips at the edges and never covers the pointer.

import QtQuick

Panel {
    id: root

    required property string timeText
    required property var rows
    required property real pointerX
    required property int linesLeft

    readonly property int distance: 14

    // A fixed width, so that it does not change under the pointer.
    width: Math.min(340, parent.width * 0.8)
    height: column.implicitHeight + 2 * 10
    x: pointerX + distance + width <= parent.width ? pointerX + distance : Math.max(0, pointerX - distance - width)
    y: 8
    z: 10

    Column {
        id: column

        x: Theme.gap
        y: 10
        width: root.width - 2 * Theme.gap
        spacing: 3

        AppText {
            text: root.timeText
            color: Theme.muted
            font.pixelSize: Theme.secondarySize
        }

        Repeater {
            model: root.rows.slice(0, root.linesLeft)

            Item {
                id: row

                required property var modelData

                implicitHeight: value.implicitHeight
                width: column.width

                Rectangle {
                    anchors.verticalCenter: parent.verticalCenter
                    width: 10
                    height: 3
                    radius: 1.5
                    color: Theme.series(row.modelData.color)
                }

                AppText {
                    id: label

                    x: 18
                    width: parent.width - x - 16 - value.width
                    text: row.modelData.name
                    font.pixelSize: Theme.secondarySize
                }

                AppText {
                    id: value

                    anchors.right: parent.right
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
