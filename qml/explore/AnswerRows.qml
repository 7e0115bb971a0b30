// The explorer's answer as a table: labels, then the value.

import QtQuick
import QtQuick.Controls.Basic
import TinyObs
import TinyObs.Ui

Item {
    id: root

    required property AnswerTable table

    readonly property int space: 12
    readonly property real columnWidth: Math.max(90, (width - space * (table.columns.length - 1) - 12) / Math.max(1, table.columns.length))

    Accessible.role: Accessible.Table
    Accessible.name: table.caption

    Flickable {
        id: view

        anchors.fill: parent
        contentWidth: Math.max(width, root.table.columns.length * (root.columnWidth + root.space))
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        ScrollBar.horizontal: ScrollBar {
        }

        Row {
            id: head

            height: 26
            spacing: root.space

            Repeater {
                model: root.table.columns

                AppText {
                    required property int index
                    required property string modelData

                    width: root.columnWidth
                    height: head.height
                    verticalAlignment: Text.AlignVCenter
                    horizontalAlignment: index === root.table.columns.length - 1 ? Text.AlignRight : Text.AlignLeft
                    text: modelData
                    color: Theme.muted
                    font.pixelSize: Theme.secondarySize
                }
            }
        }

        Rectangle {
            y: head.height
            width: view.contentWidth
            height: 1
            color: Theme.line
        }

        ListView {
            y: head.height + 1
            width: view.contentWidth
            height: view.height - y
            clip: true
            model: root.table.rows
            boundsBehavior: Flickable.StopAtBounds

            ScrollBar.vertical: ScrollBar {
            }

            delegate: Row {
                id: row

                required property var cells

                height: 26
                spacing: root.space

                Repeater {
                    model: root.table.columns.length

                    TableCell {
                        required property int index

                        width: root.columnWidth
                        height: row.height
                        text: row.cells[index] ?? ""
                        isNumber: index === root.table.columns.length - 1
                        font.family: Theme.mono
                        font.pixelSize: Theme.codeSize
                        color: isNumber ? Theme.text : Theme.muted
                    }
                }
            }
        }
    }

    AppText {
        anchors.centerIn: parent
        visible: root.table.errorText !== "" || root.table.rows.count === 0
        text: root.table.errorText !== "" ? qsTr("This cannot be shown: %1").arg(root.table.errorText) : qsTr("No data in this range")
        color: root.table.errorText !== "" ? Theme.bad : Theme.muted
    }
}
