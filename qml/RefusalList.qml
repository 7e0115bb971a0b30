// What was refused: when, from whom, where, why, and what to do about it.

import QtQuick
import QtQuick.Controls.Basic
import TinyObs.Ui

Item {
    id: root

    required property TextTable table

    readonly property int space: 12
    readonly property var widths: [72, 110, 150, 110, Math.max(160, width - 72 - 110 - 150 - 110 - 64 - 5 * space), 64]
    readonly property var titles: [qsTr("Time"), qsTr("Sender"), qsTr("Path"), qsTr("Reason"), qsTr("What was wrong, and what to do"), qsTr("Count")]

    Row {
        id: head

        height: 24
        spacing: root.space

        Repeater {
            model: root.titles.length

            AppText {
                required property int index

                width: root.widths[index]
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                horizontalAlignment: index === 5 ? Text.AlignRight : Text.AlignLeft
                text: root.titles[index]
                color: Theme.muted
                font.pixelSize: Theme.secondarySize
            }
        }
    }

    ListView {
        anchors.top: head.bottom
        anchors.bottom: parent.bottom
        width: root.width
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.table
        Accessible.role: Accessible.List
        Accessible.name: qsTr("What was refused")

        ScrollBar.vertical: ScrollBar {
        }

        delegate: Item {
            id: row

            required property var cells

            width: root.width
            height: 48

            Row {
                spacing: root.space

                Repeater {
                    model: 4

                    TableCell {
                        required property int index

                        width: root.widths[index]
                        height: 26
                        text: row.cells[index]
                        color: index === 3 ? Theme.warn : Theme.text
                    }
                }

                Column {
                    TableCell {
                        width: root.widths[4]
                        height: 26
                        text: row.cells[4]
                        details: row.cells[7]
                    }

                    TableCell {
                        width: root.widths[4]
                        height: 18
                        verticalAlignment: Text.AlignTop
                        text: row.cells[5]
                        color: Theme.muted
                        font.pixelSize: Theme.secondarySize
                    }
                }

                TableCell {
                    width: root.widths[5]
                    height: 26
                    isNumber: true
                    text: row.cells[6]
                }
            }

            Rectangle {
                anchors.bottom: parent.bottom
                width: parent.width
                height: 1
                color: Theme.grid
            }
        }
    }
}
