// The values of all lines at the pointer's time, the nearest one in bold. Flips at the edges and
// never covers the pointer.

import QtQuick
import TinyObs

Panel {
    id: root

    required property string timeText
    required property var rows
    required property real pointerX
    required property int linesLeft

    readonly property int distance: 14
    /// The first ones, and the nearest whatever its place.
    readonly property var shown: rows.filter((row, index) => index < linesLeft || row.isNearest)

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
            model: root.shown

            Item {
                id: row

                required property var modelData

                implicitHeight: value.implicitHeight
                width: column.width

                Rectangle {
                    visible: row.modelData.color >= 0
                    anchors.verticalCenter: parent.verticalCenter
                    width: 10
                    height: 3
                    radius: 1.5
                    color: Theme.series(row.modelData.color)
                }

                AppText {
                    x: row.modelData.color >= 0 ? 18 : 0
                    width: parent.width - x - 16 - value.width
                    text: row.modelData.name
                    color: row.modelData.value === "" ? Theme.muted : Theme.text
                    font.pixelSize: Theme.secondarySize
                    font.weight: row.modelData.isNearest ? Font.Bold : Font.Normal
                }

                AppText {
                    id: value

                    anchors.right: parent.right
                    text: row.modelData.value
                    font.pixelSize: Theme.secondarySize
                    font.weight: row.modelData.isNearest ? Font.Bold : Font.Medium
                }
            }
        }

        AppText {
            visible: root.rows.length > root.shown.length
            text: qsTr("+ %1 more").arg(root.rows.length - root.shown.length)
            color: Theme.muted
            font.pixelSize: Theme.secondarySize
        }
    }
}
